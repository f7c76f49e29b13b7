import { describe, expect, it } from "vitest";
import { failed, skipped, type Attempt } from "../../../src/model/attempt.ts";
import type { Look, TlsFlight } from "../../../src/model/observation.ts";
import type { Predicate } from "../../../src/model/predicate.ts";
import { addressesDetector } from "../../../src/detect/tls/addresses.ts";
import { cipherDetector } from "../../../src/detect/tls/ciphers.ts";
import { featureDetector } from "../../../src/detect/tls/features.ts";
import { protocolDetector } from "../../../src/detect/tls/protocols.ts";
import type { AuditRole } from "../../../src/text/tls/topics.ts";
import {
  ADDRESS,
  REFUSED,
  certificate,
  flight,
  handshake,
  handshakeLook,
  input,
  look,
  the,
  word,
} from "./looks.ts";

type Tried = Partial<TlsFlight> | Attempt<TlsFlight>;

const NO: Tried = { outcome: "refused", refusal: "handshake_failure", version: null, suites: [] };
const OLD_NO: Tried = { ...NO, refusal: "protocol_version" };
const RETRY: Tried = { outcome: "retry", version: "TLSv1.3", suites: [0x1301], group: 0x11ec };
const YES: Tried = {};
const reset = failed("connection-reset");
const slow = failed("tls-timeout");

function asked(role: AuditRole, about: string, tried: Tried, address = ADDRESS): Look {
  const attempt: Attempt<TlsFlight> =
    "status" in tried ? tried : { status: "ok", value: flight({ address, ...tried }) };
  return look({ probe: "tls-audit", role, locator: "tls", about, attempt, address });
}

/** A sound server's audit, with some of the answers changed; null leaves a hello out. */
function audit(changes: Partial<Record<string, Tried | null>> = {}): readonly Look[] {
  const usual: readonly (readonly [AuditRole, string, Tried])[] = [
    ["baseline", "TLSv1.2", YES],
    ["post-quantum", "TLSv1.3", RETRY],
    ["dhe", "TLSv1.2", NO],
    ["signature", "TLSv1.2 sha1-signature", NO],
    ["static", "TLSv1.2", NO],
    ["class", "TLSv1.2 null+anonymous+export", NO],
    ["class", "TLSv1.2 des+rc4+3des", NO],
    ["version", "TLSv1.1", OLD_NO],
    ["ssl2", "SSLv2", OLD_NO],
    ["canary", "TLSv1.2", YES],
  ];
  return usual.flatMap(([role, about, tried]) => {
    const change = changes[about === "TLSv1.2 des+rc4+3des" ? "class2" : role];
    return change === null ? [] : [asked(role, about, change ?? tried)];
  });
}

const DETECTORS = [protocolDetector, cipherDetector, featureDetector];
function words(looks: readonly Look[], shaken = handshakeLook(handshake())) {
  const facts = DETECTORS.flatMap((detector) => detector.detect(input([shaken, ...looks])));
  return (predicate: string) => word(the(facts, predicate as Predicate));
}

