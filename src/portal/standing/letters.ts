// Letters that failed of late: what the first page counts, and the list that the number opens.
const DAY_MS = 86_400_000;

/** Days in which a letter that failed is told of on the first page. */
export const RECENT_DAYS = 7;

export const LETTERS_PATH = "/central/letters";

export function recentFailures(now: Date) {
  const endedSince = new Date(now.getTime() - RECENT_DAYS * DAY_MS).toISOString();
  return { states: ["failed"], endedSince } as const;
}
