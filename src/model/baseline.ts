// What a start page is compared with: a small sketch of how it looked when nothing was wrong with it.
import { z } from "zod";

export const Baseline = z.object({
  unit: z.string(),
  host: z.string(),
  port: z.number(),
  path: z.string(),
  /** Words of the title, as they are compared. */
  title: z.string(),
  /** Number of visible words. */
  words: z.number(),
  /** See src/text/page-sketch.ts. */
  sketch: z.array(z.number()).readonly(),
  /** Id of the look at that page. */
  look: z.string(),
  run: z.string(),
  /** When the page was looked at; ISO 8601 UTC. */
  at: z.string(),
  /** "scan", or who accepted it. */
  by: z.string(),
});
export type Baseline = Readonly<z.infer<typeof Baseline>>;

export type BaselinePlace = Pick<Baseline, "unit" | "host" | "port" | "path">;

/** One step in the life of a baseline; only ever added. */
export interface BaselineEvent extends BaselinePlace {
  readonly at: string;
  readonly run: string | null;
  readonly actor: string;
  readonly action: "learned" | "accepted" | "reset";
  /** A person's reason; of what was learned, how much of the page before was kept. */
  readonly detail: string;
}
