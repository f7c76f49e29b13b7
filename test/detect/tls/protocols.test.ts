import { describe, expect, it } from "vitest";
import { failed, skipped, type Attempt } from "../../../src/model/attempt.ts";
import type { Look, TlsHandshake } from "../../../src/model/observation.ts";
import { protocolDetector } from "../../../src/detect/tls/protocols.ts";
import { ADDRESS, REFUSED, handshake, handshakeLook, input, look, the, word } from "./looks.ts";

type Tried = "yes" | "no" | Attempt<TlsHandshake>;

function attemptOf(tried: Tried, version: string | null): Attempt<TlsHandshake> {
  if (typeof tried !== "string") return tried;
  const changes = tried === "yes" ? { protocol: version ?? "TLSv1.3" } : REFUSED;
  return { status: "ok", value: handshake(changes) };
}

function asked(role: "version" | "canary", about: string | null, tried: Tried): Look {
  const attempt = attemptOf(tried, about);
  return look({ probe: "tls-versions", role, locator: "tls", about, attempt });
}

interface Tries {
  readonly first?: Tried;
  readonly old?: Tried;
  readonly older?: Tried;
  readonly newest?: Tried;
  readonly canary?: Tried | null;
}

function words(tries: Tries): Record<string, string> {
  const { first = "yes", old = "no", older = "no", newest = "yes", canary = "yes" } = tries;
  const facts = protocolDetector.detect(
    input([
      handshakeLook(attemptOf(first, null)),
      asked("version", "TLSv1", older),
      asked("version", "TLSv1.1", old),
      asked("version", "TLSv1.2", "yes"),
      asked("version", "TLSv1.3", newest),
      ...(canary === null ? [] : [asked("canary", null, canary)]),
    ]),
  );
  return {
    "1.0": word(the(facts, "tls.protocol-1-0")),
    "1.1": word(the(facts, "tls.protocol-1-1")),
    "no 1.3": word(the(facts, "tls.no-1-3")),
  };
}

const slowed = failed("connect-timeout");
const reset = failed("connection-reset");
const noRoom = skipped("budget-spent");

describe("protocol versions", () => {
  it.each<[string, Tries, [string, string, string]]>([
    ["a modern server", {}, ["absent", "absent", "absent"]],
    [
      "a server that speaks everything old",
      { old: "yes", older: "yes" },
      ["present offered=TLSv1", "present offered=TLSv1.1", "absent"],
    ],
    ["no TLS 1.3", { newest: "no" }, ["absent", "absent", "present refused=TLSv1.3"]],
    ["a reset instead of an alert", { old: reset, older: reset }, ["absent", "absent", "absent"]],
    [
      "timeouts",
      { old: slowed, older: slowed, newest: slowed },
      ["unknown connect-timeout", "unknown connect-timeout", "unknown connect-timeout"],
    ],
    [
      "our own stack gave up",
      { older: failed("tls-failed") },
      ["unknown tls-failed", "absent", "absent"],
    ],
    [
      "the budget was spent",
      { old: noRoom, older: noRoom, newest: noRoom, canary: null },
      ["unknown budget-spent", "unknown budget-spent", "unknown budget-spent"],
    ],
    [
      "the canary was refused: a limiter, not a setting",
      { newest: "no", canary: "no" },
      ["unknown inconclusive", "unknown inconclusive", "unknown inconclusive"],
    ],
    [
      "the canary was reset",
      { old: reset, older: reset, newest: reset, canary: reset },
      ["unknown inconclusive", "unknown inconclusive", "unknown inconclusive"],
    ],
    [
      "the canary got another protocol",
      { newest: "no", canary: { status: "ok", value: handshake({ protocol: "TLSv1.2" }) } },
      ["unknown inconclusive", "unknown inconclusive", "unknown inconclusive"],
    ],
    [
      "no canary",
      { newest: "no", canary: null },
      ["unknown inconclusive", "unknown inconclusive", "unknown inconclusive"],
    ],
    [
      "what was accepted stays true whatever the canary says",
      { older: "yes", canary: reset },
      ["present offered=TLSv1", "unknown inconclusive", "absent"],
    ],
    [
      "refused from the first hello on: nothing is known, nothing passes",
      { first: "no", newest: "no", canary: "no" },
      ["unknown tls-failed", "unknown tls-failed", "unknown tls-failed"],
    ],
  ])("%s", (_name, tries, [one, oneOne, noThree]) => {
    expect(words(tries)).toEqual({ "1.0": one, "1.1": oneOne, "no 1.3": noThree });
  });

  it("says nothing of a port where no version was asked", () => {
    expect(protocolDetector.detect(input([handshakeLook(handshake())]))).toEqual([]);
  });

  it("is unknown where the first handshake came to nothing, so that none was asked", () => {
    const facts = protocolDetector.detect(input([handshakeLook(failed("connect-timeout"))]));
    expect(facts.map(word)).toEqual(Array.from({ length: 3 }, () => "unknown connect-timeout"));
  });

  it("does not take another address's handshake for its own", () => {
    const facts = protocolDetector.detect(
      input([
        handshakeLook(handshake(), "127.0.0.99"),
        asked("version", "TLSv1", "no"),
        asked("canary", null, "yes"),
      ]),
    );
    expect(word(the(facts, "tls.protocol-1-0"))).toBe("unknown inconclusive");
    expect(ADDRESS).not.toBe("127.0.0.99");
  });
});
