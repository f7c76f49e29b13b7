// How lists of the JSON interface go by pages: what may be asked, and one page of what is in memory anyway.
import { z } from "zod";

const MOST = 200;

export const Paging = z.strictObject({
  limit: z.coerce.number().int().min(1).max(MOST).default(50),
  offset: z.coerce.number().int().min(0).max(10_000_000).default(0),
});

/** One page of a list that is in memory anyway. */
export function pageOf<T>(all: readonly T[], { limit, offset }: z.output<typeof Paging>) {
  return { items: all.slice(offset, offset + limit), total: all.length, limit, offset };
}
