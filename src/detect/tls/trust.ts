// Verdicts on whom a chain leads to. At most one of self-signed, untrusted and incomplete is stated,
// and dates, names or weak keys never make a chain untrusted: they have verdicts of their own.
import type { Certificate, ChainAnchor } from "../../model/observation.ts";
import type { KnownIntermediate } from "../../model/fleet.ts";
import type { TlsKnowledge } from "../../model/tls-knowledge.ts";
import { nameKey } from "../../text/tls/name-key.ts";
import { wayOfShaken, type Handshaken } from "./answers.ts";
import { attributeOf, shortName } from "./distinguished-name.ts";
import { weakKey, weakSignature } from "./strength.ts";
import type { Sign } from "./verdict.ts";

export interface TrustContext {
  readonly limits: TlsKnowledge;
  /** Intermediates that other handshakes with this host sent on a way to a pinned root. */
  readonly harvested: readonly Certificate[];
  /** The same of other hosts, where a chain of this one breaks off. */
  readonly elsewhere: readonly KnownIntermediate[];
}

/** Intermediates seen on the way to a pinned root, at any port and address of the host. */
export function harvest(answers: readonly Handshaken[]): readonly Certificate[] {
  return answers
    .filter((answer) => anchorOf(answer) === "pinned-root")
    .flatMap((answer) => wayOfShaken(answer).slice(1));
}

function anchorOf(answer: Handshaken): ChainAnchor | null {
  return answer.handshake.verification?.anchor ?? null;
}

const UNDECIDED: Sign = { is: "open", reason: "inconclusive" };

/** Not by its names alone, which an authority's own leaf may bear too; looks of the first releases tell no more. */
export function signsItself({ handshake, leaf }: Handshaken): boolean {
  const { verification } = handshake;
  return (
    verification?.anchor === "self-signed" || (verification?.path === undefined && leaf.selfIssued)
  );
}

export function selfSigned(answer: Handshaken): Sign {
  const anchor = anchorOf(answer);
  if (anchor === null) return UNDECIDED;
  const text = `subject=${answer.leaf.subject} issuer=${answer.leaf.issuer}`;
  if (anchor !== "self-signed") return { is: "clear", text };
  return { is: "seen", value: `subject=${shortName(answer.leaf.subject)}`, text };
}

export function untrusted(answer: Handshaken, context: TrustContext): Sign {
  const anchor = anchorOf(answer);
  const top = topOf(answer);
  const text = `the chain ends at issuer=${top.issuer}`;
  switch (anchor) {
    case null:
      return UNDECIDED;
    case "self-signed":
      return { is: "clear", text: "signs itself: stated as that, not as an unknown authority" };
    case "unknown-root":
      return { is: "seen", value: `issuer=${shortName(top.issuer)}`, text };
    case "issuer-missing":
      if (missingIntermediate(answer, context) !== null) {
        return { is: "clear", text: `${text}: a public authority, its certificate was not sent` };
      }
      return {
        is: "seen",
        value: `issuer=${shortName(top.issuer)}`,
        text: `${text}, which was not sent and is no public authority known here`,
        confidence: "firm",
      };
    case "pinned-root":
      return rejected(answer, context.limits);
  }
}

// Faults that have verdicts of their own, by OpenSSL's names.
const OF_DATES = new Set(["CERT_HAS_EXPIRED", "CERT_NOT_YET_VALID"]);
const OF_STRENGTH = new Set(["EE_KEY_TOO_SMALL", "CA_KEY_TOO_SMALL", "CA_MD_TOO_WEAK"]);

/** What OpenSSL says of the one way it took, where clients that try them all may find another one. */
const OF_THE_WAY = new Set([
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "CERT_SIGNATURE_FAILURE",
  "CERT_UNTRUSTED",
  "INVALID_CA",
  "PATH_LENGTH_EXCEEDED",
  "INVALID_PURPOSE",
]);

