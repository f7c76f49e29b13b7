// Do all addresses of a host behave alike? Compared is what a visitor would meet: the protocol of the same hello, what
// the certificate is worth, and whether an old version is spoken. Another certificate alone is no difference.
import type { DetectInput, Detector } from "../../model/detector.ts";
import type { Fact } from "../../model/fact.ts";
import { answersByPort, type Answer, type Handshaken } from "./answers.ts";
import { auditsAt, isOlder, type Audit } from "./audit.ts";
import { TLS_SUBJECT } from "./audit-facts.ts";
import { matchesHost } from "./names.ts";
import { factOf, type Signed } from "./verdict.ts";

export const addressesDetector: Detector = {
  id: "tls-addresses",
  area: "tls",
  emits: ["tls.addresses-differ"],
  detect(input) {
    return [...answersByPort(input)].flatMap(([port, answers]) => {
      const audits = auditsAt(input.looks, port, input.knowledge.tls);
      return factFor(input, port, answers, audits) ?? [];
    });
  },
};

function factFor(
  input: DetectInput,
  port: number,
  answers: readonly Answer[],
  audits: readonly Audit[],
): Fact | null {
  const predicate = "tls.addresses-differ" as const;
  const place = { predicate, host: input.target.host, port, subject: TLS_SUBJECT };
  const known = answers.filter((answer) => answer.known);
  const traits = known.map((answer) => traitsOf(answer, input.target.host, audits));
  const different = TRAITS.filter((trait) => {
    const values = traits.map((one) => one[trait]).filter((value) => value !== null);
    return new Set(values).size > 1;
  });
  const signs = answers.map((answer): Signed => {
    const { look } = answer;
    if (!answer.known) return { look, sign: { is: "open", reason: answer.reason } };
    const own = traits[known.indexOf(answer)];
    const said = (names: readonly Trait[]) =>
      names.map((name) => `${name}=${own?.[name] ?? "unknown"}`).join(" ");
    return different.length > 0
      ? {
          look,
          sign: {
            is: "seen",
            value: said(different),
            text: `${look.address ?? "?"}: ${said(TRAITS)}`,
          },
        }
      : { look, sign: { is: "clear", text: `${look.address ?? "?"}: ${said(TRAITS)}` } };
  });
  return factOf(place, signs);
}

const TRAITS = ["protocol", "certificate", "old"] as const;
type Trait = (typeof TRAITS)[number];

/** null: not known at this address, so nothing to compare. */
function traitsOf(
  { handshake, leaf, look }: Handshaken,
  host: string,
  audits: readonly Audit[],
): Readonly<Record<Trait, string | null>> {
  const named = matchesHost(host, leaf.altNames) ? "" : "other-name,";
  const audit = audits.find(({ address }) => address === look.address);
  return {
    protocol: handshake.protocol,
    certificate: `${named}${handshake.verification?.anchor ?? "unverified"}`,
    old: audit === undefined ? null : oldOf(audit),
  };
}

/** Whether the hello with TLS 1.1 as its maximum was answered: the one that every address gets. */
function oldOf({ asked }: Audit): string | null {
  const first = asked.find(({ role, topic }) => role === "version" && topic.version === "TLSv1.1");
  if (first === undefined || first.reply.is === "open") return null;
  if (first.reply.is === "refused") return "no";
  return isOlder(first.reply.version, "TLSv1.2") ? "yes" : null;
}
