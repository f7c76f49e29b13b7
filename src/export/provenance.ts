// What a list rests on, for the lines that go with it: versions, ledger head, latest run.
import type { Text } from "../model/text.ts";

export interface Provenance {
  readonly lines: readonly { readonly name: Text; readonly value: string }[];
}
