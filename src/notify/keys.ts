// Names of what is told, by which nothing is told twice: the reader, the thing, and the episode of it.
import type { OpenPlace } from "../store/findings/telling.ts";

type Place = Pick<OpenPlace, "unit" | "group" | "episode">;

export function centralSignKey({ unit, group, episode }: Place): string {
  return `central/sign/${unit}/${group}/${String(episode)}`;
}

export function unitSignKey({ unit, group, episode }: Place): string {
  return `unit/${unit}/sign/${group}/${String(episode)}`;
}

/** That a problem is there: told as new for episode 0, as back for later ones. */
export function seenKey({ unit, group, episode }: Place): string {
  return `unit/${unit}/seen/${group}/${String(episode)}`;
}

/** @param step 0 when the term has passed, and growing with the time that it has */
export function overdueKey(unit: string, group: string, dueOn: string, step: number): string {
  return `unit/${unit}/overdue/${group}/${dueOn}/${String(step)}`;
}

export function soonKey(unit: string, group: string, dueOn: string): string {
  return `unit/${unit}/soon/${group}/${dueOn}`;
}

export function pauseKey(unit: string, at: string): string {
  return `central/pause/${unit}/${at}`;
}

export function requestKey(id: string): string {
  return `central/request/${id}`;
}

export function nightKey(name: string): string {
  return `central/night/${name}`;
}

export function verifiedKey(unit: string, id: string): string {
  return `unit/${unit}/verified/${id}`;
}

export function expiryKey(
  { unit, document, validTo }: { unit: string; document: string; validTo: string },
  threshold: number,
): string {
  return `unit/${unit}/expiry/${document}/${validTo}/${String(threshold)}`;
}
