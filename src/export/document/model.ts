// A small neutral document: paragraphs, tables, charts, annexes, and the frame of an administrative text.
// The writers for DOCX, PDF and HTML read nothing else, so the three say the same. Holds no layout.
import type { Language } from "../../model/text.ts";

/** Where a text or number comes from. Nothing in a document is without one. */
export type Source =
  | { readonly kind: "observed"; readonly run: string; readonly at: string }
  /** Said by a person: in the registry or as a word on a finding. */
  | { readonly kind: "declared"; readonly by: string; readonly at: string }
  | { readonly kind: "not-declared" }
  /** A number: as many as there are rows, named by id, host, code or "host:port area". */
  | { readonly kind: "counted"; readonly of: CountedThing; readonly rows: readonly string[] }
  /** A share: part of whole. */
  | { readonly kind: "share"; readonly part: readonly string[]; readonly whole: readonly string[] }
  /** The programme's own words: titles, remedies, terms, summaries of the directive. */
  | { readonly kind: "programme" };

export type CountedThing = "findings" | "systems" | "hosts" | "units" | "looks";

export interface Cell {
  readonly text: string;
  readonly source: Source;
}

export interface Column {
  readonly title: string;
  /** Share of the line's width; all of a table's shares together are the whole. */
  readonly width: number;
  readonly align?: "left" | "center" | "right";
}

export interface Table {
  readonly kind: "table";
  /** "" right under a heading that says it. */
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  /** Said in place of a table without rows. */
  readonly empty: string;
  /** The last row is a total. */
  readonly hasTotal?: boolean;
}

export interface Paragraph {
  readonly kind: "paragraph";
  /** body: justified, first line indented; basis: italic legal basis; item: "- …"; note: small; code: to copy, as it stands. */
  readonly look: "body" | "basis" | "item" | "note" | "code";
  readonly text: string;
}

export interface Heading {
  readonly kind: "heading";
  readonly level: 1 | 2 | 3;
  readonly text: string;
}

/** Horizontal stacked bars; the table that says the same stands right behind it. */
export interface Chart {
  readonly kind: "chart";
  readonly title: string;
  readonly series: readonly { readonly name: string; readonly colour: string }[];
  readonly bars: readonly { readonly label: string; readonly values: readonly number[] }[];
}

export type Block = Paragraph | Heading | Table | Chart;

export interface Annex {
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** report: "Báo cáo"; letter: "Công văn"; annex: a list that goes with a letter of the office's own. */
export type Form = "report" | "letter" | "annex";

export interface Frame {
  readonly form: Form;
  /** Direct superior body; null when there is none. */
  readonly superior: string | null;
  readonly issuer: string;
  /** What the document is about; follows "V/v" in a letter. */
  readonly subject: string;
  readonly addressees: readonly string[];
  /** "Nơi nhận", without the closing line for the archive. */
  readonly recipients: readonly string[];
  /** Title of the person who signs; the name stays blank. */
  readonly signer: string;
}

export interface OfficeDocument {
  readonly language: Language;
  readonly frame: Frame;
  /** ISO 8601 UTC: the only moment that stands in the file's properties. */
  readonly madeAt: string;
  readonly blocks: readonly Block[];
  readonly annexes: readonly Annex[];
}

/** How many blocks at the end stay with the signature: two paragraphs, and the headings right above them. */
export function lastLines(blocks: readonly Block[]): number {
  const kindAt = (back: number) => blocks.at(-1 - back)?.kind;
  let count = kindAt(1) === "paragraph" ? 2 : 1;
  while (kindAt(count) === "heading") count += 1;
  return count;
}

export function heading(level: Heading["level"], text: string): Heading {
  return { kind: "heading", level, text };
}

export function body(text: string): Paragraph {
  return { kind: "paragraph", look: "body", text };
}

export function item(text: string): Paragraph {
  return { kind: "paragraph", look: "item", text };
}

export function code(lines: readonly string[]): Paragraph {
  return { kind: "paragraph", look: "code", text: lines.join("\n") };
}

export function note(text: string): Paragraph {
  return { kind: "paragraph", look: "note", text };
}
