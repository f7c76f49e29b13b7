// What a page is once read: plain values only, so that detectors need no parser.

export type PageRegion = "header" | "nav" | "main" | "footer" | "body";

export interface PageLink {
  /** As written; resolve against the page's URL with `new URL`. */
  readonly href: string;
  readonly text: string;
  readonly rel: string;
  /** Hidden from a visitor by inline style, attribute, or a rule of the page's own style blocks. */
  readonly hidden: boolean;
  readonly region: PageRegion;
}

export interface PageInput {
  readonly name: string;
  readonly type: string;
  readonly id: string;
  /** Where this button sends the form instead of to its action; of buttons that send only. */
  readonly formaction?: string;
}

export interface PageForm {
  readonly action: string;
  /** get, post or dialog; "none": no form at all. */
  readonly method: string;
  readonly inputs: readonly PageInput[];
  /** Stands in noscript or noframes: not there for a browser that runs scripts. */
  readonly scriptless: boolean;
}

export type PartKind =
  | "script"
  | "stylesheet"
  | "frame"
  /** Of `<object>` and `<embed>`. */
  | "plugin"
  | "image"
  /** Of srcset, and every image within `<picture>`. */
  | "image-set"
  /** Sound and film. */
  | "media"
  /** Icons, tracks, manifests, fonts and data that are preloaded. */
  | "other"
  /** These three hold CSS or markup, which name further parts. */
  | "style-block"
  | "style-attribute"
  | "srcdoc";

export interface PagePart {
  readonly kind: PartKind;
  /** A reference as written, CSS, or markup. */
  readonly text: string;
  /** Comes after the page's base, which holds for what follows it only. */
  readonly based: boolean;
  /** Comes after a policy of the page that has browsers ask over HTTPS. */
  readonly upgraded: boolean;
}

export interface PageParts {
  /** What browsers load by themselves, in order. */
  readonly parts: readonly PagePart[];
  /** href of the first `<base>` that has one, as written: later ones do not count. */
  readonly base: string | null;
  /** A policy in the head has browsers ask and send over HTTPS. */
  readonly upgrades: boolean;
}

export interface Page extends PageParts {
  /** How the bytes were decoded: "utf-8", "windows-1258", … */
  readonly charset: string;
  /** What the page or its header claims, lower case; null when neither does. */
  readonly declaredCharset: string | null;
  /** "gif", "png", "jpeg", "zip", "pdf" when the body opens with such a file's signature. */
  readonly magic: string | null;
  /** Decoded source, NFC, capped at 2 Mi characters. */
  readonly html: string;
  readonly title: string;
  /** h1–h3 in order. */
  readonly headings: readonly string[];
  /** `name` is the name, property or http-equiv attribute in lower case. */
  readonly metas: readonly { readonly name: string; readonly content: string }[];
  readonly links: readonly PageLink[];
  /** `<link>` elements: canonical, icon, alternate, stylesheet, … `rel` in lower case. */
  readonly linkTags: readonly { readonly rel: string; readonly href: string }[];
  readonly scripts: readonly { readonly src: string | null; readonly text: string }[];
  readonly stylesheets: readonly string[];
  /** `<iframe>` and `<frame>`. */
  readonly iframes: readonly { readonly src: string; readonly hidden: boolean }[];
  readonly images: readonly string[];
  /** Inputs outside any form stand in a last entry with method "none". */
  readonly forms: readonly PageForm[];
  /** id attributes present in the page. */
  readonly ids: readonly string[];
  /** How often each element occurs, by lower-case name. */
  readonly elements: Readonly<Record<string, number>>;
  /** Attributes of `<body>`. */
  readonly bodyAttributes: Readonly<Record<string, string>>;
  /** Blocks separated by newlines; inline elements joined. */
  readonly visibleText: string;
  readonly hiddenText: string;
  readonly comments: readonly string[];
  readonly lang: string | null;
  readonly refresh: {
    readonly seconds: number;
    readonly url: string;
    /** For visitors without scripts only. */
    readonly scriptless: boolean;
  } | null;
  /** Why the page could not be read in full; null when it was. */
  readonly abnormal: string | null;
}
