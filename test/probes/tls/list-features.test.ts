import { describe, expect, it } from "vitest";
import { featuresIn } from "../../../src/probes/tls/list-features.ts";
import { failed } from "../../../src/model/attempt.ts";
import type { Look, TlsFlight } from "../../../src/model/observation.ts";
import { flight, look } from "../../detect/tls/looks.ts";

const answer = (changes: Partial<TlsFlight>): Look =>
  look({ attempt: { status: "ok", value: flight(changes) } });
const key = (shareSha256: string | null, changes: Partial<TlsFlight> = {}): Look =>
  answer({ shareSha256, ...changes });
const dh = (primeSha256: string): Partial<TlsFlight> => ({
  group: null,
  temporaryKey: { kind: "dhe", bits: 2048, primeSha256 },
});

describe("temporary keys of a full list", () => {
  it.each<[string, readonly Look[], boolean | null]>([
    ["a new one each time", [key("a"), key("b"), key("c")], false],
    ["the same twice", [key("a"), key("b"), key("a")], true],
    ["the same twice with one prime", [key("a"), key("b", dh("p")), key("b", dh("p"))], true],
    ["one for each group", [key("a"), key("b", { group: 23 })], null],
    ["one for each prime", [key("a", dh("p")), key("b", dh("q"))], null],
    ["one alone", [key("a")], null],
    ["RSA has none", [key(null), key(null)], null],
    ["what is not read is not compared", [answer({}), answer({})], null],
    ["TLS 1.3 shows none", [key("a"), key("a", { version: "TLSv1.3" })], null],
    ["what nobody offered", [key("a"), key("a", { unoffered: true })], null],
  ])("%s", (_name, looks, expected) => {
    expect(featuresIn(looks)?.keysUsedAgain).toBe(expected);
  });
});

describe("features of a full list", () => {
  it.each<[string, readonly Look[]]>([
    ["nothing was asked", []],
    ["nothing was answered", [look({ attempt: failed("connect-timeout", "") })]],
    ["everything was refused", [answer({ outcome: "refused", version: null })]],
    ["TLS 1.3 alone", [answer({ version: "TLSv1.3" })]],
    ["SSL 3.0 alone", [answer({ version: "SSLv3" })]],
  ])("are unknown where %s", (_name, looks) => {
    expect(featuresIn(looks)).toBeNull();
  });

  it("are those of the first answer", () => {
    const looks = [answer({ alpn: "h2", extensions: [35] }), answer({ alpn: null })];
    expect(featuresIn(looks)).toMatchObject({ alpn: "h2", sessionTickets: true });
  });
});
