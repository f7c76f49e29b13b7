// Phrases, terms and brands of defacement and injected spam: data/defacement/*.yaml.
import { z } from "zod";

const Term = z.strictObject({
  term: z.string().min(2),
  weight: z.number().min(0).max(2),
  /** May also be matched without accents, as whole words. Never for short ambiguous terms. */
  folded: z.boolean().default(false),
});

export const DefacementKnowledge = z.strictObject({
  asOf: z.iso.date(),
  /** "hacked by", … in title, heading or first text. */
  phrases: z.array(Term),
  gambling: z.array(Term),
  brands: z.array(z.string()),
  clinic: z.array(Term),
  pharma: z.array(Term),
  /** Words of law, news and health that make a mention harmless. */
  counter: z.array(Term),
});
export type DefacementKnowledge = z.infer<typeof DefacementKnowledge>;
