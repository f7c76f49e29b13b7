// Chooses which linked pages of the site to read tonight. Deterministic: the same home page and night give
// the same choice. Only ordinary readable pages: nothing that could act, log in or out, or be a file.
import type { Knowledge } from "../../model/knowledge.ts";
import {
  accentedWords,
  buildTerms,
  foldedWords,
  matchTerms,
  slugWords,
  type TermIndex,
} from "../../text/fold.ts";
import type { Page, PageLink } from "../../text/page.ts";
import { mayShowPatients } from "../../text/patient-place.ts";

export interface ChooseInput {
  readonly page: Page;
  /** URL of the page that holds the links. */
  readonly url: string;
  /** Paths that are read anyway. */
  readonly known: readonly string[];
  readonly night: number;
  readonly most: number;
  readonly knowledge: Knowledge;
}

interface Candidate {
  readonly path: string;
  readonly segment: string;
  readonly isSection: boolean;
  readonly isSuspicious: boolean;
}

/** Of the pages chosen, this many are the same every night; the others take turns. */
const STEADY = 2;
const MAX_SUSPICIOUS = 2;

/** @returns paths with query, at most `most`, each on the page's own origin */
export function choosePages(input: ChooseInput): readonly string[] {
  const candidates = candidatesOf(input);
  const suspicious = candidates.filter(({ isSuspicious }) => isSuspicious).slice(0, MAX_SUSPICIOUS);
  const rest = spread(candidates.filter((one) => !suspicious.includes(one)));
  const room = Math.max(0, input.most - suspicious.length);
  const steady = rest.slice(0, Math.min(STEADY, room));
  const turning = rotate(rest.slice(steady.length), input.night * (room - steady.length));
  return [...suspicious, ...steady, ...turning.slice(0, room - steady.length)].map(
    ({ path }) => path,
  );
}

function candidatesOf({ page, url, known, knowledge }: ChooseInput): Candidate[] {
  // What a folder lists are files, named by whoever left them there.
  if (LISTING.test(page.title)) return [];
  const origin = new URL(url).origin;
  const base =
    page.base !== null && URL.canParse(page.base, url) ? new URL(page.base, url).href : url;
  const terms = spamTerms(knowledge);
  const candidates = new Map<string, Candidate>();
  for (const link of page.links) {
    const path = readablePath(link, base, origin);
    if (path === null || known.includes(path) || candidates.has(path)) continue;
    candidates.set(path, {
      path,
      segment: path.split(/[/?]/)[1] ?? "",
      isSection: link.region === "nav" || link.region === "header",
      isSuspicious: namesSpam(path, link.text, terms),
    });
    if (candidates.size >= 2_000) break;
  }
  return [...candidates.values()];
}

/** Words of things that act, in the languages of the systems that are met. */
const ACTS =
  /(?:^|[^a-z])(?:log-?(?:in|out|off)|sign-?(?:in|out|up)|dang-?(?:nhap|xuat|ky)|regist(?:er|ration)|account|admin(?:istrator)?|wp-admin|wp-json|xmlrpc|delete|remove|destroy|xoa|huy|unsubscribe|subscribe|cancel|checkout|cart|gio-?hang|thanh-?toan|pay(?:ment)?|add|edit|update|save|submit|create|insert|download|export|print|vote|like|share|send|post-?comment|reply|reset|confirm|activate|api|cgi-bin|oauth|sso|auth|token|session|ajax|rpc|feed|rss)(?:[^a-z]|$)/i;
const LISTING = /^\s*(?:index of|directory listing for)\b/i;
const FILE = /\.(?!(?:html?|shtml|xhtml|php|aspx?|jsp|jspx|do|cfm)$)[a-z0-9]{1,5}$/i;
const SESSION = /;jsessionid=[^/;]*/i;
const KEY_ACTS =
  /^(?:action|act|do|task|cmd|func|token|key|sid|session|phpsessid|return|redirect|url|next|lang|language)$/i;

/** Path and query of a link worth reading; null for the rest. */
export function readablePath(link: PageLink, base: string, origin: string): string | null {
  if (/\bnofollow\b/.test(link.rel) || !URL.canParse(link.href, base)) return null;
  const url = new URL(link.href, base);
  if (url.origin !== origin || url.username !== "" || url.password !== "") return null;
  if (url.pathname.length + url.search.length > 200 || url.pathname.startsWith("//")) return null;
  if (FILE.test(url.pathname) || ACTS.test(decoded(url.pathname))) return null;
  if (mayShowPatients(url.pathname + url.search)) return null;
  const query = [...url.searchParams];
  const isPlain = query.every(
    ([name, value]) => !KEY_ACTS.test(name) && !ACTS.test(name) && !ACTS.test(value),
  );
  if (query.length > 2 || url.search.length > 60 || !isPlain) return null;
  // A server gives a visitor without cookies a session in every address: another one every night.
  return url.pathname.replace(SESSION, "") + url.search;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Menu entries first, and one page of each section before a second of any. */
function spread(candidates: readonly Candidate[]): Candidate[] {
  const ordered = [
    ...candidates.filter(({ isSection }) => isSection),
    ...candidates.filter(({ isSection }) => !isSection),
  ];
  const rounds: Candidate[][] = [];
  const seen = new Map<string, number>();
  for (const candidate of ordered) {
    const round = seen.get(candidate.segment) ?? 0;
    seen.set(candidate.segment, round + 1);
    (rounds[round] ??= []).push(candidate);
  }
  return rounds.flat();
}

function rotate<T>(list: readonly T[], by: number): T[] {
  if (list.length === 0) return [];
  const at = ((by % list.length) + list.length) % list.length;
  return [...list.slice(at), ...list.slice(0, at)];
}

type SpamTerms = TermIndex<string>;

/** Terms that a page of the unit has no business to carry in its name: read first. */
function spamTerms({ defacement }: Knowledge): SpamTerms {
  const strong = [...defacement.gambling, ...defacement.adult].filter(
    ({ weight }) => weight >= 0.8,
  );
  return buildTerms(
    strong.flatMap(({ term }) => {
      const words = accentedWords(term);
      return [
        { words: words.words, value: term },
        { words: foldedWords(words).words, value: term },
      ];
    }),
  );
}

function namesSpam(path: string, text: string, terms: SpamTerms): boolean {
  return (
    matchTerms(terms, slugWords(path)).length > 0 ||
    matchTerms(terms, accentedWords(text)).length > 0
  );
}
