// What `rasoat tls HOST --full` shows of one port at one address, as lines for people and as traits for the norms.
import { leafSeenTraits, pageTraits, stackTraits, type LeafSeen } from "../detect/tls/also-seen.ts";
import type { NormRow, SeenRow, Trait } from "../detect/tls/norms.ts";
import { hstsTrait, leafTraits } from "../detect/tls/traits.ts";
import { REASONS, type Reason } from "../model/reason.ts";
import type { Certificate, TlsHandshake } from "../model/observation.ts";
import type { Text } from "../model/text.ts";
import type { TlsKnowledge } from "../model/tls-knowledge.ts";
import { isOlder } from "../detect/tls/audit.ts";
import { weaknessesOf, type WeakClass } from "../text/tls/suites.ts";
import type { VersionList } from "../probes/tls/full.ts";
import type { ListedPage, TlsListing } from "../run/tls-list.ts";
import { inert } from "../text/inert.ts";
import type { Context } from "./context.ts";
import { editionLines, normLines, seenLines } from "./norm-table.ts";
import { MOST_WIDE, folded } from "./output.ts";

/** Whether the certificate holds is said by `listingTrust`. */
export function listingTraits(listing: TlsListing, tls: TlsKnowledge): readonly Trait[] {
  const { versions, groups, incomplete, features } = listing;
  const complete = incomplete === null;
  const suites = versions.flatMap(({ suites: names }) => names);
  const order = versions.flatMap(({ order: by, version }) =>
    version === "SSLv2" ? [] : (by ?? []),
  );
  return [
    { topic: "protocol", values: versions.map(({ version }) => version), complete },
    { topic: "suite", values: [...new Set(suites)], complete },
    { topic: "group", values: [...new Set([...groups.tls13, ...groups.older])], complete },
    { topic: "order", values: order, complete: true },
    ...postQuantum(listing, tls),
    ...bareTraits(features),
    ...stackTraits(features, tls),
    ...leafTraits(chainOf(listing).slice(0, 1)),
    ...leafSeen(listing).flatMap(leafSeenTraits),
    ...ofPage(listing),
  ];
}

/** Which groups are spoken is known only of TLS 1.3 itself. */
function postQuantum({ groups, incomplete }: TlsListing, tls: TlsKnowledge): readonly Trait[] {
  const isHybrid = (name: string): boolean =>
    tls.groups.some((group) => group.name === name && group.kind === "hybrid");
  const has = groups.tls13.some(isHybrid);
  if (!has && incomplete !== null) return [];
  return [{ topic: "post-quantum", values: [has ? "yes" : "no"], complete: true }];
}

/** What `explain` takes from the facts of its detectors. */
function bareTraits(features: TlsListing["features"]): readonly Trait[] {
  if (features === null) return [];
  const { compression, secureRenegotiation, primes } = features;
  const bits = primes.map((prime) => prime.bits);
  const renegotiation = secureRenegotiation ? "protected" : "unprotected";
  return [
    { topic: "compression", values: [compression ? "on" : "off"], complete: true },
    { topic: "renegotiation", values: [renegotiation], complete: true },
    { topic: "dh", values: bits.length === 0 ? [] : [Math.min(...bits)], complete: true },
  ];
}

function leafSeen({ handshake, features }: TlsListing): readonly LeafSeen[] {
  const [leaf] = handshake.status === "ok" ? handshake.value.chain : [];
  if (handshake.status !== "ok" || leaf === undefined) return [];
  const isPublic = handshake.value.verification?.anchor === "pinned-root";
  const stapled = handshake.value.stapled === true || features?.stapled === true;
  return [{ leaf, isPublic, stapled: handshake.value.stapled === undefined ? null : stapled }];
}

function ofPage({ page }: TlsListing): readonly Trait[] {
  if (page.status !== "ok") return [];
  return [...strictTransport(page.value), ...earlyData(page.value), ...pageTraits(page.value)];
}

