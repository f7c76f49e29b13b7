// Judges whether CSS hides an element: inline declarations and the page's own style blocks, nothing more.
// Must not fetch stylesheets; a page that hides through one is not seen as hiding.

/** Simple selectors that hide: "#id" or ".class", each with the element names it is bound to ("*": any). */
export interface HiddenRules {
  readonly selectors: ReadonlyMap<string, ReadonlySet<string>>;
}

const MAX_STYLE_CHARS = 300_000;
const MAX_RULES = 5_000;

/**
 * Reads style blocks for rules of one simple selector (`.x`, `#x`, `div.x`) that hide. At-rules with a
 * block (media, supports) are skipped: they hold for some visitors only.
 */
export function hiddenRules(styles: readonly string[]): HiddenRules {
  const selectors = new Map<string, Set<string>>();
  const css = withoutComments(styles.join("\n").slice(0, MAX_STYLE_CHARS));
  let rules = 0;
  for (const [selector, declarations] of cssRules(css)) {
    rules += 1;
    if (rules > MAX_RULES) break;
    if (!hidesByDeclarations(declarations)) continue;
    for (const one of selector.split(",")) addSelector(selectors, one.trim());
  }
  return { selectors };
}

function addSelector(selectors: Map<string, Set<string>>, selector: string): void {
  const match = /^([a-z][a-z0-9]{0,20})?([.#][\w-]{1,80})$/i.exec(selector);
  if (match?.[2] === undefined) return;
  const elements = selectors.get(match[2]) ?? new Set<string>();
  elements.add((match[1] ?? "*").toLowerCase());
  selectors.set(match[2], elements);
}

/** `[selector, declarations]` of top-level rules, in one pass. */
function* cssRules(css: string): Generator<[string, string]> {
  let start = 0;
  while (start < css.length) {
    const open = css.indexOf("{", start);
    if (open === -1) return;
    const selector = css.slice(start, open).trim();
    const statement = selector.lastIndexOf(";");
    const name = statement === -1 ? selector : selector.slice(statement + 1).trim();
    const close = name.startsWith("@") ? closingBrace(css, open) : css.indexOf("}", open);
    if (close === -1) return;
    if (!name.startsWith("@")) yield [name, css.slice(open + 1, close)];
    start = close + 1;
  }
}

function closingBrace(css: string, open: number): number {
  let depth = 0;
  for (let index = open; index < css.length; index += 1) {
    const char = css[index];
    if (char === "{") depth += 1;
    if (char === "}") depth -= 1;
    if (depth === 0) return index;
  }
  return -1;
}

export function withoutComments(css: string): string {
  const parts: string[] = [];
  let start = 0;
  for (;;) {
    const open = css.indexOf("/*", start);
    if (open === -1) break;
    parts.push(css.slice(start, open));
    const close = css.indexOf("*/", open + 2);
    if (close === -1) return parts.join(" ");
    start = close + 2;
  }
  parts.push(css.slice(start));
  return parts.join(" ");
}

export function hidesBySelector(
  rules: HiddenRules,
  tag: string,
  id: string | undefined,
  className: string | undefined,
): boolean {
  if (rules.selectors.size === 0) return false;
  if (id !== undefined && matches(rules, `#${id}`, tag)) return true;
  if (className === undefined) return false;
  return className
    .slice(0, 1_000)
    .split(/[\s]/)
    .some((name) => name !== "" && matches(rules, `.${name}`, tag));
}

function matches(rules: HiddenRules, selector: string, tag: string): boolean {
  const elements = rules.selectors.get(selector);
  return elements !== undefined && (elements.has("*") || elements.has(tag));
}

/** True when the declarations of a style attribute or rule take the element out of a visitor's sight. */
export function hidesByDeclarations(style: string): boolean {
  const css = parseDeclarations(style);
  return (
    css.get("display") === "none" ||
    css.get("visibility") === "hidden" ||
    css.get("visibility") === "collapse" ||
    isTransparent(css) ||
    isTinyText(css) ||
    isOffScreen(css) ||
    isClipped(css)
  );
}

function parseDeclarations(style: string): Map<string, string> {
  const css = new Map<string, string>();
  const source = style.length > 2_000 ? style.slice(0, 2_000) : style;
  for (const part of withoutComments(source).split(";")) {
    const colon = part.indexOf(":");
    if (colon === -1) continue;
    const value = part.slice(colon + 1).toLowerCase();
    const important = value.indexOf("!");
    css.set(
      part.slice(0, colon).trim().toLowerCase(),
      (important === -1 ? value : value.slice(0, important)).trim(),
    );
  }
  return css;
}

function isTransparent(css: ReadonlyMap<string, string>): boolean {
  const opacity = number(css.get("opacity"));
  if (opacity !== null && opacity <= 0.01) return true;
  const color = colorOf(css.get("color"));
  if (color === null) return false;
  if (color === "transparent") return true;
  return color === colorOf(css.get("background-color") ?? css.get("background"));
}

function isTinyText(css: ReadonlyMap<string, string>): boolean {
  const size = css.get("font-size");
  const pixels = lengthPx(size);
  return pixels !== null && pixels <= 1;
}

const OFFSETS = ["left", "top", "right", "bottom", "margin-left", "margin-top", "text-indent"];
const FAR = 500;

function isOffScreen(css: ReadonlyMap<string, string>): boolean {
  const placed = ["absolute", "fixed"].includes(css.get("position") ?? "");
  for (const property of OFFSETS) {
    const offset = lengthPx(css.get(property));
    if (offset === null) continue;
    if (offset <= -FAR) return true;
    if (placed && offset >= FAR * 4) return true;
  }
  const moved = /^translate[xy3d]{0,2}\(\s{0,4}-(\d{3,6})(px|%|vw|vh)/.exec(
    css.get("transform") ?? "",
  );
  if (moved !== null && (moved[2] !== "px" || Number(moved[1]) >= FAR)) return true;
  return /^scale\(\s{0,4}0(?:\.0{1,4}\d?)?\s{0,4}[,)]/.test(css.get("transform") ?? "");
}

function isClipped(css: ReadonlyMap<string, string>): boolean {
  const clip = css.get("clip") ?? "";
  if (/^rect\((?:\s{0,4}[01](?:px)?[\s,]{0,4}){4}\)/.test(clip)) return true;
  if (/^(?:inset\((?:50|100)%|circle\(0)/.test(css.get("clip-path") ?? "")) return true;
  if (!/^(?:hidden|clip)/.test(css.get("overflow") ?? "")) return false;
  return ["height", "width", "max-height", "max-width"].some((property) => {
    const length = lengthPx(css.get(property));
    return length !== null && length <= 1;
  });
}

function number(value: string | undefined): number | null {
  const match = /^([+-]?(?:\d{1,9}(?:\.\d{0,6})?|\.\d{1,6}))$/.exec(value ?? "");
  return match?.[1] === undefined ? null : Number(match[1]);
}

const PX: Readonly<Record<string, number>> = {
  "": 1,
  px: 1,
  pt: 1.33,
  em: 16,
  rem: 16,
  vw: 12,
  vh: 8,
};

/** Length in pixels, roughly; "%" counts ten to the pixel so that −999% is far away and 0% is nothing. */
function lengthPx(value: string | undefined): number | null {
  const match = /^([+-]?(?:\d{1,9}(?:\.\d{0,6})?|\.\d{1,6}))(px|pt|em|rem|vw|vh|%)?$/.exec(
    value ?? "",
  );
  if (match?.[1] === undefined) return null;
  const unit = match[2] ?? "";
  return Number(match[1]) * (unit === "%" ? 10 : (PX[unit] ?? 1));
}

const NAMED: Readonly<Record<string, string>> = {
  white: "#ffffff",
  black: "#000000",
  red: "#ff0000",
  gray: "#808080",
};

function colorOf(value: string | undefined): string | null {
  if (value === undefined) return null;
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/.exec(value);
  if (short !== null)
    return `#${[1, 2, 3].map((index) => (short[index] ?? "").repeat(2)).join("")}`;
  if (/^#[0-9a-f]{6}$/.test(value) || value === "transparent") return value;
  if (/^rgba\([^)]{1,40},\s{0,4}0(?:\.0{1,4})?\s{0,4}\)$/.test(value)) return "transparent";
  return NAMED[value] ?? null;
}