describe("a sound audit", () => {
  it("passes in everything that is asked", () => {
    const of = words(audit());
    const emitted = DETECTORS.flatMap(({ emits }) => emits);
    expect(emitted.filter((predicate) => of(predicate) !== "absent")).toEqual([]);
    expect(emitted.length).toBe(19);
  });

  it.each<[string, Tried | null, string]>([
    ["refused", NO, "absent"],
    ["signed with SHA-1", { signature: 0x0201 }, "present signature=rsa_pkcs1_sha1"],
    ["signed with something else, whatever was asked for", { signature: 0x0401 }, "absent"],
    ["accepted without a signature", { signature: null }, "unknown inconclusive"],
    ["not asked", null, "unknown inconclusive"],
    ["no answer", slow, "unknown tls-timeout"],
  ])("tells handshakes that are signed with SHA-1: %s", (_name, signature, expected) => {
    expect(words(audit({ signature }))("tls.handshake-sha1")).toBe(expected);
  });

  it.each<[string, Tried]>([
    ["refused", NO],
    ["signed with", { signature: 0x0301 }],
    ["no answer", slow],
  ])("says nothing else of SHA-1 by what came of SHA-224: %s", (_name, tried) => {
    const more = asked("signature", "TLSv1.2 sha224-signature", tried);
    const with_ = (signature: Tried | null) =>
      words(audit({ signature }).toSpliced(4, 0, more))("tls.handshake-sha1");
    expect(with_(NO)).toBe("absent");
    expect(with_(null)).toMatch(/^unknown /);
  });

  it("passes by resets too, while the canary is answered", () => {
    const of = words(
      audit({
        dhe: reset,
        signature: reset,
        static: reset,
        class: reset,
        class2: reset,
        version: reset,
        ssl2: reset,
      }),
    );
    expect(of("tls.protocol-1-0")).toBe("absent");
    expect(of("tls.cipher-export")).toBe("absent");
    expect(of("tls.protocol-ssl2")).toBe("absent");
  });

  const refusal = (name: string): Tried => ({ ...NO, refusal: name });
  it.each<[string, Tried, string]>([
    ["a reset", reset, "unknown connection-reset"],
    ["the end of the line", refusal("closed"), "unknown connection-reset"],
    ["an alert of the moment", refusal("internal_error"), "unknown tls-failed"],
    ["an alert about the client", refusal("access_denied"), "unknown tls-failed"],
    ["a warning", refusal("unrecognized_name"), "unknown tls-failed"],
    ["other words of the offer", refusal("insufficient_security"), "absent"],
  ])("takes for no refusal of suites, where others are refused in words: %s", (_n, tried, said) => {
    expect(words(audit({ class2: tried }))("tls.cipher-3des")).toBe(said);
    expect(words(audit({ class: tried }))("tls.cipher-null")).toBe(said);
    expect(words(audit({ static: tried }))("tls.no-forward-secrecy")).toBe(said);
    expect(words(audit({ class2: tried }))("tls.cipher-null")).toBe("absent");
  });
});

