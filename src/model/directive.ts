// Directive items and citations of law as data: data/directives/*.yaml, data/law/*.yaml.
import { z } from "zod";
import { Text } from "./text.ts";

const Day = z.iso.date();

export const DirectiveItem = z.strictObject({
  item: z.string(),
  /** What is asked for, in our own words. */
  summary: Text,
  /** Who has to do it. */
  who: Text,
  /** By when. */
  byWhen: Text,
  /** False: nothing that a scan from outside can show; says why. */
  technical: z.boolean(),
  note: Text.optional(),
});

export const Directive = z.strictObject({
  document: z.string(),
  title: Text,
  issuedOn: Day,
  validFrom: Day,
  validTo: Day.nullable(),
  source: z.string(),
  items: z.array(DirectiveItem).min(1),
});
export type Directive = z.infer<typeof Directive>;

export const Citation = z.strictObject({
  id: z.string(),
  document: z.string(),
  article: z.string(),
  title: Text,
  validFrom: Day,
  validTo: Day.nullable(),
  replacedBy: z.string().nullable(),
  confidence: z.enum(["text-read", "secondary", "memory"]),
  source: z.string(),
  /** null: nobody has reviewed it, so it never enters a document for signature. */
  reviewedBy: z.string().nullable(),
  reviewedOn: Day.nullable(),
});
export type Citation = z.infer<typeof Citation>;

/** Days on which offices do not work, besides Saturdays and Sundays. */
export const Calendar = z.strictObject({
  country: z.string(),
  asOf: Day,
  source: z.string(),
  /** Days for which the holidays below are complete as far as `asOf` could tell. */
  coversFrom: Day,
  coversTo: Day,
  holidays: z.array(
    z.strictObject({
      date: Day,
      name: Text,
      /** "law": fixed by law; "notice": that year's official notice; "computed": ours, no notice yet. */
      basis: z.enum(["law", "notice", "computed"]),
    }),
  ),
  /** Weekend days declared as working days in exchange. */
  workingWeekends: z.array(Day).default([]),
});
export type Calendar = z.infer<typeof Calendar>;
