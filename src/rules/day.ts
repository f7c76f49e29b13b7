// Days as the programme counts them: local dates of Việt Nam (UTC+7 all year), as "YYYY-MM-DD".

const DAY_MS = 86_400_000;

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** 0 Sunday … 6 Saturday. */
export function weekday(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay();
}

/** True when `day` lies in the closed interval; null leaves the end open. */
export function isWithin(day: string, from: string, to: string | null): boolean {
  return day >= from && (to === null || day <= to);
}
