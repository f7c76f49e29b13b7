// Turns the events of a page (element opened, text, comment, element closed) into a Page's fields.
// Must work the same whether the events come from a tree or from bare tokens.
import { hidesByDeclarations, hidesBySelector, type HiddenRules } from "./hidden.ts";
import { createElementFacts, type ElementFacts } from "./page-elements.ts";
import type { Attributes, OpenForm } from "./page-place.ts";
import type { Page, PageLink, PageRegion } from "./page-shape.ts";
import { createTextCollector, tidyLine, type TextCollector } from "./page-text.ts";

export interface PageSink {
  /** `tag` in lower case. Every `open` is followed by its `close`. */
  open(tag: string, attributes: Attributes): void;
  text(text: string): void;
  comment(text: string): void;
  close(): void;
}

export type PageFields = Omit<Page, "charset" | "declaredCharset" | "magic" | "html" | "abnormal">;

export interface Collector extends PageSink {
  finish(): PageFields;
}

/** Reads a fragment of markup (the inside of noscript and noframes) into a sink. */
export type ReadMarkup = (html: string, sink: PageSink) => void;

/** Where the text inside an element goes; null: to the page's text. */
type Capture = "script" | "style" | "title" | "markup" | "nothing" | null;

interface Frame {
  readonly tag: string;
  readonly attributes: Attributes;
  readonly hidden: boolean;
  readonly region: PageRegion;
  readonly block: boolean;
  readonly preformatted: boolean;
  readonly capture: Capture;
  readonly foreign: boolean;
  readonly form: OpenForm | null;
}

interface State {
  readonly rules: HiddenRules;
  readonly readMarkup: ReadMarkup;
  readonly frames: Frame[];
  readonly styleVerdicts: Map<string, boolean>;
  readonly visible: TextCollector;
  readonly hidden: TextCollector;
  readonly elements: ElementFacts;
  readonly links: PageLink[];
  readonly headings: string[];
  readonly scripts: { src: string | null; text: string }[];
  readonly comments: string[];
  title: string | null;
  openTitle: string | null;
  openHeading: string | null;
  openLink: (Omit<PageLink, "text"> & { text: string }) | null;
  openScript: { src: string | null; text: string } | null;
  openStyle: string | null;
  inMarkup: boolean;
}

const MAX_ITEMS = 20_000;
const MAX_TEXT = 1_000_000;

const BLOCKS = new Set(
  (
    "address article aside blockquote body br button caption center dd details dialog dir div dl dt " +
    "fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hr html iframe legend li " +
    "listing main marquee menu nav noscript ol optgroup option p plaintext pre section select summary " +
    "table tbody td textarea tfoot th thead title tr ul video xmp"
  ).split(" "),
);
const PREFORMATTED = new Set(["pre", "xmp", "listing", "plaintext", "textarea"]);
const CAPTURES: ReadonlyMap<string, Capture> = new Map([
  ["script", "script"],
  ["style", "style"],
  ["title", "title"],
  ["noscript", "markup"],
  ["noframes", "markup"],
  ["noembed", "nothing"],
  ["iframe", "nothing"],
  ["template", "nothing"],
]);

const ROOT: Frame = {
  tag: "#root",
  attributes: new Map(),
  hidden: false,
  region: "body",
  block: true,
  preformatted: false,
  capture: null,
  foreign: false,
  form: null,
};

/** @param readMarkup used once per noscript or noframes block, never nested */
export function createCollector(rules: HiddenRules, readMarkup: ReadMarkup): Collector {
  const state: State = {
    rules,
    readMarkup,
    frames: [ROOT],
    styleVerdicts: new Map(),
    visible: createTextCollector(MAX_TEXT),
    hidden: createTextCollector(MAX_TEXT),
    elements: createElementFacts(),
    links: [],
    headings: [],
    scripts: [],
    comments: [],
    title: null,
    openTitle: null,
    openHeading: null,
    openLink: null,
    openScript: null,
    openStyle: null,
    inMarkup: false,
  };
  const collector: Collector = {
    open: (tag, attributes) => {
      open(state, tag, attributes);
    },
    text: (text) => {
      addText(state, text, collector);
    },
    comment: (text) => {
      if (state.comments.length < MAX_ITEMS) state.comments.push(text);
    },
    close: () => {
      close(state);
    },
    finish: () => finish(state),
  };
  return collector;
}

