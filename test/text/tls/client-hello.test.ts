import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  writeClientHello,
  writeSsl2Hello,
  type HelloSpec,
} from "../../../src/text/tls/client-hello.ts";
import { readClientHello } from "../../../src/text/tls/read-hello.ts";
import { EXTENSION, FALLBACK_SCSV, RENEGOTIATION_SCSV } from "../../../src/text/tls/words.ts";

const random = new Uint8Array(32).fill(1);
const sessionId = new Uint8Array(32).fill(2);

function spec(changes: Partial<HelloSpec> = {}): HelloSpec {
  const suites = [0xc02f, 0x002f];
  return {
    version: "TLSv1.2",
    suites,
    servername: "www.bv-a.test",
    groups: [29, 23],
    random,
    sessionId,
    ...changes,
  };
}

describe("writeClientHello", () => {
  it.each([
    ["SSLv3", 0x0300, 0x0300],
    ["TLSv1", 0x0301, 0x0301],
    ["TLSv1.1", 0x0301, 0x0302],
    ["TLSv1.2", 0x0301, 0x0303],
    ["TLSv1.3", 0x0301, 0x0303],
  ] as const)("%s: record version and legacy version", (version, record, legacy) => {
    const hello = Buffer.from(writeClientHello(spec({ version })));
    expect([hello[0], hello.readUInt16BE(1), hello.readUInt16BE(9)]).toEqual([22, record, legacy]);
    expect(hello.readUInt16BE(3)).toBe(hello.length - 5);
    expect(readClientHello(hello)?.version).toBe(version);
  });

  it("asks TLS 1.3 alone, with an empty key share and no compression", () => {
    const hello = readClientHello(writeClientHello(spec({ version: "TLSv1.3", suites: [0x1301] })));
    expect(hello).toMatchObject({ keyShares: 0, compressions: [0], suites: [0x1301] });
    expect(hello?.extensions).toContain(EXTENSION.keyShare);
    expect(hello?.extensions).not.toContain(EXTENSION.heartbeat);
  });

  it("offers compression, renegotiation and heartbeat below TLS 1.3, and null compression last", () => {
    const hello = readClientHello(writeClientHello(spec()));
    expect(hello?.compressions).toEqual([1, 0]);
    expect(hello?.suites).toEqual([0xc02f, 0x002f, RENEGOTIATION_SCSV]);
    expect(hello?.extensions).toContain(EXTENSION.heartbeat);
  });

  it("asks for signatures with SHA-1 alone, while certificates may be signed with anything", () => {
    const usual = readClientHello(writeClientHello(spec()));
    expect(usual?.signatures).toContain(0x0403);
    expect(usual?.extensions).not.toContain(EXTENSION.certificateSignatures);
    const hello = readClientHello(writeClientHello(spec({ signatures: [0x0201, 0x0203] })));
    expect(hello?.signatures).toEqual([0x0201, 0x0203]);
    expect(hello?.extensions).toContain(EXTENSION.certificateSignatures);
  });

  it("marks a second try", () => {
    const hello = readClientHello(writeClientHello(spec({ fallback: true })));
    expect(hello?.suites).toContain(FALLBACK_SCSV);
  });

  it("sends no extensions in SSL 3.0 and no name for an address", () => {
    expect(readClientHello(writeClientHello(spec({ version: "SSLv3" })))?.extensions).toEqual([]);
    expect(readClientHello(writeClientHello(spec({ servername: null })))?.servername).toBeNull();
  });

  it("keeps the compact form within 255 bytes for twenty suites", () => {
    const suites = Array.from({ length: 20 }, (_, index) => index + 1);
    expect(writeClientHello(spec({ suites, compact: true })).length).toBeLessThanOrEqual(255);
  });

  it("never ends with an empty extension", () => {
    for (const version of ["TLSv1", "TLSv1.2", "TLSv1.3"] as const) {
      const extensions = readClientHello(writeClientHello(spec({ version })))?.extensions ?? [];
      expect(extensions.at(-1)).toBe(EXTENSION.supportedGroups);
    }
  });

  it("is read back as it was meant, whatever is asked", () => {
    const codes = fc.uniqueArray(fc.integer({ min: 1, max: 0xfffe }), {
      minLength: 1,
      maxLength: 64,
    });
    const version = fc.constantFrom(
      "TLSv1" as const,
      "TLSv1.1" as const,
      "TLSv1.2" as const,
      "TLSv1.3" as const,
    );
    const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 });
    const name = fc.option(fc.stringMatching(/^[a-z0-9]{1,40}\.test$/), { nil: null });
    const asked = fc.record({
      suites: codes,
      version,
      random: bytes,
      servername: name,
      compact: fc.boolean(),
    });
    fc.assert(
      fc.property(asked, (one) => {
        const hello = readClientHello(
          writeClientHello({ ...one, sessionId: one.random, groups: one.suites }),
        );
        const { version, servername, suites } = one;
        expect(hello).toMatchObject({ version, servername, groups: suites });
        expect(hello?.suites.slice(0, suites.length)).toEqual(suites);
      }),
      { numRuns: 300 },
    );
  });
});

describe("writeSsl2Hello", () => {
  it("is one record that is read back", () => {
    const kinds = [0x010080, 0x0700c0];
    const hello = writeSsl2Hello(kinds, new Uint8Array(16));
    expect(Buffer.from(hello).readUInt16BE(0)).toBe(0x8000 | (hello.length - 2));
    expect(readClientHello(hello)).toMatchObject({ version: "SSLv2", suites: kinds });
  });
});

describe("readClientHello", () => {
  const good = writeClientHello(spec());
  const changed = (at: number, value: number): Uint8Array => {
    const copy = Uint8Array.from(good);
    copy[at] = value;
    return copy;
  };

  it.each<[string, Uint8Array]>([
    ["nothing", new Uint8Array()],
    ["a byte too few", good.subarray(0, -1)],
    ["a byte too many", Buffer.concat([good, Buffer.of(0)])],
    ["two hellos", Buffer.concat([good, good])],
    ["another record type", changed(0, 23)],
    ["another message", changed(5, 16)],
    ["a record version beyond TLS 1.2", changed(2, 9)],
    ["a message longer than its record", changed(8, 0xff)],
    ["plain HTTP", new TextEncoder().encode("GET / HTTP/1.1\r\n\r\n")],
    ["SSL 2.0 with no cipher kinds", writeSsl2Hello([], new Uint8Array(16))],
    ["SSL 2.0 with a short challenge", writeSsl2Hello([0x010080], new Uint8Array(8))],
  ])("refuses %s", (_name, bytes) => {
    expect(readClientHello(bytes)).toBeNull();
  });

  it("never throws", () => {
    fc.assert(
      fc.property(
        fc.nat(good.length - 1),
        fc.nat(255),
        fc.nat(good.length),
        (at, value, length) => {
          readClientHello(changed(at, value).subarray(0, length));
        },
      ),
      { numRuns: 5000 },
    );
  });
});
