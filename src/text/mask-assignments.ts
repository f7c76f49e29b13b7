// The part of masking that reads "name = value" in its many spellings. Pure, one pass, ASCII only.
import { isSecretName, SECRET_WORD } from "./secret-name.ts";

const MASK = "***";
const MAX_NAME = 64;
const MAX_VALUE = 4096;

interface Name {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Where a value stands, and what goes in its place. */
interface Value {
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

/**
 * @param markup true for a web page: there only quoted values, upper-case environment names,
 *   connection strings and table rows count, since anything else may be prose or code
 */
export function maskAssignments(text: string, markup: boolean): { text: string; masked: number } {
  let out = "";
  let kept = 0;
  let masked = 0;
  const words = new RegExp(SECRET_WORD);
  for (let hit = words.exec(text); hit !== null; hit = words.exec(text)) {
    const name = nameAround(text, hit.index, hit.index + hit[0].length);
    words.lastIndex = name.end;
    if (name.start < kept || !names(name.text, markup)) continue;
    const value = findValue(text, name, markup);
    if (value === null || text.slice(value.start, value.end) === value.replacement) continue;
    out += text.slice(kept, value.start) + value.replacement;
    kept = value.end;
    words.lastIndex = Math.max(words.lastIndex, value.end);
    masked++;
  }
  return masked === 0 ? { text, masked } : { text: out + text.slice(kept), masked };
}

/** In pages these name a keyboard shortcut, a place in the browser, or a key that is public by design. */
const PUBLIC_IN_PAGES =
  /^accesskey$|(?:storage|session|cookie|license|site)[-_]?key$|theme_token$/i;

/** NukeViet signs with its "sitekey"; on a page that word is the public half of a captcha. */
function names(name: string, markup: boolean): boolean {
  if (markup) return isSecretName(name) && !PUBLIC_IN_PAGES.test(name);
  return isSecretName(name) || /(?:^|_)sitekey$/i.test(name);
}

function isNameChar(code: number): boolean {
  return (
    (code >= 48 && code <= 57) || // 0-9
    (code >= 65 && code <= 90) || // A-Z
    (code >= 97 && code <= 122) || // a-z
    code === 95 || // _
    code === 45 || // -
    code === 46 // .
  );
}

function nameAround(text: string, from: number, to: number): Name {
  let start = from;
  while (start > 0 && from - start < MAX_NAME && isNameChar(text.charCodeAt(start - 1))) start--;
  let end = to;
  while (end < text.length && end - to < MAX_NAME && isNameChar(text.charCodeAt(end))) end++;
  return { text: text.slice(start, end), start, end };
}

function findValue(text: string, name: Name, markup: boolean): Value | null {
  return (
    commaValue(text, name) ??
    operatorValue(text, name, markup) ??
    (markup ? rowValue(text, name) : spacedValue(text, name))
  );
}

/** After the name: its closing quote or bracket, then "=", ":", "=>", ":=" or "==". */
const OPERATOR = /(?:\\{0,3}["'`])?\]?[ \t]{0,40}(=>|:=|=(?!=)|:)[ \t]{0,40}/y;
const OPEN_QUOTE = /\\{0,3}["'`]/y;

function operatorValue(text: string, name: Name, markup: boolean): Value | null {
  OPERATOR.lastIndex = name.end;
  const operator = OPERATOR.exec(text);
  if (operator === null) return null;
  const start = name.end + operator[0].length;
  OPEN_QUOTE.lastIndex = start;
  const quote = OPEN_QUOTE.exec(text)?.[0];
  if (quote !== undefined) return quotedValue(text, start + quote.length, { quote, markup });
  const sign = operator[1] ?? "";
  if (markup) return bareMarkupValue(text, name, { start, sign });
  return bareValue(text, name, { start, sign, quotedName: /^\\*["'`]/.test(operator[0]) });
}

/** `define('DB_PASSWORD', 'x')`, and a pair inside a call or an array. */
const COMMA = /["'`][ \t]{0,40},[ \t\r\n]{0,40}(["'`])/y;

function commaValue(text: string, name: Name): Value | null {
  COMMA.lastIndex = name.end;
  const comma = COMMA.exec(text);
  if (comma === null) return null;
  const before = text.slice(Math.max(0, name.start - 24), name.start);
  if (!/(?:define|putenv|setenv|set)[ \t]{0,8}\([ \t]{0,8}["'`]$/i.test(before)) return null;
  const start = name.end + comma[0].length;
  return quotedValue(text, start, { quote: comma[1] ?? "'", markup: false });
}

function quotedValue(
  text: string,
  start: number,
  options: { quote: string; markup: boolean },
): Value | null {
  const end = closingQuote(text, start, options.quote);
  if (end === null) {
    return options.markup ? null : { start, end: endOfLine(text, start), replacement: MASK };
  }
  const value = text.slice(start, end);
  if (value === "" || (options.markup && isProse(value))) return null;
  return { start, end, replacement: MASK };
}

/** Labels and messages in a page's own scripts ("password": "Mật khẩu không đúng") are no secrets. */
function isProse(value: string): boolean {
  return (
    /[\s<>{}]|[^\x20-\x7e]/.test(value) || /^(?:password|text|hidden|true|false|null)$/i.test(value)
  );
}

/** @returns where the same quote, with the same number of backslashes, comes again on this line */
function closingQuote(text: string, start: number, quote: string): number | null {
  const window = text.slice(start, start + MAX_VALUE);
  let at = window.indexOf(quote);
  while (at !== -1 && quote.length === 1 && isEscaped(window, at))
    at = window.indexOf(quote, at + 1);
  return at === -1 || /[\r\n]/.test(window.slice(0, at)) ? null : start + at;
}

function isEscaped(window: string, at: number): boolean {
  let backslashes = 0;
  while (window[at - backslashes - 1] === "\\") backslashes++;
  return backslashes % 2 === 1;
}

function endOfLine(text: string, start: number): number {
  const limit = Math.min(text.length, start + MAX_VALUE);
  for (let at = start; at < limit; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || code === 13) return at;
  }
  return limit;
}

/** In a page: only an upper-case name ("DB_PASSWORD=x"), or a part of a connection string (";Password=x;"). */
function bareMarkupValue(
  text: string,
  name: Name,
  value: { start: number; sign: string },
): Value | null {
  if (value.sign !== "=") return null;
  const before = text[name.start - 1] ?? "\n";
  const upper = /^[A-Z][A-Z0-9]*_[A-Z0-9_]+$/.test(name.text) && !/[?&]/.test(before);
  const connection =
    before === ";" && /^(?:password|pwd|accountkey|sharedaccesskey)$/i.test(name.text);
  if (!upper && !connection) return null;
  return span(text, value.start, { pattern: upper ? /^[^\s"'<>&]+/ : /^[^\s"'<>;]+/ });
}

const CODE =
  /^(?:[$({[<|>&!*]|(?:new|function|this|document|window|null|true|false|undefined|none|nil|async|await|return|typeof|void)\b)/i;
const CSS_PSEUDO =
  /^:?(?:hover|focus|active|before|after|not|first|last|nth|only|checked|disabled|enabled|invalid|valid|required|placeholder|visited|target|root|is|where|has|-)/i;
/** From the line's start to the name: indentation, up to two words ("export", "public"), signs. */
const LINE_LEAD = /[\r\n][ \t]{0,64}(?:[A-Za-z]{2,10}[ \t]{1,8}){0,2}[-$*#/ \t]{0,16}$/;
const LEAD_LENGTH = 100;

/** In a configuration file: to the end of the line, or of the JSON value, or of the part. */
function bareValue(
  text: string,
  name: Name,
  value: { start: number; sign: string; quotedName: boolean },
): Value | null {
  const head = text.slice(value.start, value.start + 64);
  if (/^\s*(?:[\r\n]|$)/.test(head) || CODE.test(head)) return null;
  if (value.quotedName)
    return span(text, value.start, { pattern: /^[^\s"'<>,}\])]+/, as: `"${MASK}"` });
  const lead = leadOf(text, name);
  if (/[;?&]$/.test(lead)) return span(text, value.start, { pattern: /^[^\s"'<>;&]+/ });
  if (!LINE_LEAD.test(lead)) return span(text, value.start, { pattern: /^[^\s"'<>;,&)}]+/ });
  if (value.sign === ":" && text[value.start - 1] === ":" && CSS_PSEUDO.test(head)) return null;
  const line = text.slice(value.start, endOfLine(text, value.start));
  return { start: value.start, end: value.start + line.trimEnd().length, replacement: MASK };
}

function leadOf(text: string, name: Name): string {
  const from = name.start - LEAD_LENGTH;
  return from <= 0 ? `\n${text.slice(0, name.start)}` : text.slice(from, name.start);
}

/** `as`: an unquoted JSON value becomes a string, so that the document can still be parsed. */
function span(
  text: string,
  start: number,
  options: { pattern: RegExp; as?: string },
): Value | null {
  const match = options.pattern.exec(text.slice(start, start + MAX_VALUE));
  const length = match?.[0].length ?? 0;
  return length === 0 ? null : { start, end: start + length, replacement: options.as ?? MASK };
}

/** A row of a text listing: upper-case name, a gap, the value. */
const TEXT_ROW = /[ \t]{2,40}(?=\S)/y;

function spacedValue(text: string, name: Name): Value | null {
  if (!/^[A-Z][A-Z0-9]*_[A-Z0-9_]+$/.test(name.text)) return null;
  if (!/[\r\n][ \t]*$/.test(leadOf(text, name))) return null;
  TEXT_ROW.lastIndex = name.end;
  const gap = TEXT_ROW.exec(text);
  if (gap === null) return null;
  const start = name.end + gap[0].length;
  const line = text.slice(start, endOfLine(text, start)).trimEnd();
  return CODE.test(line) ? null : { start, end: start + line.length, replacement: MASK };
}

/** A row of a debug page: the name in one cell, the value in the next. */
const ROW =
  /["']?\]?[ \t]{0,8}<\/(?:td|th|dt|span|code|b|strong)>(?:\s{0,64}<\/?[a-z][^<>]{0,200}>){1,6}\s{0,16}["'`]?(?:<[a-z][^<>]{0,200}>)?/iy;

function rowValue(text: string, name: Name): Value | null {
  const listed = /\[["']$/.test(text.slice(Math.max(0, name.start - 2), name.start));
  if (!listed && !/^[A-Za-z][A-Za-z0-9]*_[A-Za-z0-9_]+$/.test(name.text)) return null;
  ROW.lastIndex = name.end;
  const row = ROW.exec(text);
  if (row === null) return null;
  const start = name.end + row[0].length;
  const line = text.slice(start, Math.min(endOfLine(text, start), start + 512));
  const value = /^[^<]*/.exec(line)?.[0].trimEnd() ?? "";
  if (value === "" || value.length > 300) return null;
  return { start, end: start + value.length, replacement: MASK };
}
