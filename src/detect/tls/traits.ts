// What the looks of one target say on the topics of the norms. Rests on the detectors' own facts wherever there is
// one, so that the table never says anything else than the findings do.
import type { DetectInput, Detector } from "../../model/detector.ts";
import type { Fact } from "../../model/fact.ts";
import type { Certificate } from "../../model/observation.ts";
import type { Predicate } from "../../model/predicate.ts";
import { isHttpLook, headerOf, answeredHere } from "../../text/assessable.ts";
import { featuresOf, type FlightFeatures } from "../../text/tls/flight-features.ts";
import { groupName } from "../../text/tls/suites.ts";
import { answersByPort } from "./answers.ts";
import { leafSeenTraits, pageTraits, stackTraits } from "./also-seen.ts";
import { acceptedIn, auditsAt, isShort, mainOf, type Accepted, type Audit } from "./audit.ts";
import { certificateDetector } from "./certificate.ts";
import { earlyDataDetector } from "./early-data.ts";
import { featureDetector, weakestHash } from "./features.ts";
import { readHsts } from "./hsts.ts";
import { HTTP_SUBJECT, isHttps, ownAnswer } from "./pages.ts";
import { isStapled } from "./promises.ts";
import type { Trait } from "./norms.ts";
import { protocolDetector } from "./protocols.ts";
import { transportDetector } from "./transport.ts";

const STATED_BY: readonly Detector[] = [
  protocolDetector,
  featureDetector,
  earlyDataDetector,
  certificateDetector,
  transportDetector,
];

/** @param port the one a finding is about: of a plain port only what concerns HTTP itself is said */
export function traitsOf(input: DetectInput, port: number): readonly Trait[] {
  const facts = STATED_BY.flatMap((detector) => detector.detect(input));
  const at: Ask = { input, port, facts };
  return [
    yesNo(at, "https", "http.no-https"),
    yesNo(at, "redirect", "http.no-redirect-to-https"),
    hsts(at),
    protocols(at),
    ...seenInHellos(at),
    yesNo(at, "post-quantum", "tls.no-post-quantum"),
    state(at, "compression", "tls.compression", ["on", "off"]),
    state(at, "renegotiation", "tls.renegotiation-insecure", ["unprotected", "protected"]),
    state(at, "early-data", "tls.early-data", ["on", "off"]),
    ...stack(at),
    trust(at),
    ...certificateTraits(at),
    ...leafSeen(at),
    ...page(at),
  ].flatMap((trait) => trait ?? []);
}

interface Ask {
  readonly input: DetectInput;
  readonly port: number;
  readonly facts: readonly Fact[];
}

function factAt({ facts, port }: Ask, predicate: Predicate): Fact | undefined {
  return facts.find(
    (fact) =>
      fact.predicate === predicate &&
      fact.port === port &&
      ["leaf", "tls", HTTP_SUBJECT].includes(fact.subject),
  );
}

/** What is stated is the lack of it. */
function yesNo(at: Ask, topic: string, predicate: Predicate): Trait | null {
  return state(at, topic, predicate, ["no", "yes"]);
}

function state(
  at: Ask,
  topic: string,
  predicate: Predicate,
  [present, absent]: readonly [string, string],
): Trait | null {
  const fact = factAt(at, predicate);
  if (fact === undefined || fact.status === "unknown") return null;
  return { topic, values: [fact.status === "present" ? present : absent], complete: true };
}

function hsts(at: Ask): Trait | null {
  const fact = factAt(at, "http.no-hsts");
  if (fact === undefined || fact.status === "unknown") return null;
  const header = at.input.looks
    .filter(isHttpLook)
    .filter((look) => look.port === at.port && answeredHere(look))
    .map((look) => headerOf(look.attempt.value, "strict-transport-security"))
    .find((value) => value !== null);
  return hstsTrait(header ?? null);
}

/** Seconds; 0 where there is none, or none that a browser takes. */
export function hstsTrait(header: string | null): Trait {
  const read = readHsts(header ?? "");
  return { topic: "hsts", values: [read.state === "valid" ? read.maxAge : 0], complete: true };
}

const VERSION_FACTS: readonly Predicate[] = [
  "tls.no-1-3",
  "tls.protocol-1-1",
  "tls.protocol-1-0",
  "tls.protocol-ssl3",
  "tls.protocol-ssl2",
];

function protocols(at: Ask): Trait | null {
  const spoken = acceptedAt(at).map(({ reply }) => reply.version as string);
  const shaken = shakenAt(at).flatMap(({ handshake }) => handshake.protocol ?? []);
  const values = [...new Set([...spoken, ...shaken])].toSorted().toReversed();
  const decided = VERSION_FACTS.map((predicate) => factAt(at, predicate)?.status);
  const complete = decided.every((status) => status === "present" || status === "absent");
  return values.length === 0 ? null : { topic: "protocol", values, complete };
}