function top(state: State): Frame {
  return state.frames.at(-1) ?? ROOT;
}

function textOf(state: State, hidden: boolean): TextCollector {
  return hidden ? state.hidden : state.visible;
}

function open(state: State, tag: string, attributes: Attributes): void {
  const parent = top(state);
  const hides = isHidden(state, tag, attributes);
  const hidden = parent.hidden || hides;
  const foreign = isForeign(tag, parent);
  const form = state.elements.opened(tag, attributes, {
    // A frame within noscript is for visitors without scripts: it is hidden only if it hides itself.
    hidden: state.inMarkup ? hides : hidden,
    foreign,
    scriptless: state.inMarkup,
    parent,
    form: parent.form,
  });
  const frame: Frame = {
    tag,
    attributes,
    hidden,
    region: regionOf(tag, attributes) ?? parent.region,
    block: BLOCKS.has(tag),
    preformatted: parent.preformatted || PREFORMATTED.has(tag),
    capture: captureOf(tag, parent),
    foreign,
    form: form ?? parent.form,
  };
  state.frames.push(frame);
  if (frame.block) textOf(state, frame.hidden).breakLine();
  if (tag === "a") openLink(state, attributes, frame);
  else if (tag === "h1" || tag === "h2" || tag === "h3") state.openHeading = "";
  else if (tag === "script") {
    state.openScript = { src: attributes.get("src")?.trim() ?? null, text: "" };
  } else if (tag === "style") state.openStyle = isCss(attributes) && !state.inMarkup ? "" : null;
  else if (frame.capture === "title" && tag === "title") state.openTitle = "";
}

/** The inside of SVG and MathML, but for where HTML may stand again. */
function isForeign(tag: string, parent: Frame): boolean {
  return tag === "svg" || tag === "math" || (parent.foreign && !HTML_AGAIN.has(parent.tag));
}

const HTML_AGAIN = new Set(["foreignObject", "foreignobject", "desc", "title", "annotation-xml"]);

function isCss(attributes: Attributes): boolean {
  return /^(?:text\/css)?$/i.test(attributes.get("type") ?? "");
}

function captureOf(tag: string, parent: Frame): Capture {
  if (tag === "title" && parent.tag === "svg") return "nothing";
  return CAPTURES.get(tag) ?? parent.capture;
}

function openLink(state: State, attributes: Attributes, frame: Frame): void {
  const href = attributes.get("href");
  if (href === undefined || state.links.length >= MAX_ITEMS) return;
  endLink(state);
  state.openLink = {
    href: href.trim().slice(0, 2_048),
    rel: (attributes.get("rel") ?? "").toLowerCase(),
    hidden: frame.hidden,
    region: frame.region,
    text: "",
  };
}

function endLink(state: State): void {
  if (state.openLink === null) return;
  state.links.push({ ...state.openLink, text: tidyLine(state.openLink.text, 300) });
  state.openLink = null;
}

function addText(state: State, text: string, sink: PageSink): void {
  const { capture, hidden, preformatted } = top(state);
  switch (capture) {
    case "script":
      if (state.openScript !== null) state.openScript.text += text;
      return;
    case "style":
      if (state.openStyle !== null) state.openStyle += text;
      return;
    case "title":
      if (state.openTitle !== null) state.openTitle += text.slice(0, 5_000);
      return;
    case "markup":
      addMarkup(state, text, sink);
      return;
    case "nothing":
      return;
    case null:
      textOf(state, hidden).add(text, preformatted);
      if (state.openLink !== null && state.openLink.text.length < 2_000) {
        state.openLink.text += text;
      }
      if (state.openHeading !== null && state.openHeading.length < 2_000) {
        state.openHeading += text;
      }
  }
}

/** Visitors see what stands in noframes on a page that has nothing else; noscript they do not see. */
function addMarkup(state: State, text: string, sink: PageSink): void {
  if (state.inMarkup) return;
  state.inMarkup = true;
  const { tag, hidden } = top(state);
  const depth = state.frames.length;
  state.frames.push({ ...ROOT, hidden: hidden || tag === "noscript" });
  state.readMarkup(text, sink);
  state.frames.length = depth;
  state.inMarkup = false;
}

