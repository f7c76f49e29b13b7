import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concat, u16, u8 } from "../../../src/text/tls/bytes.ts";
import { createFlightReader, type Flight } from "../../../src/text/tls/flight.ts";
import {
  alertRecord,
  certificateMessage,
  certificateRequest,
  certificateStatus,
  dheMessage,
  done,
  ecdheMessage,
  inRecords,
  record,
  retryRequest,
  rsaExportMessage,
  serverHello,
  ssl2ServerHello,
} from "../../helpers/tls/flights.ts";

const CAP = 65_536;
const DER = new Uint8Array(700).fill(0x30);
const SIGNED = { signed: true, tls12: true };
const ANONYMOUS = { signed: false, tls12: true };

function read(
  bytes: Uint8Array,
  options: { ssl2?: boolean; step?: number; cap?: number } = {},
): Flight {
  const { ssl2 = false, step = bytes.length, cap = CAP } = options;
  const reader = createFlightReader({ ssl2, cap });
  for (let at = 0; at < bytes.length; at += Math.max(1, step)) {
    if (reader.push(bytes.subarray(at, at + Math.max(1, step)))) break;
  }
  return reader.flight();
}

const FULL = inRecords(
  0x0303,
  2000,
  serverHello({
    version: 0x0303,
    suite: 0xc02f,
    extensions: [
      [0xff01, u8(0)],
      [15, u8(1)],
      [16, concat(u16(3), u8(2), new TextEncoder().encode("h2"))],
    ],
  }),
  certificateMessage([DER, DER]),
  certificateStatus(),
  ecdheMessage(23, SIGNED),
  certificateRequest(),
  done(),
);
const DHE = (bits: number, form = SIGNED) =>
  inRecords(
    0x0303,
    9000,
    serverHello({ version: 0x0303, suite: 0x9e }),
    certificateMessage([DER]),
    dheMessage(bits, form),
    done(),
  );
const RETRY = inRecords(0x0303, 9000, retryRequest(0x1302, 0x11ec));
const SSL2 = ssl2ServerHello(DER, [0x010080, 0x020080]);

/** What `ecdheMessage` sends as its public value. */
const POINT = new Uint8Array(65).fill(4);