describe("versions", () => {
  it.each<[string, Partial<Record<string, Tried | null>>, readonly Look[], Record<string, string>]>(
    [
      [
        "1.1 and 1.0 accepted, 3.0 refused",
        { version: { version: "TLSv1.1", suites: [0x2f] } },
        [
          asked("version", "TLSv1", { version: "TLSv1", suites: [0x2f] }),
          asked("version", "SSLv3", OLD_NO),
        ],
        { "1-1": "present offered=TLSv1.1", "1-0": "present offered=TLSv1", ssl3: "absent" },
      ],
      [
        "1.0 in answer to 1.1: there is no 1.1",
        { version: { version: "TLSv1", suites: [0x2f] } },
        [asked("version", "SSLv3", OLD_NO)],
        { "1-1": "absent", "1-0": "present offered=TLSv1", ssl3: "absent" },
      ],
      [
        "an odd refusal, and a second one",
        { version: NO },
        [asked("version", "TLSv1 others", NO)],
        { "1-1": "absent", "1-0": "absent", ssl3: "absent" },
      ],
      [
        "an odd refusal, and the second hello came to nothing",
        { version: NO },
        [asked("version", "TLSv1 others", slow)],
        { "1-1": "unknown tls-timeout", "1-0": "unknown tls-timeout", ssl3: "unknown tls-timeout" },
      ],
      [
        "not asked any more",
        { version: skipped("host-given-up"), canary: skipped("host-given-up") },
        [],
        {
          "1-1": "unknown host-given-up",
          "1-0": "unknown host-given-up",
          ssl3: "unknown host-given-up",
        },
      ],
      [
        "the ordinary hello got 1.0",
        {
          baseline: { version: "TLSv1", suites: [0x2f] },
          canary: { version: "TLSv1", suites: [0x2f] },
          version: null,
        },
        [asked("version", "SSLv3", OLD_NO)],
        { "1-1": "absent", "1-0": "present offered=TLSv1", ssl3: "absent" },
      ],
    ],
  )("%s", (_name, changes, more, expected) => {
    const all = audit(changes);
    // The canary comes last, as on the wire.
    const of = words([
      ...all.filter(({ role }) => role !== "canary"),
      ...more,
      ...all.filter(({ role }) => role === "canary"),
    ]);
    const said = Object.keys(expected).map((key) => [key, of(`tls.protocol-${key}`)]);
    expect(Object.fromEntries(said)).toEqual(expected);
  });

  it.each<[string, Tried | null, string]>([
    ["was refused", OLD_NO, "unknown unstable"],
    ["was reset", reset, "unknown unstable"],
    ["got another suite", { suites: [0x2f] }, "unknown unstable"],
    ["got another version", { version: "TLSv1.1" }, "unknown unstable"],
    ["came to nothing", slow, "unknown tls-timeout"],
    ["was not sent", null, "unknown inconclusive"],
  ])("no refusal counts when the canary %s", (_name, canary, expected) => {
    const of = words(audit({ canary }));
    for (const predicate of [
      "tls.protocol-1-0",
      "tls.protocol-ssl2",
      "tls.cipher-null",
      "tls.dh-weak",
    ]) {
      expect(of(predicate)).toBe(expected);
    }
    // Accepted is accepted.
    expect(of("tls.no-post-quantum")).toBe("absent");
    expect(of("tls.compression")).toBe("absent");
  });

  it("knows TLS 1.3 by the full handshake, by a hybrid group, or by being asked", () => {
    const old = handshakeLook(handshake({ protocol: "TLSv1.2" }));
    expect(words(audit({ "post-quantum": NO }))("tls.no-1-3")).toBe("absent");
    expect(words(audit(), old)("tls.no-1-3")).toBe("absent");
    const [newest, none] = [RETRY, OLD_NO].map((tried) => [
      ...audit({ "post-quantum": NO }).slice(0, 2),
      asked("newest", "TLSv1.3", tried),
      ...audit().slice(2),
    ]);
    expect(words(newest ?? [], old)("tls.no-1-3")).toBe("absent");
    expect(words(none ?? [], old)("tls.no-1-3")).toBe("present refused=TLSv1.3");
    expect(words(none ?? [], old)("tls.no-post-quantum")).toBe("present groups=classical");
    expect(words(audit({ "post-quantum": slow }), old)("tls.no-1-3")).toBe("unknown tls-timeout");
  });

  it("rules out no heartbeat by short hellos, which do not ask for it", () => {
    const short = asked("baseline", "TLSv1.2 short", YES);
    const looks = [asked("baseline", "TLSv1.2", slow), short, ...audit({ baseline: null })];
    expect(words(looks)("tls.heartbeat-offered")).toBe("unknown tls-timeout");
    expect(words(audit())("tls.heartbeat-offered")).toBe("absent");
    // All after the short one are short, also where it was rarer suites that were answered.
    const rare = asked("baseline", "TLSv1.2 uncommon-1", YES);
    const choked = [asked("baseline", "TLSv1.2", slow), asked("baseline", "TLSv1.2 short", slow)];
    const looksRare = [...choked, rare, ...audit({ baseline: null })];
    expect(words(looksRare)("tls.heartbeat-offered")).toBe("unknown tls-timeout");
    const offered = audit({ baseline: { extensions: [0xff01, 15] } });
    expect(words(offered)("tls.heartbeat-offered")).toBe("present heartbeat=offered");
  });

  it("is not certain of SSL 2.0 without a common cipher", () => {
    const facts = protocolDetector.detect(
      input([handshakeLook(handshake()), ...audit({ ssl2: { version: "SSLv2", suites: [] } })]),
    );
    expect(the(facts, "tls.protocol-ssl2")).toMatchObject({
      status: "present",
      confidence: "firm",
    });
  });

  it.each<[string, Look, string]>([
    ["refused to speak", handshakeLook(failed("connect-timeout")), "unknown connect-timeout"],
    ["was not tried", handshakeLook(skipped("budget-spent")), "unknown budget-spent"],
  ])(
    "is unknown where the first handshake %s, so that nothing was asked",
    (_name, shaken, expected) => {
      expect(words([], shaken)("tls.protocol-1-0")).toBe(expected);
      expect(words([], shaken)("tls.cipher-rc4")).toBe(expected);
      expect(words([], shaken)("tls.heartbeat-offered")).toBe(expected);
    },
  );

  it("judges a server that cannot speak to our own library by what it said in the clear", () => {
    const of = words(
      audit({ version: { version: "SSLv3", suites: [5] } }),
      handshakeLook(handshake(REFUSED)),
    );
    expect(of("tls.protocol-ssl3")).toBe("present offered=SSLv3");
  });
});

