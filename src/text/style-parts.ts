// What a style sheet or a style attribute loads: imports, fonts, images. Reads tokens as CSS Syntax Level 3 has it
// (strings, comments, escapes, url()), not selectors: whether a rule holds for any element is not asked.

export interface StyleParts {
  readonly imports: readonly string[];
  readonly fonts: readonly string[];
  /** Backgrounds, list marks, cursors, filters: what url() and image-set() name elsewhere. */
  readonly images: readonly string[];
}

const MAX_STYLE_CHARS = 300_000;
const MAX_REFERENCES = 20_000;
const MAX_REFERENCE = 4_000;

type Token =
  | { readonly is: "name" | "at" | "function" | "string" | "url"; readonly text: string }
  | { readonly is: "mark"; readonly text: string };

interface Block {
  readonly isFont: boolean;
}

interface Reading {
  readonly found: Record<keyof StyleParts, string[]>;
  readonly blocks: Block[];
  /** Names of the functions that are open, "(" for bare parentheses. */
  readonly functions: string[];
  /** The at-rule whose prelude is being read. */
  rule: string | null;
  /** First name of the declaration that is being read. */
  property: string | null;
  /** Imports come first in a sheet; after any other statement browsers ignore them. */
  importsCount: boolean;
}

/** @param is a style attribute holds declarations alone */
export function styleParts(css: string, is: "sheet" | "attribute"): StyleParts {
  const reading: Reading = {
    found: { imports: [], fonts: [], images: [] },
    blocks: is === "attribute" ? [{ isFont: false }] : [],
    functions: [],
    rule: null,
    property: null,
    importsCount: is === "sheet",
  };
  for (const token of tokensOf(css.slice(0, MAX_STYLE_CHARS))) take(reading, token);
  return reading.found;
}

function take(reading: Reading, token: Token): void {
  switch (token.is) {
    case "at":
      reading.rule = token.text.toLowerCase();
      return;
    case "function":
      reading.functions.push(token.text.toLowerCase());
      return;
    case "name":
      reading.property ??= token.text.toLowerCase();
      return;
    case "url":
      refer(reading, token.text);
      return;
    case "string":
      if (/^(?:url|(?:-webkit-)?image-set)$/.test(reading.functions.at(-1) ?? "")) {
        refer(reading, token.text);
      } else if (reading.rule === "import" && reading.functions.length === 0) {
        refer(reading, token.text);
      }
      return;
    case "mark":
      takeMark(reading, token.text);
  }
}

function takeMark(reading: Reading, mark: string): void {
  const { blocks, functions } = reading;
  if (mark === "(" || mark === BROKEN) functions.push(mark);
  else if (mark === ")") functions.pop();
  else if (mark === "{") {
    blocks.push({ isFont: reading.rule === "font-face" });
    startStatement(reading, false);
  } else if (mark === "}") {
    blocks.pop();
    startStatement(reading, false);
  } else if (mark === ";" && functions.length === 0) {
    startStatement(reading, /^(?:imported|charset|layer)$/.test(reading.rule ?? ""));
  }
}

function startStatement(reading: Reading, importsStillCount: boolean): void {
  reading.importsCount &&= importsStillCount;
  reading.functions.length = 0;
  reading.rule = null;
  reading.property = null;
}

/** Bindings of old browsers: no browser in use loads them. */
const DEAD = new Set(["behavior", "-ms-behavior", "-moz-binding"]);

function refer(reading: Reading, text: string): void {
  const reference = text.trim().slice(0, MAX_REFERENCE);
  if (reference === "") return;
  const list = listFor(reading);
  if (list !== null && list.length < MAX_REFERENCES) list.push(reference);
  // An import's first reference is the sheet; what follows are its conditions.
  if (reading.rule === "import") reading.rule = "imported";
}