describe("flight", () => {
  it("reads a whole TLS 1.2 flight, however it is cut", () => {
    for (const step of [1, 7, 100, FULL.length]) {
      const flight = read(FULL, { step });
      expect(flight).toMatchObject({
        ended: "done",
        hello: {
          version: 0x0303,
          suite: 0xc02f,
          compression: 0,
          retry: false,
          alpn: "h2",
          extensions: [0xff01, 15, 16],
        },
        keyExchange: { kind: "ecdhe", group: 23, share: POINT, signature: 0x0401 },
        certificateRequested: true,
        stapled: true,
        bytes: FULL.length,
      });
      expect(flight.certificates?.map(({ length }) => length)).toEqual([700, 700]);
    }
  });

  it("reads messages that are cut into small records, and records that hold several", () => {
    const hello = serverHello({ version: 0x0301, suite: 5, compression: 1 });
    for (const size of [3, 50, 16_000]) {
      const flight = read(inRecords(0x0301, size, hello, certificateMessage([DER]), done()));
      expect(flight).toMatchObject({
        ended: "done",
        hello: { version: 0x0301, suite: 5, compression: 1 },
      });
    }
  });

  it("reads the group and suite of a HelloRetryRequest and stops there", () => {
    expect(read(concat(RETRY, record(20, 0x0303, u8(1))))).toMatchObject({
      ended: "done",
      hello: { retry: true, version: 0x0304, suite: 0x1302, group: 0x11ec },
    });
  });

  it.each([512, 768, 1000, 1024, 1536, 2048, 3072, 4096, 6144, 8192])(
    "measures a DH prime of %i bits",
    (bits) => {
      expect(read(DHE(bits)).keyExchange).toMatchObject({ kind: "dhe", bits });
      expect(read(DHE(bits, ANONYMOUS)).keyExchange).toMatchObject({ kind: "dhe", bits });
      expect(read(DHE(bits, { signed: true, tls12: false })).keyExchange).toMatchObject({
        kind: "dhe",
        bits,
      });
    },
  );

  it.each([19, 23, 24, 25, 29, 30])("tells curve %i, signed or not", (group) => {
    for (const [form, signature] of [
      [SIGNED, 0x0401],
      [{ ...SIGNED, scheme: 0x0203 }, 0x0203],
      [ANONYMOUS, null],
      [{ signed: true, tls12: false }, null],
    ] as const) {
      const flight = inRecords(
        0x0303,
        9000,
        serverHello({ version: 0x0303, suite: 0xc013 }),
        ecdheMessage(group, form),
        done(),
      );
      expect(read(flight).keyExchange).toEqual({
        kind: "ecdhe",
        group,
        share: POINT,
        signature,
      });
    }
  });

  it("tells a temporary export key from a DH prime", () => {
    const form = { signed: true, tls12: false };
    const flight = inRecords(
      0x0301,
      9000,
      serverHello({ version: 0x0301, suite: 3 }),
      rsaExportMessage(512, form),
      done(),
    );
    expect(read(flight).keyExchange).toEqual({ kind: "rsa-export", bits: 512 });
  });

  it("goes on behind a warning, and ends at a fatal alert", () => {
    const flight = read(concat(alertRecord(1, 112), FULL));
    expect(flight).toMatchObject({ ended: "done", alerts: [{ fatal: false, description: 112 }] });
    expect(read(alertRecord(2, 40))).toMatchObject({
      ended: "alert",
      alerts: [{ fatal: true, description: 40 }],
    });
  });

  it("reads SSL 2.0 answers only where they were asked for", () => {
    const flight = read(SSL2, { ssl2: true, step: 5 });
    expect(flight).toMatchObject({ ended: "done", ssl2: { certificate: DER } });
    expect([...(flight.ssl2?.kinds ?? [])]).toEqual([1, 0, 128, 2, 0, 128]);
    expect(read(Uint8Array.of(0x80, 3, 0, 0, 1), { ssl2: true })).toMatchObject({
      ended: "alert",
      ssl2: null,
    });
    expect(read(SSL2).ended).toBe("not-tls");
    expect(read(alertRecord(2, 70), { ssl2: true }).ended).toBe("alert");
  });

  it.each(["HTTP/1.1 400 Bad Request\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n", "220 mail ESMTP\r\n"])(
    "says what is no TLS: %s",
    (text) => {
      const flight = read(new TextEncoder().encode(text));
      expect(flight.ended).toBe("not-tls");
      expect(flight.firstBytes).toBe(text.replace(/[\r\n]/g, ".").slice(0, 24));
    },
  );

  it.each<[string, Uint8Array]>([
    ["a record of 40,000 bytes", concat(u8(22), u16(0x0303), u16(40_000))],
    ["a certificate before the hello", inRecords(0x0303, 9000, certificateMessage([DER]))],
    [
      "two hellos",
      inRecords(0x0303, 9000, ...[1, 2].map(() => serverHello({ version: 0x0303, suite: 5 }))),
    ],
    [
      "a version that does not exist",
      inRecords(
        0x0303,
        9000,
        serverHello({ version: 0x0305, suite: 5, extensions: [[43, u16(0x0399)]] }),
      ),
    ],
    ["data before the hello", record(23, 0x0303, u8(1))],
    ["an alert of one byte", record(21, 0x0303, u8(1))],
    ["empty records without end", concat(...Array.from({ length: 40 }, () => record(22, 0x0303)))],
    [
      "tiny records without end",
      concat(...Array.from({ length: 2000 }, () => record(22, 0x0303, u8(2)))),
    ],
  ])("calls malformed: %s", (_name, bytes) => {
    expect(read(bytes).ended).toBe("malformed");
  });

  it("reads no further than the cap", () => {
    const endless = inRecords(
      0x0303,
      1000,
      serverHello({ version: 0x0303, suite: 5 }),
      certificateMessage([new Uint8Array(60_000)]),
    );
    const flight = read(endless, { cap: 5000, step: 700 });
    expect(flight).toMatchObject({ ended: "too-large", bytes: 5000, hello: { suite: 5 } });
  });

  it("waits where there is not enough", () => {
    expect(read(FULL.subarray(0, 40)).ended).toBeNull();
    expect(read(new Uint8Array()).ended).toBeNull();
  });
});