/** An audit asks for classes, not for every suite: what it met is no whole list. */
function seenInHellos(at: Ask): readonly Trait[] {
  const accepted = acceptedAt(at);
  const suites = accepted.flatMap(({ reply }) => reply.suite?.name ?? []);
  const groups = accepted.flatMap(({ reply }) =>
    reply.flight.group === null ? [] : groupName(at.input.knowledge.tls, reply.flight.group),
  );
  const primes = accepted.flatMap(({ reply: { flight } }) =>
    flight.temporaryKey?.kind === "dhe" ? flight.temporaryKey.bits : [],
  );
  return [
    { topic: "suite", values: [...new Set(suites)], complete: false },
    { topic: "group", values: [...new Set(groups)], complete: false },
    { topic: "dh", values: primes.length === 0 ? [] : [Math.min(...primes)], complete: true },
  ];
}

/** At the address audited in full. A short hello leaves out what all of this is about. */
function stack(at: Ask): readonly Trait[] {
  const [audit] = auditsAt(at.input.looks, at.port, at.input.knowledge.tls);
  if (audit === undefined) return [];
  if (mainOf(audit)?.topic.about === "short") {
    return [{ topic: "hello-size", values: ["short-only"], complete: true }];
  }
  if (isShort(audit)) return [];
  const hash = weakestHash(audit);
  return [
    ...(hash === null ? [] : [{ topic: "handshake-signature", values: [hash], complete: true }]),
    ...stackTraits(stackOf(audit), at.input.knowledge.tls),
  ];
}

function stackOf(audit: Audit): FlightFeatures | null {
  return featuresOf(acceptedIn(audit).map(({ reply }) => reply.flight));
}

/** Of the certificate that clients usually get. */
function leafSeen(at: Ask): readonly Trait[] {
  const [first] = shakenAt(at);
  if (first === undefined) return [];
  const isPublic = first.handshake.verification?.anchor === "pinned-root";
  return leafSeenTraits({ leaf: first.leaf, isPublic, stapled: isStapled(first, at.input) });
}

function page({ input, port }: Ask): readonly Trait[] {
  const { answer } = ownAnswer(input, port);
  if (answer === null || !isHttps(answer.attempt.value.url)) return [];
  const { value } = answer.attempt;
  return pageTraits({ ...value, bytes: value.body?.bytes ?? 0 });
}

const TRUST_FACTS: readonly (readonly [Predicate, string])[] = [
  ["tls.certificate-expired", "expired"],
  ["tls.certificate-not-yet-valid", "not-yet-valid"],
  ["tls.certificate-self-signed", "self-signed"],
  ["tls.certificate-untrusted", "untrusted"],
  ["tls.certificate-name-mismatch", "other-name"],
  ["tls.chain-incomplete", "incomplete"],
];

/** A chain that has run out above the leaf is no sounder than one whose leaf has. */
function trust(at: Ask): Trait | null {
  const stated = TRUST_FACTS.map(([predicate, word]) => ({
    facts: chainFacts(at, predicate),
    word,
  }));
  const wrong = stated.filter(({ facts }) => facts.some(({ status }) => status === "present"));
  if (wrong.length > 0) {
    return { topic: "trust", values: wrong.map(({ word }) => word), complete: true };
  }
  const isSound = stated.every(
    ({ facts }) => facts.length > 0 && facts.every(({ status }) => status === "absent"),
  );
  return isSound ? { topic: "trust", values: ["sound"], complete: true } : null;
}

/** Of the leaf and of what is above it. */
function chainFacts({ facts, port }: Ask, predicate: Predicate): readonly Fact[] {
  return facts.filter((fact) => fact.predicate === predicate && fact.port === port);
}

/** Of looks that hold handshakes alone, where no page and no hello was asked for as a scan does. */
export function trustTraits(input: DetectInput, port: number): readonly Trait[] {
  return [trust({ input, port, facts: certificateDetector.detect(input) }) ?? []].flat();
}

const DAY_MS = 86_400_000;

/** Of every certificate that clients of this port get as the site's own. */
function certificateTraits(at: Ask): readonly Trait[] {
  return leafTraits(shakenAt(at).map(({ leaf }) => leaf));
}

/** @param leaves the first is the one that clients usually get */
export function leafTraits(leaves: readonly Certificate[]): readonly Trait[] {
  const [first] = leaves;
  if (first === undefined) return [];
  const of = (type: Certificate["keyType"]): readonly number[] =>
    leaves.flatMap(({ keyType, keyBits }) => (keyType === type ? (keyBits ?? []) : []));
  const days = (Date.parse(first.notAfter) - Date.parse(first.notBefore)) / DAY_MS;
  const lifetime = Number.isNaN(days) ? [] : [Math.ceil(days)];
  const issuedOn = first.notBefore.slice(0, 10);
  return [
    { topic: "rsa-key", values: [...new Set(of("rsa"))], complete: true },
    { topic: "ec-key", values: [...new Set(of("ec"))], complete: true },
    {
      topic: "signature",
      values: [...new Set(leaves.map(({ signature }) => signature))],
      complete: true,
    },
    { topic: "lifetime", values: lifetime, complete: true, issuedOn },
  ];
}

function shakenAt({ input, port }: Ask) {
  return (answersByPort(input).get(port) ?? []).filter((answer) => answer.known);
}

function acceptedAt({ input, port }: Ask): readonly Accepted[] {
  return auditsAt(input.looks, port, input.knowledge.tls).flatMap(acceptedIn);
}