function listFor({ found, blocks, rule, property, importsCount }: Reading): string[] | null {
  if (rule === "import") return importsCount && blocks.length === 0 ? found.imports : null;
  // The prelude of another at-rule (namespaces, documents), or a selector.
  const block = blocks.at(-1);
  if (rule !== null || block === undefined || DEAD.has(property ?? "")) return null;
  return block.isFont ? found.fonts : found.images;
}

const COMMENT_END = "*/";
/** A string that its line ends: no function holds what follows. */
const BROKEN = "broken";
const NAME = /(?:[-_a-z0-9\u0080-\uffff]|\\[^\n])+/iy;
const BLANK = /[ \t\n\r\f]*/y;
/** Up to where a url() without quotes can reach; anything else than its end there makes it a bad one. */
const URL_CHARACTERS = /(?:[^"'()\\ \t\n\r\f]|\\[^\n])*/y;

function* tokensOf(css: string): Generator<Token> {
  let at = 0;
  while (at < css.length) {
    const mark = css.charAt(at);
    if (mark === "/" && css.charAt(at + 1) === "*") {
      const end = css.indexOf(COMMENT_END, at + 2);
      at = end === -1 ? css.length : end + 2;
    } else if (mark === '"' || mark === "'") {
      const { text, end } = stringAt(css, at);
      yield text === null ? { is: "mark", text: BROKEN } : { is: "string", text };
      at = end;
    } else if (mark === "@" || isNameStart(css, at)) {
      const { token, end } = nameAt(css, at);
      if (token !== null) yield token;
      at = end;
    } else {
      yield { is: "mark", text: mark };
      at += 1;
    }
  }
}

function isNameStart(css: string, at: number): boolean {
  return /[-_a-z0-9\\\u0080-\uffff]/i.test(css.charAt(at));
}

interface Found<Kind> {
  readonly token: Kind | null;
  readonly end: number;
}

function nameAt(css: string, at: number): Found<Token> {
  const isAt = css.charAt(at) === "@";
  const start = isAt ? at + 1 : at;
  const end = matchEnd(NAME, css, start);
  if (end === start) return { token: { is: "mark", text: css.charAt(at) }, end: at + 1 };
  const text = unescaped(css.slice(start, end));
  if (isAt) return { token: { is: "at", text }, end };
  if (css.charAt(end) !== "(") return { token: { is: "name", text }, end };
  if (text.toLowerCase() === "url") return urlAt(css, end + 1);
  return { token: { is: "function", text }, end: end + 1 };
}

/** @param at behind "url(" */
function urlAt(css: string, at: number): Found<Token> {
  const start = matchEnd(BLANK, css, at);
  const first = css.charAt(start);
  if (first === '"' || first === "'") return { token: { is: "function", text: "url" }, end: start };
  const end = matchEnd(URL_CHARACTERS, css, start);
  const close = matchEnd(BLANK, css, end);
  if (close === css.length || css.charAt(close) === ")") {
    return { token: { is: "url", text: unescaped(css.slice(start, end)) }, end: close + 1 };
  }
  const resume = css.indexOf(")", close);
  return { token: null, end: resume === -1 ? css.length : resume + 1 };
}

/** `text` is null where the line ends before the string does. */
function stringAt(css: string, at: number): { readonly text: string | null; readonly end: number } {
  const quote = css.charAt(at);
  let end = at + 1;
  while (end < css.length && css.charAt(end) !== quote) {
    if (css.charAt(end) === "\n") return { text: null, end };
    end += css.charAt(end) === "\\" ? 2 : 1;
  }
  return { text: unescaped(css.slice(at + 1, end)), end: end + 1 };
}

function matchEnd(pattern: RegExp, css: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(css) ? pattern.lastIndex : at;
}

function unescaped(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(/\\(?:([0-9a-f]{1,6})[ \t\n\r\f]?|\n|([^]))/gi, (_all, hex, other) => {
    if (typeof hex === "string") return characterOf(Number.parseInt(hex, 16));
    return typeof other === "string" ? other : "";
  });
}

function characterOf(code: number): string {
  return code === 0 || code > 0x10ffff ? "\ufffd" : String.fromCodePoint(code);
}
