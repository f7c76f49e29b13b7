// Where an element stands, as far as it changes what browsers make of it.
import type { PageInput } from "./page-shape.ts";

export type Attributes = ReadonlyMap<string, string>;

export interface OpenForm {
  readonly action: string;
  readonly method: string;
  readonly inputs: PageInput[];
  readonly scriptless: boolean;
}

export interface ElementPlace {
  readonly hidden: boolean;
  /** Within SVG or MathML, where HTML's elements mean nothing. */
  readonly foreign: boolean;
  /** Within noscript or noframes: not there for a browser that runs scripts. */
  readonly scriptless: boolean;
  readonly parent: { readonly tag: string; readonly attributes: Attributes };
  /** The form around it. */
  readonly form: OpenForm | null;
}