describe("classes", () => {
  it("keeps looking until a refusal", () => {
    const first = audit({ class: { suites: [0x0018] } });
    expect(words(first)("tls.cipher-anonymous")).toBe("present suite=TLS_DH_anon_WITH_RC4_128_MD5");
    // Asked together with what was accepted, and not asked again: nothing is known.
    expect(words(first)("tls.cipher-null")).toMatch(/^unknown/);
    const second = [
      ...first.slice(0, -1),
      asked("class", "TLSv1.2 null+export", NO),
      ...first.slice(-1),
    ];
    expect(words(second)("tls.cipher-null")).toBe("absent");
  });

  it("wants a refusal at every version that was asked", () => {
    const open = [
      ...audit().slice(0, -1),
      asked("class", "TLSv1 null+anonymous+export", slow),
      ...audit().slice(-1),
    ];
    expect(words(open)("tls.cipher-export")).toBe("unknown tls-timeout");
    expect(words(open)("tls.cipher-rc4")).toBe("absent");
  });

  it.each<[string, Tried, string]>([
    ["export", { version: "TLSv1", suites: [0x0014] }, "unknown inconclusive"],
    ["DES", { version: "TLSv1.1", suites: [0x0015] }, "unknown inconclusive"],
    ["3DES", { version: "TLSv1", suites: [0x0016] }, "absent"],
    ["export, in the version in which all was asked", { suites: [0x0014] }, "absent"],
  ])(
    "asks for static RSA in TLS 1.2, which knows no %s of old versions",
    (_name, old, expected) => {
      const looks = audit();
      const extra = asked("class", "TLSv1 null+anonymous+export", old);
      const of = words([...looks.slice(0, -1), extra, ...looks.slice(-1)]);
      expect(of("tls.no-forward-secrecy")).toBe(expected);
    },
  );

  const [CURVE, LONG, SHORT] = [0xc018, 0x003a, 0x0034];
  const prime = (bits: number) =>
    ({ temporaryKey: { kind: "dhe", bits, primeSha256: "00" } }) as const;

  it.each<[string, Tried, readonly [string, Tried], string]>([
    ["no prime, and none after it", { suites: [CURVE] }, ["+anonymous-dh", NO], "absent"],
    ["no prime, and nothing after it", { suites: [CURVE] }, ["", NO], "unknown inconclusive"],
    [
      "no prime, and silence after it",
      { suites: [CURVE] },
      ["+anonymous-dh", slow],
      "unknown tls-timeout",
    ],
    ["a prime that is long enough", { suites: [SHORT], ...prime(2048) }, ["", NO], "absent"],
    ["a prime for long keys", { suites: [LONG], ...prime(3072) }, ["", NO], "unknown inconclusive"],
    ["a short prime", { suites: [LONG], ...prime(1024) }, ["", NO], "present dh=1024"],
    [
      "a prime for long keys, and a short one after it",
      { suites: [LONG], ...prime(3072) },
      ["+anonymous-dh", { suites: [SHORT], ...prime(1024) }],
      "present dh=1024",
    ],
  ])(
    "judges Diffie-Hellman beside anonymous suites with %s",
    (_name, first, [more, then], expected) => {
      const looks = audit({ class: first });
      const again = asked("class", `TLSv1.2 null+export${more}`, then);
      const last = then === NO ? [] : [asked("class", "TLSv1.2 null+export", NO)];
      const of = words([...looks.slice(0, -1), again, ...last, ...looks.slice(-1)]);
      expect(of("tls.dh-weak")).toBe(expected);
    },
  );

  it("counts a choice that nobody offered for nothing", () => {
    const of = words(audit({ class: { suites: [0x0001], unoffered: true } }));
    expect(of("tls.cipher-null")).toBe("unknown contradictory");
  });

  it("rules out every weak suite where only TLS 1.3 is spoken", () => {
    const only13 = [
      asked("baseline", "TLSv1.2", OLD_NO),
      asked("baseline", "TLSv1.3", RETRY),
      asked("post-quantum", "TLSv1.3", RETRY),
      asked("version", "TLSv1.1", OLD_NO),
      asked("ssl2", "SSLv2", OLD_NO),
      asked("canary", "TLSv1.3", RETRY),
    ];
    const of = words(only13);
    const emitted = DETECTORS.flatMap(({ emits }) => emits);
    expect(emitted.filter((predicate) => of(predicate) !== "absent")).toEqual([]);
  });
});

