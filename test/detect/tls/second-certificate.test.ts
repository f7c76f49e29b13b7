import { expect, it } from "vitest";
import { failed, ok, type Attempt } from "../../../src/model/attempt.ts";
import type { Look, TlsFlight } from "../../../src/model/observation.ts";
import { certificateDetector } from "../../../src/detect/tls/certificate.ts";
import { certificate, flight, handshake, handshakeLook, input, look, the, word } from "./looks.ts";

type Tried = Partial<TlsFlight> | Attempt<TlsFlight>;

const NO: Tried = { outcome: "refused", refusal: "handshake_failure", version: null, suites: [] };
const EXPIRED: Tried = { chain: [certificate({ notAfter: "2026-11-01T00:00:00.000Z" })] };
const reset = failed("connection-reset");

function asked(role: string, tried: Tried = {}): Look {
  const attempt = "status" in tried ? tried : ok(flight(tried));
  return look({ probe: "tls-audit", role, locator: "tls", about: "TLSv1.2", attempt });
}

const canary = asked("canary");

it("a second certificate's chain is judged by the way that clients take, not by what lies beside it", () => {
  const way = certificate({ sha256: "01", subject: "CN=R12", issuer: "CN=Root" });
  const crossed = { ...way, sha256: "02", notAfter: "2026-01-01T00:00:00.000Z" };
  const leaf = certificate({ issuer: "CN=R12" });
  const second = (changes: Partial<TlsFlight>) => {
    const route = { anchor: "pinned-root", path: ["00", "01"], faults: [] } as const;
    const tried = { chain: [leaf, crossed, way], ...route, ...changes };
    const looks = [asked("baseline"), asked("second-certificate", tried), canary];
    return certificateDetector.detect(input([handshakeLook(handshake()), ...looks]));
  };
  const sound = second({});
  expect(word(the(sound, "tls.certificate-expired", "intermediate-1"))).toBe("absent");
  expect(word(the(sound, "tls.certificate-untrusted", "leaf"))).toBe("absent");
  const faulty = second({ path: ["00", "02"], faults: ["INVALID_CA"] });
  expect(word(the(faulty, "tls.certificate-expired", "intermediate-1"))).toMatch(/^present/);
  expect(word(the(faulty, "tls.certificate-untrusted", "leaf"))).toMatch(/INVALID_CA/);
});

it.each<[string, readonly Look[], string]>([
  ["expired", [asked("baseline"), asked("second-certificate", EXPIRED), canary], "present"],
  ["refused", [asked("baseline"), asked("second-certificate", NO), canary], "absent"],
  ["hung up on", [asked("baseline"), asked("second-certificate", reset), canary], "absent"],
  [
    "hung up on, other suites refused in words",
    [asked("baseline"), asked("second-certificate", reset), asked("static", NO), canary],
    "unknown connection-reset",
  ],
  [
    "refused, and the canary was not answered",
    [asked("baseline"), asked("second-certificate", NO)],
    "unknown inconclusive",
  ],
  ["not asked, as nothing was answered", [asked("baseline", reset)], "unknown inconclusive"],
  ["not looked for", [], "absent"],
])("a second certificate, %s: what is said of the site's", (_name, audit, expected) => {
  const facts = certificateDetector.detect(input([handshakeLook(handshake()), ...audit]));
  expect(word(the(facts, "tls.certificate-expired", "leaf"))).toMatch(new RegExp(`^${expected}`));
});
