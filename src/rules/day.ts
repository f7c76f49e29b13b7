// Days as the programme counts them: local dates of Việt Nam (UTC+7 all year), as "YYYY-MM-DD".

/** 0 Sunday … 6 Saturday. */
export function weekday(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay();
}

/** True when `day` lies in the closed interval; null leaves the end open. */
export function isWithin(day: string, from: string, to: string | null): boolean {
  return day >= from && (to === null || day <= to);
}