describe("addresses", () => {
  const OTHER = "127.0.0.11";
  const at = (address: string, changes = {}) =>
    handshakeLook(handshake({ address, ...changes }), address);
  const brief = (tried: Tried) => asked("version", "TLSv1.1", tried, OTHER);
  const said = (looks: readonly Look[]) =>
    word(the(addressesDetector.detect(input(looks)), "tls.addresses-differ"));

  it.each<[string, readonly Look[], string]>([
    ["one address", [at(ADDRESS)], "absent"],
    ["two alike", [at(ADDRESS), at(OTHER)], "absent"],
    [
      "another key, else alike",
      [at(ADDRESS), at(OTHER, { chain: [certificate({ sha256: "ff", keyType: "rsa" })] })],
      "absent",
    ],
    [
      "another protocol",
      [at(ADDRESS), at(OTHER, { protocol: "TLSv1.2" })],
      "present protocol=TLSv1.2 @ 127.0.0.11; protocol=TLSv1.3 @ 127.0.0.10",
    ],
    [
      "another name",
      [at(ADDRESS), at(OTHER, { chain: [certificate({ altNames: ["dns:khac.test"] })] })],
      "present certificate=other-name,pinned-root @ 127.0.0.11; certificate=pinned-root @ 127.0.0.10",
    ],
    [
      "an old version at one of them",
      [at(ADDRESS), at(OTHER), ...audit(), brief({ version: "TLSv1", suites: [0x2f] })],
      "present old=no @ 127.0.0.10; old=yes @ 127.0.0.11",
    ],
    ["no old version anywhere", [at(ADDRESS), at(OTHER), ...audit(), brief(OLD_NO)], "absent"],
    [
      "a hang-up at the other is no answer",
      [at(ADDRESS), at(OTHER), ...audit(), brief(reset)],
      "absent",
    ],
    [
      "one of them was not reached",
      [at(ADDRESS), handshakeLook(failed("connect-timeout"), OTHER)],
      "unknown connect-timeout",
    ],
  ])("%s", (_name, looks, expected) => {
    expect(said(looks)).toBe(expected);
  });

  it("looks for old versions at every address", () => {
    const looks = [at(ADDRESS), at(OTHER), ...audit(), brief({ version: "TLSv1", suites: [0x2f] })];
    const facts = protocolDetector.detect(input(looks));
    expect(word(the(facts, "tls.protocol-1-0"))).toBe("present offered=TLSv1 @ 127.0.0.11");
    const unsure = protocolDetector.detect(input([...looks.slice(0, -1), brief(reset)]));
    expect(word(the(unsure, "tls.protocol-1-0"))).toBe("unknown inconclusive");
  });
});
