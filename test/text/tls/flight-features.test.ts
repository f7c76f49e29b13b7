import { describe, expect, it } from "vitest";
import type { TlsFlight } from "../../../src/model/observation.ts";
import { featuresOf, type FlightFeatures } from "../../../src/text/tls/flight-features.ts";
import { flight } from "../../detect/tls/looks.ts";

const key = (shareSha256: string | null, changes: Partial<TlsFlight> = {}): TlsFlight =>
  flight({ shareSha256, ...changes });
const dh = (primeSha256: string): Partial<TlsFlight> => ({
  group: null,
  temporaryKey: { kind: "dhe", bits: 2048, primeSha256 },
});

describe("temporary keys", () => {
  it.each<[string, readonly TlsFlight[], boolean | null]>([
    ["a new one each time", [key("a"), key("b"), key("c")], false],
    ["the same twice", [key("a"), key("b"), key("a")], true],
    ["the same twice with one prime", [key("a"), key("b", dh("p")), key("b", dh("p"))], true],
    ["one for each group", [key("a"), key("b", { group: 23 })], null],
    ["one for each prime", [key("a", dh("p")), key("b", dh("q"))], null],
    ["one alone", [key("a")], null],
    ["RSA has none", [key(null), key(null)], null],
    ["what is not read is not compared", [flight({}), flight({})], null],
    ["TLS 1.3 shows none", [key("a"), key("a", { version: "TLSv1.3" })], null],
    ["what nobody offered", [key("a"), key("a", { unoffered: true })], null],
  ])("%s", (_name, flights, expected) => {
    expect(featuresOf(flights)?.keysUsedAgain).toBe(expected);
  });
});

describe("features", () => {
  it.each<[string, readonly TlsFlight[]]>([
    ["nothing was answered", []],
    ["everything was refused", [flight({ outcome: "refused", version: null })]],
    ["TLS 1.3 alone", [flight({ version: "TLSv1.3" })]],
    ["SSL 3.0 alone", [flight({ version: "SSLv3" })]],
    ["what nobody offered", [flight({ unoffered: true })]],
  ])("are unknown where %s", (_name, flights) => {
    expect(featuresOf(flights)).toBeNull();
  });

  it.each<[Partial<TlsFlight>, Partial<FlightFeatures>]>([
    [{ alpn: "h2" }, { alpn: "h2" }],
    [{ alpn: null }, { alpn: null }],
    [{ extensions: [35] }, { sessionTickets: true, heartbeat: false }],
    [{ extensions: [15] }, { heartbeat: true, sessionTickets: false }],
    [{ extensions: [23] }, { extendedMasterSecret: true, secureRenegotiation: false }],
    [{ extensions: [0xff01] }, { secureRenegotiation: true, extendedMasterSecret: false }],
    [{ compression: true }, { compression: true }],
    [{ compression: false }, { compression: false }],
  ])("of the ordinary answer %j: %j", (first, expected) => {
    const later = flight({ alpn: "http/1.1", extensions: [] });
    expect(featuresOf([flight(first), later])).toMatchObject(expected);
  });

  it("need one answer read to its end to know of client certificates and stapling", () => {
    const cut = flight({ complete: false });
    expect(featuresOf([cut])).toMatchObject({ clientCertificate: null, stapled: null });
    expect(featuresOf([cut, flight()])).toMatchObject({ clientCertificate: false, stapled: false });
    const late = flight({ certificateRequested: true, stapled: true });
    expect(featuresOf([flight(), late])).toMatchObject({ clientCertificate: true, stapled: true });
  });

  it("name each prime once, and none of export keys", () => {
    const prime = flight({ temporaryKey: { kind: "dhe", bits: 1024, primeSha256: "ab" } });
    const rsa = flight({ temporaryKey: { kind: "rsa-export", bits: 512, primeSha256: null } });
    expect(featuresOf([prime, prime, rsa])?.primes).toEqual([{ bits: 1024, sha256: "ab" }]);
    expect(featuresOf([flight()])?.primes).toEqual([]);
  });
});
