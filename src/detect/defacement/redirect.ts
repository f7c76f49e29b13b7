// Where a page sends its visitor without being asked: meta refresh and scripts that change the location.
// Reads scripts as text; never runs them.
import type { Sign } from "./deface.ts";
import type { Lexicon } from "./lexicon.ts";
import { isForeign, resolveUrl, type Places } from "./places.ts";
import { nameWeight } from "./spam.ts";
import { baseOf, type PageView } from "./view.ts";

export interface Redirect {
  readonly url: string;
  readonly host: string;
  readonly how: "meta-refresh" | "script" | "http";
  /** Only for visitors who come from a search engine or with a certain browser. */
  readonly conditional: boolean;
  readonly evidence: string;
}

const MAX_SECONDS = 5;
const MAX_SCRIPT = 100_000;
/** A script of its own whose only business is to send the visitor away. */
const SMALL_SCRIPT = 500;
const LOCATION =
  /location(?:\.href)?\s{0,4}=(?!=)\s{0,4}(?:["'`]([^"'`]{4,500})["'`]|(\w{1,40}))|location\.(?:replace|assign)\(\s{0,4}(?:["'`]([^"'`]{4,500})["'`]|(\w{1,40}))/g;
const REFERRER = /document\.referrer|(?:google|bing|yahoo|coccoc)[^;{}]{0,120}referrer/i;
/** Set inside a handler or function: it may wait for a click. */
const WAITS = /onclick|addEventListener|function\s{0,3}\w{0,40}\s{0,3}\(|=>\s{0,3}\{/;

/** The first redirect of the page that leaves the unit's own hosts and the usual platforms. */
export function findRedirect(view: PageView, lexicon: Lexicon): Redirect | null {
  const base = baseOf(view.page, view.url);
  const { refresh } = view.page;
  if (refresh !== null && refresh.seconds <= MAX_SECONDS) {
    const found = leaving(refresh.url, base, view.places, lexicon);
    if (found !== null) {
      const evidence = `meta refresh after ${String(refresh.seconds)} s to ${found.host}`;
      return { ...found, how: "meta-refresh", conditional: false, evidence };
    }
  }
  return scriptRedirect(view, base, lexicon);
}

function scriptRedirect(view: PageView, base: string, lexicon: Lexicon): Redirect | null {
  const bare = view.shape.words < 60 && view.shape.links < 10;
  for (const { text } of view.page.scripts) {
    const script = text.slice(0, MAX_SCRIPT);
    if (!script.includes("location")) continue;
    const given = givenTexts(script);
    for (const match of script.matchAll(LOCATION)) {
      const target = match[1] ?? match[3] ?? given.get(match[2] ?? match[4] ?? "") ?? "";
      const found = leaving(target, base, view.places, lexicon);
      if (found === null) continue;
      const before = script.slice(Math.max(0, match.index - 400), match.index);
      const conditional = REFERRER.test(before);
      const alone = script.length <= SMALL_SCRIPT && !WAITS.test(before);
      // A location set in a script of an ordinary page is mostly a button or a choice.
      if (!conditional && !bare && !alone) continue;
      const when = conditional ? " when coming from a search engine" : "";
      const evidence = `script sends the visitor to ${found.host}${when}`;
      return { ...found, how: "script", conditional, evidence };
    }
  }
  return null;
}

/** Addresses that variables were given in the script. */
function givenTexts(script: string): ReadonlyMap<string, string> {
  const pattern =
    /(?:const|let|var)\s{1,4}(\w{1,40})\s{0,4}=\s{0,4}["'`](https?:[^"'`]{4,500})["'`]/g;
  const given = new Map<string, string>();
  for (const [, name, text] of script.matchAll(pattern)) {
    if (name !== undefined && text !== undefined) given.set(name, text);
  }
  return given;
}

function leaving(
  target: string,
  base: string,
  places: Places,
  lexicon: Lexicon,
): { url: string; host: string } | null {
  const url = resolveUrl(target, base);
  if (url === null || !isForeign(url.hostname, places, lexicon)) return null;
  return { url: url.href, host: url.hostname };
}

/** A redirect by itself is worth a question; to a betting site, or hidden from the owner, it is a sign. */
export function scoreRedirect(redirect: Redirect, lexicon: Lexicon): Sign {
  const name = nameWeight(redirect.host, lexicon);
  const score = 1 + name + (redirect.conditional ? 0.8 : 0);
  const kind = name > 0 ? "betting-target" : redirect.conditional ? "conditional" : "other-site";
  return { score, kind, evidence: [redirect.evidence] };
}
