// Linear reading of HTML as a stream of tokens: the survey before the parser, and the fallback after it.
// Must not keep state that grows with nesting beyond its cap.
import { Tokenizer, type TokenizerCallbacks } from "htmlparser2";
import type { PageSink } from "./page-collect.ts";

const MAX_TAGS = 200_000;
const MAX_ATTRIBUTES = 1_000;
/** Checking one tag's attributes for duplicates costs their square: the sum over the page is bounded. */
const MAX_ATTRIBUTE_WORK = 20_000_000;
const MAX_STYLES = 1_000;
const MAX_OPEN = 512;

const ignore = (): void => undefined;

const SILENT: TokenizerCallbacks = {
  onattribdata: ignore,
  onattribentity: ignore,
  onattribend: ignore,
  onattribname: ignore,
  oncdata: ignore,
  onclosetag: ignore,
  oncomment: ignore,
  ondeclaration: ignore,
  onend: ignore,
  onopentagend: ignore,
  onopentagname: ignore,
  onprocessinginstruction: ignore,
  onselfclosingtag: ignore,
  ontext: ignore,
  ontextentity: ignore,
};

export interface Survey {
  /** Why the tree must not be built; null when it may. */
  readonly excess: string | null;
  /** Text of style blocks, those written by inline scripts included. */
  readonly styles: readonly string[];
}

/** Counts what makes a parser slow and gathers style blocks, in one pass. */
export function surveyTokens(html: string): Survey {
  const styles: string[] = [];
  let tags = 0;
  let attributes = 0;
  let mostAttributes = 0;
  let work = 0;
  let raw = "";
  const tokenizer = new Tokenizer(
    {},
    {
      ...SILENT,
      onopentagname(start, end) {
        tags += 1;
        attributes = 0;
        raw = end - start <= 6 ? html.slice(start, end).toLowerCase() : "";
        if (tags > MAX_TAGS) tokenizer.pause();
      },
      onattribname() {
        attributes += 1;
        work += attributes;
        mostAttributes = Math.max(mostAttributes, attributes);
        if (mostAttributes > MAX_ATTRIBUTES || work > MAX_ATTRIBUTE_WORK) tokenizer.pause();
      },
      onclosetag() {
        raw = "";
      },
      ontext(start, end) {
        if (styles.length >= MAX_STYLES) return;
        if (raw === "style") styles.push(html.slice(start, end));
        else if (raw === "script") styles.push(...writtenStyles(html.slice(start, end)));
      },
    },
  );
  run(tokenizer, html);
  return { excess: excessOf(tags, mostAttributes, work), styles };
}

function excessOf(tags: number, mostAttributes: number, work: number): string | null {
  if (tags > MAX_TAGS) return `more than ${String(MAX_TAGS)} tags`;
  if (mostAttributes > MAX_ATTRIBUTES)
    return `more than ${String(MAX_ATTRIBUTES)} attributes on a tag`;
  return work > MAX_ATTRIBUTE_WORK ? "too many attributes" : null;
}

/** Style blocks and hiding statements inside scripts: the usual disguise of injected links. */
function writtenStyles(script: string): string[] {
  const styles: string[] = [];
  let from = 0;
  while (styles.length < 20) {
    const open = script.indexOf("<style", from);
    if (open === -1) break;
    const start = script.indexOf(">", open);
    const close = script.indexOf("</", start);
    if (start === -1 || close === -1) break;
    styles.push(script.slice(start + 1, close));
    from = close;
  }
  const hides =
    /getElementById\(["']([\w-]{1,80})["']\)\.style\.(display|visibility)\s{0,4}=\s{0,4}["'](none|hidden)["']/g;
  for (const match of script.slice(0, 200_000).matchAll(hides)) {
    if (styles.length >= 40) break;
    styles.push(`#${match[1] ?? ""}{${match[2] ?? ""}:${match[3] ?? ""}}`);
  }
  return styles;
}

const VOID = new Set(
  "area base br col embed frame hr img input link meta param source track wbr".split(" "),
);
const RAW = new Set(["script", "style", "iframe", "noembed", "noframes", "xmp", "plaintext"]);

/** Elements whose content is not markup or is read as a whole: kept open however deep the page is nested. */
const KEPT_OPEN = new Set(["script", "style", "title", "noscript", "noframes", "iframe", "a"]);
/** How far up a closing tag looks for what it closes: keeps a page of stray closing tags linear. */
const CLOSE_REACH = 16;

/** Feeds the sink with what the tokens say, without building a tree. */
export function scanTokens(html: string, sink: PageSink): void {
  const open: string[] = [];
  const tag = createTagReader(html);
  const finishTag = (selfClosing: boolean): void => {
    const name = tag.name();
    sink.open(name, tag.attributes());
    const empty = VOID.has(name) || (selfClosing && !RAW.has(name));
    const fits = open.length < MAX_OPEN || (KEPT_OPEN.has(name) && open.length < MAX_OPEN + 8);
    if (empty || !fits) sink.close();
    else open.push(name);
  };
  const closeTag = (name: string): void => {
    for (let reach = 1; reach <= CLOSE_REACH && reach <= open.length; reach += 1) {
      if (open.at(-reach) !== name) continue;
      for (let closing = 0; closing < reach; closing += 1) sink.close();
      open.length -= reach;
      return;
    }
  };
  const tokenizer = new Tokenizer(
    {},
    {
      ...SILENT,
      ...tag.callbacks,
      onopentagend() {
        finishTag(false);
      },
      onselfclosingtag() {
        finishTag(true);
      },
      onclosetag(start, end) {
        closeTag(html.slice(start, Math.min(end, start + 40)).toLowerCase());
      },
      ontext(start, end) {
        sink.text(html.slice(start, end));
      },
      ontextentity(codepoint) {
        sink.text(String.fromCodePoint(codepoint));
      },
      oncomment(start, end, offset) {
        sink.comment(html.slice(start, Math.max(start, end - offset)));
      },
    },
  );
  run(tokenizer, html);
  for (const _ of open) sink.close();
}

type TagCallbacks = Pick<
  TokenizerCallbacks,
  "onopentagname" | "onattribname" | "onattribdata" | "onattribentity" | "onattribend"
>;

interface TagReader {
  readonly callbacks: TagCallbacks;
  name(): string;
  attributes(): ReadonlyMap<string, string>;
}

function createTagReader(html: string): TagReader {
  let tag = "";
  let attributes = new Map<string, string>();
  let name = "";
  let value = "";
  return {
    name: () => tag,
    attributes: () => attributes,
    callbacks: {
      onopentagname(start, end) {
        tag = html.slice(start, Math.min(end, start + 40)).toLowerCase();
        attributes = new Map();
      },
      onattribname(start, end) {
        name = html.slice(start, Math.min(end, start + 100)).toLowerCase();
        value = "";
      },
      onattribdata(start, end) {
        value += html.slice(start, end);
      },
      onattribentity(codepoint) {
        value += String.fromCodePoint(codepoint);
      },
      onattribend() {
        if (attributes.size < MAX_ATTRIBUTES && !attributes.has(name)) attributes.set(name, value);
      },
    },
  };
}

function run(tokenizer: Tokenizer, html: string): void {
  tokenizer.write(html);
  tokenizer.end();
}