/** The way leads to a pinned root; still, a wrong purpose or a broken constraint makes clients refuse. */
function rejected(answer: Handshaken, limits: TlsKnowledge): Sign {
  const { trusted = false, error = null, faults } = answer.handshake.verification ?? {};
  const fault = faults?.[0];
  if (fault !== undefined) return refused(fault);
  if (trusted || error === null) return { is: "clear", text: "leads to a pinned root" };
  if (OF_DATES.has(error) || OF_STRENGTH.has(error)) {
    return { is: "clear", text: `leads to a pinned root; ${error} is judged apart` };
  }
  if (faults !== undefined && OF_THE_WAY.has(error)) {
    return { is: "clear", text: `leads to a pinned root by another way than that of ${error}` };
  }
  if (error === "UNSPECIFIED") {
    const weak = wayOfShaken(answer).some(
      (one) => weakKey(one, limits).is === "seen" || weakSignature(one, limits).is === "seen",
    );
    return weak
      ? { is: "clear", text: "leads to a pinned root; too weak, judged apart" }
      : UNDECIDED;
  }
  return refused(error);
}

function refused(error: string): Sign {
  return { is: "seen", value: `error=${error}`, text: `refused: ${error}`, confidence: "firm" };
}

export function chainIncomplete(answer: Handshaken, context: TrustContext): Sign {
  const anchor = anchorOf(answer);
  if (anchor === null) return UNDECIDED;
  const sent = String(answer.handshake.chain.length);
  if (anchor !== "issuer-missing") return { is: "clear", text: `${sent} certificates sent` };
  const missing = missingIntermediate(answer, context);
  // A private authority need not send its root, and we cannot know how many steps lead to it.
  if (missing === null) return UNDECIDED;
  const { issuer } = topOf(answer);
  const known = missing.sha256 === null ? "" : ` (sha256=${missing.sha256})`;
  return {
    is: "seen",
    value: `missing=${shortName(issuer)}`,
    text: `${sent} certificate(s) sent; the one of issuer=${issuer} is missing${known}`,
    confidence: missing.confidence,
  };
}

interface Missing {
  readonly confidence: "certain" | "firm";
  /** Of the very certificate, where another handshake brought it or its authority has disclosed it. */
  readonly sha256: string | null;
}

/** How sure it is that what is missing is a public intermediate; null when nothing says so. */
function missingIntermediate(
  answer: Handshaken,
  { harvested, elsewhere, limits }: TrustContext,
): Missing | null {
  const top = topOf(answer);
  const wanted = top.details?.authorityKeyId ?? null;
  const own = harvested.find((one) => isNamed(one, one.details?.subjectKeyId ?? null, top));
  if (own !== undefined) return { confidence: "certain", sha256: own.sha256 };
  const known = [...elsewhere, ...disclosed(top.issuer, limits)];
  const other = known.find((one) => isNamed(one, one.subjectKeyId, top));
  if (other !== undefined) {
    // The name alone may be borne by several keys.
    const isSure = wanted !== null && other.subjectKeyId === wanted;
    return { confidence: isSure ? "certain" : "firm", sha256: other.sha256 };
  }
  const organisation = attributeOf(top.issuer, "O");
  const isPublic = organisation !== null && limits.publicIssuers.includes(organisation);
  return isPublic ? { confidence: "firm", sha256: null } : null;
}

function disclosed(
  name: string,
  { intermediates }: TlsKnowledge,
): readonly Pick<KnownIntermediate, "sha256" | "subject" | "subjectKeyId">[] {
  return intermediates
    .filter(([subject]) => subject === name)
    .map(([subject, subjectKeyId, sha256]) => ({ subject, subjectKeyId, sha256 }));
}

/** The issuer's name, and not another key than the one that is asked for. */
function isNamed(
  { subject }: Pick<Certificate, "subject">,
  keyId: string | null,
  { issuer, details }: Certificate,
): boolean {
  const wanted = details?.authorityKeyId ?? null;
  return (
    nameKey(subject) === nameKey(issuer) && (wanted === null || keyId === null || wanted === keyId)
  );
}

function topOf(answer: Handshaken): Certificate {
  return wayOfShaken(answer).at(-1) ?? answer.leaf;
}