/** As in the detector: browsers take it from a trusted connection only, and error pages often lack it. */
function strictTransport({ tls, headers, status }: ListedPage): readonly Trait[] {
  const header = headers.find(([name]) => name === "strict-transport-security")?.[1] ?? null;
  const isTelling = tls?.trusted === true && (header !== null || status < 400);
  return isTelling ? [hstsTrait(header)] : [];
}

function earlyData({ tls }: ListedPage): readonly Trait[] {
  if (tls?.protocol !== "TLSv1.3" || tls.resumption === undefined) return [];
  const value = tls.resumption.earlyData > 0 ? "on" : "off";
  return [{ topic: "early-data", values: [value], complete: true }];
}

function chainOf({ handshake }: TlsListing): readonly Certificate[] {
  return handshake.status === "ok" ? handshake.value.chain : [];
}

type Judged = TlsListing & {
  readonly norms: readonly NormRow[];
  readonly seen: readonly SeenRow[];
};

/** Lines for a terminal, inert. */
export function listingLines(
  context: Pick<Context, "in" | "paint" | "language">,
  host: string,
  listing: Judged,
  tls: TlsKnowledge,
): readonly string[] {
  const { port, address, versions, groups, norms, seen } = listing;
  const { language } = context;
  const part = (title: Text, lines: readonly string[]): readonly string[] =>
    lines.length === 0
      ? []
      : ["", context.paint("bold", context.in(title)), ...lines.map((line) => `  ${inert(line)}`)];
  return [
    context.paint("bold", inert(`${host}:${String(port)} (${address})`)),
    ...doubtLines(listing).map((line) => context.paint("yellow", context.in(line))),
    ...part(
      TITLES.suites,
      versions.flatMap((one) => versionLines(one, context, tls)),
    ),
    ...part(TITLES.groups, [
      ...groupLine("TLSv1.3", groups.tls13),
      ...groupLine("TLSv1.2", groups.older),
    ]),
    ...part(TITLES.certificates, certificateLines(listing, context)),
    ...part(TITLES.seen, seenLines(seen, tls, language)),
    ...part(TITLES.norms, normLines(norms, tls, language)),
    ...part(TITLES.editions, norms.length === 0 ? [] : editionLines(tls, language)),
  ];
}

const TITLES = {
  suites: { vi: "Phiên bản và bộ mã hóa", en: "Versions and cipher suites" },
  groups: { vi: "Nhóm trao đổi khóa", en: "Key exchange groups" },
  certificates: {
    vi: "Chứng thư máy chủ gửi (đầu tiên là của trang)",
    en: "Certificates sent (the site's own first)",
  },
  seen: { vi: "Cũng thấy ở cổng này", en: "Also seen at this port" },
  norms: { vi: "Đối chiếu với các chuẩn", en: "Held against norms" },
  editions: { vi: "Các chuẩn", en: "The norms" },
} as const;

/** What could not be looked at, and why. */
function doubtLines({ versions, incomplete, handshake, page }: TlsListing): readonly Text[] {
  const line = (vi: string, en: string, reason: Reason): Text => ({
    vi: `${vi}: ${REASONS[reason].vi}.`,
    en: `${en}: ${REASONS[reason].en}.`,
  });
  const unshaken = handshake.status === "ok" ? refusalOf(handshake.value) : handshake.reason;
  if (unshaken !== null && versions.length === 0) {
    return [line("Không xem được cổng này", "No look at this port", unshaken)];
  }
  return [
    ...(incomplete === null
      ? []
      : [line("Danh sách có thể thiếu", "The lists may lack something", incomplete)]),
    ...(unshaken === null
      ? []
      : [line("Không xem được chứng thư", "No look at the certificate", unshaken)]),
    ...(unshaken !== null || page.status === "ok"
      ? []
      : [line("Không xem được trang", "No look at the page", page.reason)]),
  ];
}

