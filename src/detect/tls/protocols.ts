// Which protocol versions are offered, at every address. Below TLS 1.3 the client names a maximum, so one hello
// speaks about all versions between what it asked for and what it got.
import type { DetectInput, Detector } from "../../model/detector.ts";
import type { Predicate } from "../../model/predicate.ts";
import { TLS_VERSIONS, type TlsVersion } from "../../text/tls/words.ts";
import { acceptedIn, isOlder, lastOf, newestOf, textOf, type Asked, type Audit } from "./audit.ts";
import { answersByPort } from "./answers.ts";
import { portFacts, seenOr, type Judge } from "./audit-facts.ts";
import type { Signed } from "./verdict.ts";

const OLD: readonly (readonly [Predicate, TlsVersion])[] = [
  ["tls.protocol-1-1", "TLSv1.1"],
  ["tls.protocol-1-0", "TLSv1"],
  ["tls.protocol-ssl3", "SSLv3"],
];

const JUDGES: readonly Judge[] = [
  ...OLD.map(([predicate, version]): Judge => ({
    predicate,
    everywhere: true,
    signs: (audit) => oldVersion(audit, version),
  })),
  { predicate: "tls.protocol-ssl2", everywhere: false, signs: ssl2 },
  { predicate: "tls.no-1-3", everywhere: false, signs: no13 },
  { predicate: "tls.no-post-quantum", everywhere: false, signs: noPostQuantum },
];

export const protocolDetector: Detector = {
  id: "tls-protocols",
  area: "tls",
  emits: JUDGES.map(({ predicate }) => predicate),
  detect: (input) => portFacts(input, JUDGES),
};

/** Hellos that offered enough suites for the version to be the only thing in question. */
function speaksOfVersions({ role, topic }: Asked): boolean {
  return role === "version" || (role === "baseline" && topic.version !== "TLSv1.3");
}

function oldVersion(audit: Audit, version: TlsVersion): readonly Signed[] {
  const seen = acceptedIn(audit).filter(({ reply }) => reply.version === version);
  const asked = audit.asked.filter(
    (one) => speaksOfVersions(one) && !isOlder(one.topic.version, version),
  );
  const deciding = asked.findLast(
    ({ reply }) =>
      (reply.is === "refused" && isLast(audit, asked)) ||
      (reply.is === "accepted" && isOlder(reply.version, version)),
  );
  return seenOr(seen, () => ({ value: `offered=${version}` }), deciding, audit);
}

/** An odd refusal is followed by another hello; what counts is that the last of them was refused. */
function isLast({ asked }: Audit, ofVersion: readonly Asked[]): boolean {
  const last = asked.findLast(speaksOfVersions) ?? ofVersion.at(-1);
  return last?.reply.is === "refused";
}

function ssl2(audit: Audit): readonly Signed[] {
  const asked = lastOf(audit, "ssl2");
  const seen = acceptedIn(audit).filter(({ role }) => role === "ssl2");
  const refused = asked?.reply.is === "refused" ? asked : undefined;
  return seenOr(
    seen,
    ({ reply }) => {
      const { suites } = reply.flight;
      const kinds = suites.map((kind) => kind.toString(16).padStart(6, "0"));
      return {
        value: `offered=SSLv2 kinds=${kinds.toSorted().join(",")}`,
        // It answers in SSL 2.0, yet agrees to no cipher: still CVE-2015-3197, but not certain.
        ...(suites.length === 0 ? { confidence: "firm" as const } : {}),
      };
    },
    refused,
    audit,
  );
}

function no13(audit: Audit, input: DetectInput, port: number): readonly Signed[] {
  const spoken = acceptedIn(audit).find(({ reply }) => reply.version === "TLSv1.3");
  if (spoken !== undefined) return [clear(spoken)];
  const shaken = answersByPort(input)
    .get(port)
    ?.find(({ look }) => look.address === audit.address);
  if (shaken?.known === true && shaken.handshake.protocol === "TLSv1.3") {
    return [{ look: shaken.look, sign: { is: "clear", text: `${audit.address}: TLSv1.3` } }];
  }
  const newest = newestOf(audit);
  // A hang-up alone proves nothing: what a client that offers all versions got must say so too.
  const isWordless = newest?.reply.is === "refused" && newest.reply.wordless !== null;
  const counts = shaken?.known === true || !isWordless;
  return absence(audit, counts ? newest : null, "refused=TLSv1.3");
}

function noPostQuantum(audit: Audit): readonly Signed[] {
  const asked = lastOf(audit, "post-quantum");
  if (asked?.reply.is === "accepted") return [clear(asked)];
  return absence(audit, asked, "groups=classical");
}

/** A refusal that is itself the thing stated. */
function absence(audit: Audit, asked: Asked | null, value: string): readonly Signed[] {
  if (asked?.reply.is !== "refused") return seenOr([], () => ({ value }), undefined, audit);
  return [{ look: asked.look, sign: { is: "seen", value, text: textOf(asked) } }];
}

function clear(asked: Asked): Signed {
  return { look: asked.look, sign: { is: "clear", text: textOf(asked) } };
}

/** Versions below TLS 1.3 that were accepted, newest first. */
export function spokenBelow13(audit: Audit): readonly TlsVersion[] {
  const spoken = new Set(acceptedIn(audit).map(({ reply }) => reply.version));
  return [...spoken]
    .filter((version) => version !== "TLSv1.3" && version !== "SSLv2")
    .toSorted((a, b) => TLS_VERSIONS[b] - TLS_VERSIONS[a]);
}
