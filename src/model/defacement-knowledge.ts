// Phrases, terms and brands of defacement and injected spam: data/defacement/*.yaml.
import { z } from "zod";

const Term = z.strictObject({
  term: z.string().min(2),
  weight: z.number().min(0).max(2),
  /** May also be matched without accents, as whole words. Never for short ambiguous terms. */
  folded: z.boolean().default(false),
});
export type Term = z.infer<typeof Term>;

const Terms = z.array(Term).default([]);
const Names = z.array(z.string().min(2)).default([]);

export const DefacementKnowledge = z.strictObject({
  asOf: z.iso.date(),
  /** Where the facts come from; the weights are ours. */
  source: z.string().default(""),
  /** "hacked by", greetings and boasts of defacers; matched without accents and with digits for letters. */
  phrases: z.array(Term),
  gambling: z.array(Term),
  /** Names of betting sites, as one word. */
  brands: z.array(z.string()),
  /** Endings of betting-site names ("bet", "casino"): count only in titles, links and hosts. */
  brandEndings: Names,
  clinic: z.array(Term),
  /** What makes a page on a medical topic an advertisement: prices, "where is best", contact lures. */
  clinicLure: Terms,
  /** Drug names of pill spam: never enough alone. */
  pharma: z.array(Term),
  /** Words of selling without prescription. */
  commerce: Terms,
  japaneseShop: Terms,
  adult: Terms,
  /** Words of law, news and health that make a mention harmless. */
  counter: z.array(Term),
  /** Words of reporting about attacks, in prose. */
  reporting: Terms,
  /** Registrable domains or hosts that any site may link to, frame or load from. */
  platforms: Names,
  /** Free hosts of pictures and sounds that defacers use. */
  freeHosts: Names,
  shorteners: Names,
  /** Hosts or names of scripts that mine coins in the visitor's browser. */
  miners: Names,
  /** Left-over placeholders of doorway generators ("{keyword}"). */
  placeholders: Names,
});
export type DefacementKnowledge = z.infer<typeof DefacementKnowledge>;
