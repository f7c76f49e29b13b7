// The certificate detector: dates, name, key, signature, trust of what each address of a host sends.
import type { DetectInput, Detector } from "../../model/detector.ts";
import type { Fact } from "../../model/fact.ts";
import type { Certificate } from "../../model/observation.ts";
import type { Predicate } from "../../model/predicate.ts";
import { answersByPort, describe, wayOfShaken, type Answer, type Handshaken } from "./answers.ts";
import { chainOrder } from "./chain-order.ts";
import { expired, expiring, notYetValid, tooLong } from "./dates.ts";
import { matchesHost } from "./names.ts";
import { mustStaple, noTimestamps } from "./promises.ts";
import { secondCertificates } from "./second-certificate.ts";
import { weakKey, weakSignature } from "./strength.ts";
import {
  chainIncomplete,
  harvest,
  selfSigned,
  signsItself,
  untrusted,
  type TrustContext,
} from "./trust.ts";
import { factOf, type Sign } from "./verdict.ts";

type LeafCheck = (answer: Handshaken, input: DetectInput, context: TrustContext) => Sign;

const LEAF_CHECKS: readonly (readonly [Predicate, LeafCheck])[] = [
  ["tls.certificate-expired", ({ leaf }, { now }) => expired(leaf, now)],
  ["tls.certificate-not-yet-valid", ({ leaf }, { now }) => notYetValid(leaf, now)],
  [
    "tls.certificate-expiring",
    ({ leaf }, { now, knowledge }) => expiring(leaf, now, knowledge.tls),
  ],
  ["tls.certificate-name-mismatch", (answer, { target }) => nameMismatch(answer, target.host)],
  ["tls.certificate-self-signed", (answer) => selfSigned(answer)],
  ["tls.certificate-untrusted", (answer, _input, context) => untrusted(answer, context)],
  ["tls.chain-incomplete", (answer, _input, context) => chainIncomplete(answer, context)],
  ["tls.chain-order", (answer) => chainOrder(answer)],
  ["tls.must-staple-missing", (answer, input) => mustStaple(answer, input)],
  ["tls.certificate-no-sct", (answer, input) => noTimestamps(answer, input)],
  ["tls.certificate-weak-key", ({ leaf }, { knowledge }) => weakKey(leaf, knowledge.tls)],
  [
    "tls.certificate-weak-signature",
    (answer, { knowledge }) =>
      signsItself(answer)
        ? { is: "clear", text: "signed by itself: nobody relies on it" }
        : weakSignature(answer.leaf, knowledge.tls),
  ],
  ["tls.certificate-lifetime-too-long", ({ leaf }, { knowledge }) => tooLong(leaf, knowledge.tls)],
];

type IntermediateCheck = (certificate: Certificate, answer: Handshaken, input: DetectInput) => Sign;

const INTERMEDIATE_CHECKS: readonly (readonly [Predicate, IntermediateCheck])[] = [
  ["tls.certificate-expired", unlessTrusted(expired)],
  ["tls.certificate-not-yet-valid", unlessTrusted(notYetValid)],
  [
    "tls.certificate-weak-key",
    (certificate, _answer, input) => weakKey(certificate, input.knowledge.tls),
  ],
  [
    "tls.certificate-weak-signature",
    (certificate, _answer, input) => weakSignature(certificate, input.knowledge.tls),
  ],
];

/** Clients that found another way to a root do not mind an old cross-certificate sent along. */
function unlessTrusted(check: (certificate: Certificate, now: string) => Sign): IntermediateCheck {
  return (certificate, { handshake }, { now }) =>
    handshake.verification?.trusted === true
      ? { is: "clear", text: "the chain is trusted" }
      : check(certificate, now);
}

// Spoken of even when fewer were sent: a fault of one that is no longer sent must be able to close.
const LEAST_INTERMEDIATES = 2;

export const certificateDetector: Detector = {
  id: "tls-certificate",
  area: "tls",
  emits: LEAF_CHECKS.map(([predicate]) => predicate),
  detect(input) {
    const ports = answersByPort(input);
    const answers = [...ports.values()].flat();
    const context: TrustContext = {
      limits: input.knowledge.tls,
      harvested: harvest(answers.filter((answer) => answer.known)),
      elsewhere: input.intermediates ?? [],
    };
    return [...ports].flatMap(([port, ofPort]) => {
      const all = [...ofPort, ...secondCertificates(input, port)];
      return [...leafFacts(input, context, port, all), ...intermediateFacts(input, port, all)];
    });
  },
};

function leafFacts(
  input: DetectInput,
  context: TrustContext,
  port: number,
  answers: readonly Answer[],
): readonly Fact[] {
  return LEAF_CHECKS.flatMap(([predicate, check]) => {
    const place = { predicate, host: input.target.host, port, subject: "leaf" };
    const signs = answers.map((answer) => ({
      look: answer.look,
      sign: answer.known ? check(answer, input, context) : unknown(answer),
    }));
    return factOf(place, signs) ?? [];
  });
}

/** "intermediate-1" is the first certificate sent after the leaf; only those on the leaf's path are judged. */
function intermediateFacts(
  input: DetectInput,
  port: number,
  answers: readonly Answer[],
): readonly Fact[] {
  const sent = answers.map((answer) => (answer.known ? answer.handshake.chain.length - 1 : 0));
  const count = Math.max(LEAST_INTERMEDIATES, ...sent);
  return Array.from({ length: count }, (_, index) => index + 1).flatMap((index) =>
    INTERMEDIATE_CHECKS.flatMap(([predicate, check]) => {
      const place = {
        predicate,
        host: input.target.host,
        port,
        subject: `intermediate-${String(index)}`,
      };
      const signs = answers.map((answer) => ({
        look: answer.look,
        sign: answer.known ? intermediateSign(check, index, answer, input) : unknown(answer),
      }));
      return factOf(place, signs) ?? [];
    }),
  );
}

function intermediateSign(
  check: IntermediateCheck,
  index: number,
  answer: Handshaken,
  input: DetectInput,
): Sign {
  const certificate = answer.handshake.chain[index];
  const judged = certificate !== undefined && wayOfShaken(answer).includes(certificate);
  if (judged) return check(certificate, answer, input);
  return { is: "clear", text: `no intermediate ${String(index)} on the leaf's path` };
}

function unknown(answer: Extract<Answer, { known: false }>): Sign {
  return { is: "open", reason: answer.reason };
}

const NAMES_SHOWN = 8;

/** RFC 9525: only subjectAltName counts; browsers have ignored the CN since 2017. */
function nameMismatch(answer: Handshaken, host: string): Sign {
  const { altNames } = answer.leaf;
  const names = altNames.map((name) => name.slice(name.indexOf(":") + 1)).toSorted();
  const shown = names.slice(0, NAMES_SHOWN).join(",");
  const more = names.length > NAMES_SHOWN ? `,+${String(names.length - NAMES_SHOWN)}` : "";
  const value = names.length === 0 ? "names=none" : `names=${shown}${more}`;
  if (matchesHost(host, altNames)) return { is: "clear", text: `host=${host} ${value}` };
  return { is: "seen", value, text: `host=${host} ${value} ${describe(answer.leaf)}` };
}
