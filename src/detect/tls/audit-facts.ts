// From the audits of a port to three-valued facts: one sign for each accepted hello that shows the fault, else the
// refusal that rules it out, else the reason why nothing is known.
import type { DetectInput } from "../../model/detector.ts";
import type { Fact } from "../../model/fact.ts";
import type { Predicate } from "../../model/predicate.ts";
import type { Reason } from "../../model/reason.ts";
import { answersByPort } from "./answers.ts";
import { auditsAt, textOf, type Accepted, type Asked, type Audit } from "./audit.ts";
import { factOf, type Sign, type Signed } from "./verdict.ts";

export interface Judge {
  readonly predicate: Predicate;
  /** At every address that was asked; else at the one that was audited in full. */
  readonly everywhere: boolean;
  readonly signs: (audit: Audit, input: DetectInput, port: number) => readonly Signed[];
}

/** The subject of what is stated about a port's protocol and suites. */
export const TLS_SUBJECT = "tls";

export function portFacts(input: DetectInput, judges: readonly Judge[]): readonly Fact[] {
  return [...answersByPort(input)].flatMap(([port, answers]) => {
    const audits = auditsAt(input.looks, port, input.knowledge.tls);
    const [first] = answers;
    return judges.flatMap(({ predicate, everywhere, signs }) => {
      const place = { predicate, host: input.target.host, port, subject: TLS_SUBJECT };
      const of = everywhere ? audits : audits.slice(0, 1);
      const signed = of.flatMap((audit) => signs(audit, input, port));
      if (audits.length > 0 || first === undefined) return factOf(place, signed) ?? [];
      // No audit is begun where the first handshake found nobody: that is unknown, with its reason.
      const reason: Reason = first.known ? "not-planned" : first.reason;
      return factOf(place, [{ look: first.look, sign: { is: "open", reason } }]) ?? [];
    });
  });
}

type Seen = Extract<Sign, { is: "seen" }>;

/**
 * @param seen what shows the fault
 * @param clearing what rules it out where nothing shows it
 */
export function seenOr(
  seen: readonly Accepted[],
  describe: (accepted: Accepted) => Pick<Seen, "value" | "attributes" | "confidence">,
  clearing: Asked | undefined,
  audit: Audit,
): readonly Signed[] {
  if (seen.length > 0) {
    return seen.map((one) => ({
      look: one.look,
      sign: { is: "seen", text: textOf(one), ...describe(one) },
    }));
  }
  if (clearing !== undefined) {
    return [{ look: clearing.look, sign: { is: "clear", text: textOf(clearing) } }];
  }
  return open(audit);
}

/** The reason of the first hello that came to nothing. */
export function open({ asked }: Audit): readonly Signed[] {
  const failed = asked.find(({ reply }) => reply.is === "open") ?? asked[0];
  if (failed === undefined) return [];
  const reason = failed.reply.is === "open" ? failed.reply.reason : "inconclusive";
  return [{ look: failed.look, sign: { is: "open", reason } }];
}
