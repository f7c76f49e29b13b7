// What a look at one host adds to the store's memory of the fleet: certificates by place, features by port, and
// intermediates on the way to a pinned root. States facts of the looks; compares nothing.
import type { Certificate, Look } from "../../model/observation.ts";
import type {
  KnownIntermediate,
  LeafRole,
  TlsAnswered,
  TlsLeaf,
  TlsPort,
  TlsTraces,
} from "../../model/fleet.ts";
import type { Predicate } from "../../model/predicate.ts";
import type { DetectInput } from "../../model/detector.ts";
import { answeredHere, headerOf, isHttpLook } from "../../text/assessable.ts";
import { AUDIT_PROBE } from "../../text/tls/topics.ts";
import { announcesHttp3 } from "./also-seen.ts";
import { answersByPort, wayOf } from "./answers.ts";
import { protocolDetector } from "./protocols.ts";
import { harvest } from "./trust.ts";

export function tracesOf(input: DetectInput): TlsTraces {
  const shown = input.looks.flatMap((look) => shownBy(look) ?? []);
  const answers = [...answersByPort(input).values()].flat();
  return {
    addresses: addressesIn(input.looks),
    answered: shown.map(({ place }) => place),
    leaves: shown.flatMap(({ place, leaf }) => (leaf === undefined ? [] : leafAt(place, leaf))),
    ports: portsOf(input),
    intermediates: intermediatesOf(harvest(answers.filter((answer) => answer.known))),
  };
}

function addressesIn(looks: readonly Look[]): readonly string[] | null {
  for (const { attempt } of looks) {
    if (attempt.status !== "ok" || attempt.value.kind !== "resolution") continue;
    return attempt.value.addresses.map(({ address }) => address);
  }
  return null;
}

interface Shown {
  readonly place: TlsAnswered;
  readonly leaf: Certificate | undefined;
}

const FLIGHT_ROLES: Readonly<Partial<Record<string, LeafRole>>> = {
  "second-certificate": "second",
  nameless: "nameless",
};

/** null where it says nothing of certificates, or came to nothing. */
function shownBy({ probe, role, port, address, attempt }: Look): Shown | null {
  if (port === null || address === null || attempt.status !== "ok") return null;
  const { value } = attempt;
  if (probe === "certificate" && value.kind === "tls-handshake" && value.accepted) {
    return { place: { port, address, role: "named" }, leaf: value.chain[0] };
  }
  const leafRole = probe === AUDIT_PROBE ? FLIGHT_ROLES[role] : undefined;
  if (leafRole === undefined || value.kind !== "tls-flight" || value.unoffered) return null;
  return { place: { port, address, role: leafRole }, leaf: value.chain[0] };
}

/** A certificate may hold thousands of names; those of a hoster beyond these say nothing new. */
const MAX_NAMES = 200;

function leafAt(place: TlsAnswered, leaf: Certificate): TlsLeaf {
  const { sha256, spkiSha256, subject, issuer, notAfter } = leaf;
  const altNames = leaf.altNames.slice(0, MAX_NAMES);
  return { ...place, sha256, spkiSha256, subject, issuer, notAfter, altNames };
}

function portsOf(input: DetectInput): readonly TlsPort[] {
  const facts = protocolDetector.detect(input);
  return input.target.ports
    .filter(({ scheme }) => scheme === "https")
    .map(({ port }) => {
      const wrong = (predicate: Predicate): boolean | null => {
        const fact = facts.find((one) => one.predicate === predicate && one.port === port);
        if (fact === undefined || fact.status === "unknown") return null;
        return fact.status === "present";
      };
      const not = (value: boolean | null): boolean | null => (value === null ? null : !value);
      return {
        port,
        tls13: not(wrong("tls.no-1-3")),
        postQuantum: not(wrong("tls.no-post-quantum")),
        ssl2: wrong("tls.protocol-ssl2"),
        http3: http3At(input, port),
      };
    })
    .filter((port) => Object.values(port).some((value) => typeof value === "boolean"));
}

function http3At({ looks }: DetectInput, port: number): boolean | null {
  const here = looks.filter(isHttpLook).filter((look) => look.port === port && answeredHere(look));
  if (here.length === 0) return null;
  return here.some((look) => announcesHttp3([headerOf(look.attempt.value, "alt-svc") ?? ""]));
}

function intermediatesOf(certificates: readonly Certificate[]): readonly KnownIntermediate[] {
  const known = new Map<string, KnownIntermediate>();
  for (const { sha256, subject, issuer, notAfter, details, selfIssued } of certificates) {
    if (selfIssued) continue;
    const subjectKeyId = details?.subjectKeyId ?? null;
    known.set(sha256, { sha256, subject, issuer, subjectKeyId, notAfter });
  }
  return [...known.values()];
}

/** Names of issuers whose certificates were not sent and lead no further: whom to look for in the fleet. */
export function missingIssuers(input: Pick<DetectInput, "looks">): readonly string[] {
  const names = input.looks.flatMap(({ attempt }) => {
    if (attempt.status !== "ok") return [];
    const { value } = attempt;
    const route =
      value.kind === "tls-handshake"
        ? value.verification
        : value.kind === "tls-flight"
          ? value
          : null;
    if (route?.anchor !== "issuer-missing" || !("chain" in value)) return [];
    return wayOf(value.chain, route.path).at(-1)?.issuer ?? [];
  });
  return [...new Set(names)].toSorted();
}
