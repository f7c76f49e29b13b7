// Which protocol versions are offered. An accepted handshake proves a version; a refusal proves its
// absence only while the same server still answers as before (the canary), else nothing is concluded.
import type { DetectInput, Detector } from "../../model/detector.ts";
import type { Fact } from "../../model/fact.ts";
import type { Look, TlsHandshake } from "../../model/observation.ts";
import type { Predicate } from "../../model/predicate.ts";
import { answersByPort, type Answer } from "./answers.ts";
import { factOf, type Sign, type Signed } from "./verdict.ts";

/** `wrong`: the outcome that is stated as present. */
const VERSIONS: readonly {
  readonly predicate: Predicate;
  readonly version: string;
  readonly wrong: "accepted" | "refused";
}[] = [
  { predicate: "tls.protocol-1-0", version: "TLSv1", wrong: "accepted" },
  { predicate: "tls.protocol-1-1", version: "TLSv1.1", wrong: "accepted" },
  { predicate: "tls.no-1-3", version: "TLSv1.3", wrong: "refused" },
];

export const protocolDetector: Detector = {
  id: "tls-protocols",
  area: "tls",
  emits: VERSIONS.map(({ predicate }) => predicate),
  detect(input) {
    const looks = input.looks.filter((look) => look.probe === "tls-versions");
    const handshakes = answersByPort(input);
    return [...handshakes].flatMap(([port, answers]) => {
      const asked = looks.filter((look) => look.port === port);
      return asked.length > 0 ? portFacts(input, port, asked) : unaskedFacts(input, port, answers);
    });
  },
};

/** No version is asked where the first address shook no hands: that is unknown, with its reason. */
function unaskedFacts(
  input: DetectInput,
  port: number,
  [first]: readonly Answer[],
): readonly Fact[] {
  if (first === undefined || first.known) return [];
  const { look, reason } = first;
  return VERSIONS.flatMap(({ predicate }) => {
    const place = { predicate, host: input.target.host, port, subject: "tls" };
    return factOf(place, [{ look, sign: { is: "open", reason } }]) ?? [];
  });
}

function portFacts(input: DetectInput, port: number, looks: readonly Look[]): readonly Fact[] {
  return VERSIONS.flatMap(({ predicate, version, wrong }) => {
    const asked = looks.filter((look) => look.role === "version" && look.about === version);
    const signs = asked.map((look): Signed => {
      const outcome = outcomeOf(look, steadiness(input, looks, look));
      return {
        look,
        sign: signOf(outcome, wrong, `${look.address ?? "?"}: ${version} ${outcome.text}`),
      };
    });
    return factOf({ predicate, host: input.target.host, port, subject: "tls" }, signs) ?? [];
  });
}

type Outcome =
  | { readonly is: "accepted" | "refused"; readonly text: string; readonly value: string }
  | { readonly is: "open"; readonly sign: Sign; readonly text: string };

function signOf(outcome: Outcome, wrong: "accepted" | "refused", text: string): Sign {
  if (outcome.is === "open") return outcome.sign;
  if (outcome.is !== wrong) return { is: "clear", text };
  return { is: "seen", value: outcome.value, text };
}

function outcomeOf(look: Look, steady: Sign | null): Outcome {
  const { attempt } = look;
  if (attempt.status === "ok" && attempt.value.kind === "tls-handshake" && attempt.value.accepted) {
    const { protocol, cipher } = attempt.value;
    return {
      is: "accepted",
      value: `offered=${protocol ?? String(look.about)}`,
      text: `accepted with ${cipher ?? "an unnamed cipher suite"}`,
    };
  }
  if (!isRefusal(look)) {
    const reason = attempt.status === "ok" ? "inconclusive" : attempt.reason;
    return { is: "open", sign: { is: "open", reason }, text: reason };
  }
  if (steady !== null) return { is: "open", sign: steady, text: "inconclusive" };
  const refusal =
    attempt.status === "ok" && attempt.value.kind === "tls-handshake"
      ? attempt.value.refusal
      : null;
  return {
    is: "refused",
    value: `refused=${String(look.about)}`,
    text: `refused (${refusal ?? "connection reset"})`,
  };
}

/** An alert, or a reset: some servers answer a version that they have switched off with a bare reset. */
function isRefusal({ attempt }: Look): boolean {
  if (attempt.status === "ok") return attempt.value.kind === "tls-handshake";
  return attempt.status === "failed" && attempt.reason === "connection-reset";
}

/**
 * Null when a refusal at this address counts: the widest handshake worked before, and the closing canary
 * worked in the same way. Else why nothing can be concluded from it.
 */
function steadiness(input: DetectInput, looks: readonly Look[], look: Look): Sign | null {
  const before = answersByPort(input)
    .get(look.port ?? 0)
    ?.find((answer) => answer.look.address === look.address);
  const canary = looks.find((one) => one.role === "canary" && one.address === look.address);
  if (before === undefined || canary === undefined) return { is: "open", reason: "inconclusive" };
  if (!before.known) return { is: "open", reason: before.reason };
  const same = handshakeOf(canary)?.protocol === before.handshake.protocol;
  return same ? null : { is: "open", reason: "inconclusive" };
}

function handshakeOf(look: Look): TlsHandshake | null {
  if (look.attempt.status !== "ok") return null;
  const { value } = look.attempt;
  return value.kind === "tls-handshake" && value.accepted ? value : null;
}