/** A refusal although everything was offered that we can speak: such certificates nobody here can see. */
function refusalOf({ accepted }: TlsHandshake): Reason | null {
  return accepted ? null : "tls-failed";
}

const ORDER: Readonly<Record<"server" | "client", Text>> = {
  server: { vi: "máy chủ chọn thứ tự", en: "the server decides the order" },
  client: { vi: "trình duyệt chọn thứ tự", en: "the client decides the order" },
};
const INFERRED: Text = {
  vi: "suy từ phiên bản mới hơn, phần còn lại đã hỏi",
  en: "inferred from the newer version, the rest was asked",
};

const OUTDATED: Text = { vi: "lỗi thời, nên tắt", en: "outdated, to be switched off" };

function versionLines(
  { version, suites, order, basis }: VersionList,
  context: Pick<Context, "in">,
  tls: TlsKnowledge,
): readonly string[] {
  const notes = [
    ...(isOlder(version, "TLSv1.2") ? [OUTDATED] : []),
    ...(order === null ? [] : [ORDER[order]]),
    ...(basis === "asked" ? [] : [INFERRED]),
  ];
  const note = notes.map((text) => context.in(text)).join("; ");
  return [
    ...folded(note === "" ? version : `${version} (${note})`, MOST_WIDE, 4),
    ...suites.map((suite) => `  ${suite}${markOf(suite, context, tls)}`),
  ];
}

const WEAK_WORDS: Readonly<Record<WeakClass, Text>> = {
  null: { vi: "không mã hóa", en: "no encryption" },
  anonymous: { vi: "không xác thực", en: "anonymous" },
  export: { vi: "xuất khẩu", en: "export" },
  des: { vi: "DES", en: "DES" },
  rc4: { vi: "RC4", en: "RC4" },
  "3des": { vi: "khối 64 bit", en: "blocks of 64 bits" },
};

/** What is wrong with a suite by itself, as the rules see it; "" for all others. */
function markOf(name: string, context: Pick<Context, "in">, tls: TlsKnowledge): string {
  const suite = tls.suites.find((one) => one.name === name);
  const weak = suite === undefined ? [] : weaknessesOf(suite);
  if (weak.length === 0) return "";
  const why = weak.map((one) => context.in(WEAK_WORDS[one])).join(", ");
  return `  ← ${context.in({ vi: "yếu", en: "weak" })}: ${why}`;
}

function groupLine(version: string, names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : folded(`${version}: ${names.join(", ")}`, MOST_WIDE, 2);
}

function certificateLines(listing: TlsListing, context: Pick<Context, "in">): readonly string[] {
  return chainOf(listing).flatMap((one) => {
    const days = `${one.notBefore.slice(0, 10)} → ${one.notAfter.slice(0, 10)}`;
    const key = `${one.keyType.toUpperCase()} ${String(one.keyBits ?? one.curve ?? "")}`.trim();
    const by = context.in({ vi: `nơi cấp: ${one.issuer}`, en: `issued by: ${one.issuer}` });
    return [
      ...folded(one.subject, MOST_WIDE, 2),
      `  ${days} · ${key} · ${one.signature}`,
      ...folded(`  ${by}`, MOST_WIDE, 4),
    ];
  });
}

/** What was sent to know this: a note, no result. */
export function connectionsText({ connections, handshake, page }: TlsListing): Text {
  const count = String(connections);
  if (handshake.status !== "ok") {
    return { vi: `${count} lần thử kết nối.`, en: `${count} connections tried.` };
  }
  const [vi, en] =
    page.status === "skipped" ? ["", ""] : [" và xem trang", " with a look at the page"];
  return {
    vi: `${count} kết nối: một bắt tay đầy đủ${vi}, còn lại chỉ gửi một lời chào TLS.`,
    en: `${count} connections: one full handshake${en}, the others one hello each.`,
  };
}