function close(state: State): void {
  if (state.frames.length <= 1) return;
  const frame = state.frames.pop() ?? ROOT;
  if (frame.block) textOf(state, frame.hidden).breakLine();
  if (frame.tag === "a") endLink(state);
  else if (frame.tag === "h1" || frame.tag === "h2" || frame.tag === "h3") endHeading(state);
  else if (frame.tag === "script") endScript(state);
  else if (frame.tag === "style") endStyle(state);
  else if (frame.tag === "title" && state.openTitle !== null) {
    state.title ??= tidyLine(state.openTitle, 1_000);
    state.openTitle = null;
  }
}

function endHeading(state: State): void {
  if (state.openHeading !== null && state.headings.length < MAX_ITEMS) {
    state.headings.push(tidyLine(state.openHeading, 500));
  }
  state.openHeading = null;
}

function endScript(state: State): void {
  if (state.openScript !== null && state.scripts.length < MAX_ITEMS) {
    state.scripts.push(state.openScript);
  }
  state.openScript = null;
}

function endStyle(state: State): void {
  if (state.openStyle !== null) state.elements.style(state.openStyle);
  state.openStyle = null;
}

function isHidden(state: State, tag: string, attributes: Attributes): boolean {
  if (attributes.size === 0) return tag === "dialog";
  const style = attributes.get("style");
  if (attributes.has("hidden") || (style !== undefined && hidesByStyle(state, style))) return true;
  if (tag === "marquee" && isZeroBox(attributes)) return true;
  if (tag === "dialog" && !attributes.has("open")) return true;
  return hidesBySelector(state.rules, tag, attributes.get("id"), attributes.get("class"));
}

function hidesByStyle(state: State, style: string): boolean {
  const known = state.styleVerdicts.get(style);
  if (known !== undefined) return known;
  const verdict = hidesByDeclarations(style);
  state.styleVerdicts.set(style, verdict);
  return verdict;
}

function isZeroBox(attributes: Attributes): boolean {
  return ["width", "height"].some((name) => /^[01](?:px)?$/.test(attributes.get(name) ?? ""));
}

const REGION_TAGS: ReadonlyMap<string, PageRegion> = new Map([
  ["header", "header"],
  ["nav", "nav"],
  ["main", "main"],
  ["article", "main"],
  ["footer", "footer"],
]);
const REGION_ROLES: ReadonlyMap<string, PageRegion> = new Map([
  ["banner", "header"],
  ["navigation", "nav"],
  ["main", "main"],
  ["contentinfo", "footer"],
]);
const REGION_NAMES: ReadonlyMap<string, PageRegion> = new Map([
  ["header", "header"],
  ["banner", "header"],
  ["nav", "nav"],
  ["navbar", "nav"],
  ["menu", "nav"],
  ["main", "main"],
  ["content", "main"],
  ["footer", "footer"],
]);

function regionOf(tag: string, attributes: Attributes): PageRegion | null {
  const byTag = REGION_TAGS.get(tag);
  if (byTag !== undefined) return byTag;
  if (attributes.size === 0) return null;
  const byRole = REGION_ROLES.get(attributes.get("role") ?? "");
  if (byRole !== undefined) return byRole;
  if (tag !== "div" && tag !== "section" && tag !== "table" && tag !== "td") return null;
  const names = `${attributes.get("id") ?? ""} ${attributes.get("class") ?? ""}`.slice(0, 300);
  let found: PageRegion | null = null;
  for (const name of names.toLowerCase().split(/[\s_-]/)) {
    const byName = REGION_NAMES.get(name);
    // "main-menu" is a menu: the narrower word decides.
    if (byName !== undefined && byName !== "main") return byName;
    found ??= byName ?? null;
  }
  return found;
}

function finish(state: State): PageFields {
  while (state.frames.length > 1) close(state);
  endLink(state);
  return {
    title: state.title ?? "",
    headings: state.headings.filter((heading) => heading !== ""),
    links: state.links,
    scripts: state.scripts,
    comments: state.comments,
    visibleText: state.visible.finish(),
    hiddenText: state.hidden.finish(),
    ...state.elements.finish(),
  };
}