describe("flight, whatever comes", () => {
  const plain = serverHello({ version: 0x0301, suite: 5, compression: 1 });
  const exportHello = serverHello({ version: 0x0301, suite: 3 });
  const OLD_FORM = { signed: true, tls12: false };
  const kinds: Readonly<Record<string, Uint8Array>> = {
    "a whole flight": FULL,
    "a retry": RETRY,
    "a retry and what follows it": concat(RETRY, record(20, 0x0303, u8(1))),
    "a prime": DHE(512),
    "a prime without a signature": DHE(1024, ANONYMOUS),
    "an export key": inRecords(0x0301, 9000, exportHello, rsaExportMessage(512, OLD_FORM), done()),
    "compression, no key exchange": inRecords(
      0x0301,
      9000,
      plain,
      certificateMessage([DER]),
      done(),
    ),
    "a chain": inRecords(0x0303, 9000, plain, certificateMessage([DER, DER, DER]), done()),
    "messages cut into small records": inRecords(
      0x0301,
      40,
      plain,
      certificateMessage([DER]),
      done(),
    ),
    "SSL 2.0": SSL2,
    "an error of SSL 2.0": Uint8Array.of(0x80, 3, 0, 0, 1),
    "an alert": alertRecord(2, 40),
    "a warning and a flight": concat(alertRecord(1, 112), FULL),
    "plain HTTP": new TextEncoder().encode("HTTP/1.1 400 Bad Request\r\n\r\n"),
  };
  const seeds = Object.values(kinds);

  it.each(Object.entries(kinds))(
    "is fed what can be read before it is changed: %s",
    (_name, bytes) => {
      expect(read(bytes, { ssl2: true }).ended).not.toBeNull();
    },
  );

  /** A small generator of our own: fast-check would spend most of the time on shrinking trees. */
  function chance(seed: number): (below: number) => number {
    let state = seed >>> 0;
    return (below) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
  }

  function mutate(seed: number): Uint8Array {
    const next = chance(seed);
    let bytes: Uint8Array = Uint8Array.from(seeds[next(seeds.length)] ?? FULL);
    for (let change = next(6); change >= 0; change -= 1) {
      const at = next(bytes.length);
      const kind = next(5);
      if (kind === 0) bytes[at] = next(256);
      else if (kind === 1) bytes[at] = (bytes[at] ?? 0) ^ (1 << next(8));
      else if (kind === 2) bytes = concat(bytes.subarray(0, at), bytes.subarray(at + next(40)));
      else if (kind === 3)
        bytes = concat(bytes.subarray(0, at), bytes.subarray(next(at + 1), at), bytes.subarray(at));
      else bytes = concat(bytes.subarray(0, at), Uint8Array.of(255, 255, 255), bytes.subarray(at));
    }
    return bytes;
  }

  it("survives 100,000 mutated flights: no throw, no hang, no read beyond the cap, an end that stays", () => {
    const cap = 2500;
    const ends = new Map<string, number>();
    for (let seed = 1; seed <= 100_000; seed += 1) {
      const bytes = mutate(seed);
      const flight = read(bytes, {
        ssl2: seed % 3 === 0,
        cap,
        step: seed % 2 === 0 ? bytes.length : 333,
      });
      if (flight.bytes > Math.min(cap, bytes.length))
        throw new Error(`seed ${String(seed)} read ${String(flight.bytes)}`);
      const key = String(flight.ended);
      ends.set(key, (ends.get(key) ?? 0) + 1);
    }
    expect([...ends.values()].reduce((sum, one) => sum + one, 0)).toBe(100_000);
    // Every kind of end is reached, so the mutations are neither all fatal nor all harmless.
    expect([...ends.keys()].toSorted()).toEqual([
      "alert",
      "done",
      "malformed",
      "not-tls",
      "null",
      "too-large",
    ]);
  }, 60_000);

  it("ends alike however the bytes are cut", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.integer({ min: 1, max: 50 }),
        (seed, step) => {
          const bytes = mutate(seed);
          const { bytes: _whole, firstBytes: _first, ...whole } = read(bytes);
          const { bytes: _cut, firstBytes: _cutFirst, ...cut } = read(bytes, { step });
          expect(cut).toEqual(whole);
        },
      ),
      { numRuns: 2000 },
    );
  }, 30_000);

  it("takes any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (bytes, ssl2) => {
        expect(read(bytes, { ssl2 }).bytes).toBeLessThanOrEqual(bytes.length);
      }),
      { numRuns: 5000 },
    );
  }, 30_000);
});
