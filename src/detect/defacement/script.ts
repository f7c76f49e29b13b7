// Signs of planted scripts that can be read without running them. Only patterns that ordinary pages do not have.
import type { Sign } from "./deface.ts";
import type { Lexicon } from "./lexicon.ts";
import { hostOf, isForeign } from "./places.ts";
import { baseOf, type PageView } from "./view.ts";

const MAX_SCRIPT = 200_000;

interface Hit {
  readonly kind: string;
  readonly weight: number;
  readonly text: string;
}

export function scoreScripts(view: PageView, lexicon: Lexicon): Sign {
  const base = baseOf(view.page, view.url);
  const hits: Hit[] = [
    ...view.page.scripts.flatMap(({ text }) => readScript(text.slice(0, MAX_SCRIPT))),
    ...miners(view, lexicon),
    ...hiddenFrames(view, base, lexicon),
  ].toSorted((a, b) => b.weight - a.weight);
  const [first] = hits;
  const rest = new Set(hits.map(({ kind }) => kind)).size - 1;
  return {
    score: first === undefined ? 0 : first.weight + 0.3 * rest,
    kind: first?.kind ?? "none",
    evidence: [...new Set(hits.map(({ text }) => text))].slice(0, 4),
  };
}

const WRITTEN =
  /document\.write(?:ln)?\s{0,4}\(\s{0,4}(?:unescape|decodeURIComponent)\s{0,4}\(\s{0,4}["']([^"']{1,20000})/g;

function readScript(script: string): Hit[] {
  const hits: Hit[] = [];
  for (const match of script.matchAll(WRITTEN)) {
    if (hidesSomething(match[1] ?? "")) {
      hits.push({
        kind: "written-encoded",
        weight: 1,
        text: "script writes encoded markup into the page",
      });
    }
  }
  for (const [kind, weight, text, pattern] of PATTERNS) {
    if (pattern.test(script)) hits.push({ kind, weight, text });
  }
  return hits;
}

/** Old snippets of visit counters write a script tag in this way: only more than that is a sign. */
function hidesSomething(encoded: string): boolean {
  const plain = encoded.replaceAll(/%([0-9a-f]{2})/gi, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  return encoded.length >= 600 || /<iframe|display\s{0,2}:\s{0,2}none|<a\s/i.test(plain);
}

const PATTERNS: readonly (readonly [
  kind: string,
  weight: number,
  text: string,
  pattern: RegExp,
])[] = [
  [
    "written-encoded",
    1,
    "script writes encoded markup into the page",
    /document\.write(?:ln)?\s{0,4}\(\s{0,4}(?:window\.)?atob\s{0,4}\(/,
  ],
  [
    "evaluated-encoded",
    1,
    "script runs encoded code",
    /\beval\s{0,4}\(\s{0,4}(?:unescape|(?:window\.)?atob|decodeURIComponent|String\.fromCharCode)\s{0,4}\(/,
  ],
  [
    "character-codes",
    0.6,
    "long text written as character codes",
    /String\.fromCharCode\s{0,4}\((?:\s{0,2}\d{1,5}\s{0,2},){30}/,
  ],
  ["hex-text", 0.6, "long text written as hexadecimal codes", /(?:\\x[0-9a-f]{2}){60}/i],
  [
    "obfuscated",
    0.6,
    "script obfuscated with an array of names",
    /\b_0x[0-9a-f]{4,6}\s{0,3}=\s{0,3}\[(?:\s{0,3}["'][^"'\n]{0,200}["']\s{0,3},?){8}/i,
  ],
];

function miners(view: PageView, lexicon: Lexicon): Hit[] {
  const sources = view.page.scripts.map(({ src, text }) => `${src ?? ""} ${text.slice(0, 2_000)}`);
  return lexicon.knowledge.miners
    .filter((name) => sources.some((source) => source.toLowerCase().includes(name)))
    .map((name) => ({ kind: "miner", weight: 1.3, text: `script of a coin miner: ${name}` }));
}

/** A frame that nobody can see, from a host that is neither the unit's nor a platform. */
function hiddenFrames(view: PageView, base: string, lexicon: Lexicon): Hit[] {
  return view.page.iframes
    .filter(({ hidden }) => hidden)
    .flatMap(({ src }) => {
      const host = hostOf(src, base);
      if (host === null || !isForeign(host, view.places, lexicon)) return [];
      return [{ kind: "hidden-frame", weight: 1, text: `invisible frame from ${host}` }];
    });
}
