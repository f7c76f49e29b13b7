// Holds one possible version against what is known of the product's releases on a given day.
// Three-valued: true, false, or null where a branch is known but not the version in it.
// True stays true when the data ages; a version newer than the data is never called old.
import type { Branch, Releases, Wave } from "../../model/product.ts";
import { branchOf, compareVersions, isInBranch, parseVersion } from "../../text/version.ts";
import type { Candidate } from "./version-set.ts";

export interface Support {
  /** Past the last day with security fixes, by a named source. */
  readonly ended: boolean | null;
  /** Within the last 90 days of them. */
  readonly ending: boolean | null;
  /** Misses a day on which the vendor mended security faults. */
  readonly insecure: boolean | null;
  /** Not the newest of its branch, or a branch the vendor no longer fully supports. */
  readonly behind: boolean | null;
  readonly eol: string | null;
  readonly eolSource: string | null;
  /** Version that mends the newest wave it misses, and the wave's day. */
  readonly fixedIn: string | null;
  readonly wave: string | null;
  readonly latest: string | null;
}

const ENDING_DAYS = 90;
const SECURITY_GRACE_DAYS = 14;
const UPDATE_GRACE_DAYS = 30;
/** A "latest" this many patches beyond anything else known is a stray tag, not a release. */
const MAX_JUMP = 20;

/** @param today "YYYY-MM-DD" of the run */
export function supportOf(candidate: Candidate, releases: Releases, today: string): Support {
  const branch = releases.branches.find((each) => each.branch === candidate.branch);
  if (branch === undefined) return supportOutside(candidate, releases, today);
  const wave = missedWave(candidate, releases, today);
  const dated = branch.eol === "unsupported" ? null : branch.eol;
  return {
    ended: dated !== null && dated < today,
    ending: dated !== null && dated >= today && dated <= addDays(today, ENDING_DAYS),
    insecure: wave.missed,
    behind: isBehind(candidate, branch, releases, today),
    eol: dated,
    eolSource: branch.eolSource ?? null,
    fixedIn: wave.fixedIn,
    wave: wave.date,
    latest: branch.latest,
  };
}

/** A version in no known branch: newer than the data (nothing to say), older than all of it, or in a gap. */
function supportOutside({ version }: Candidate, releases: Releases, today: string): Support {
  const order = releases.branches.map(({ branch }) => branch).sort(compareVersions);
  const nothing = { eol: null, eolSource: null, fixedIn: null, wave: null, latest: null };
  const newer = compareVersions(version ?? "", order.at(-1) ?? "") > 0;
  if (newer) return { ended: false, ending: false, insecure: false, behind: false, ...nothing };
  const dead = releases.olderDeadBy;
  const older = compareVersions(version ?? "", order[0] ?? "") < 0;
  if (older && dead !== undefined && dead.date < today) {
    const end = { eol: dead.date, eolSource: dead.source };
    return { ended: true, ending: false, insecure: null, behind: true, ...nothing, ...end };
  }
  return { ended: null, ending: null, insecure: null, behind: null, ...nothing };
}

interface Missed {
  readonly missed: boolean | null;
  readonly fixedIn: string | null;
  readonly date: string | null;
}

/** The newest wave whose grace is over and that this version does not have. */
function missedWave(candidate: Candidate, releases: Releases, today: string): Missed {
  const due = releases.waves
    .filter(({ date }) => addDays(date, SECURITY_GRACE_DAYS) <= today)
    .sort((a, b) => (a.date < b.date ? 1 : -1));
  const said = due.map((wave) => ({ wave, ...heldAgainst(candidate, wave) }));
  const missed = said.find(({ missing }) => missing === true);
  if (missed !== undefined) {
    return { missed: true, fixedIn: missed.fixedIn, date: missed.wave.date };
  }
  const open = said.some(({ missing }) => missing === null);
  return { missed: open ? null : false, fixedIn: null, date: null };
}

function heldAgainst(
  { version, branch }: Candidate,
  { fixed }: Wave,
): { missing: boolean | null; fixedIn: string | null } {
  const key = branchOf(version ?? branch ?? "", Object.keys(fixed));
  const fixedIn = key === null ? null : (fixed[key] ?? null);
  if (fixedIn === null) return { missing: false, fixedIn: null };
  if (version !== null) return { missing: compareVersions(version, fixedIn) < 0, fixedIn };
  const elsewhere =
    !isInBranch(fixedIn, branch ?? "") && compareVersions(branch ?? "", fixedIn) < 0;
  return { missing: elsewhere ? true : null, fixedIn };
}

function isBehind(
  { version }: Candidate,
  branch: Branch,
  releases: Releases,
  today: string,
): boolean | null {
  if (branch.eol === "unsupported") return true;
  const { activeUntil, latest, latestDate } = branch;
  if (activeUntil !== null && addDays(activeUntil, UPDATE_GRACE_DAYS) < today) return true;
  if (latest === null || latestDate === null) return false;
  if (addDays(latestDate, UPDATE_GRACE_DAYS) > today) return false;
  if (!isTrusted(branch, releases) || isJump(latest, version, releases)) return false;
  return version === null ? null : compareVersions(version, latest) < 0;
}

/** "Latest" needs two sources, or the vendor's own. */
function isTrusted({ latestSources }: Branch, { sources }: Releases): boolean {
  const named = sources.filter(({ id }) => latestSources.includes(id));
  return named.length >= 2 || named.some(({ vendor }) => vendor);
}

/** Catches stray tags such as 5.4.112 beside 5.4.8. */
function isJump(latest: string, version: string | null, { waves }: Releases): boolean {
  const target = parseVersion(latest)?.parts ?? [];
  const [major = 0, minor = 0, patch = 0] = target;
  if (target.length < 3 || major > 1900) return false;
  const known = [...waves.flatMap(({ fixed }) => Object.values(fixed)), version ?? ""];
  const patches = known
    .filter((each) => isInBranch(each, `${String(major)}.${String(minor)}`))
    .map((each) => parseVersion(each)?.parts[2] ?? 0);
  return patch > Math.max(0, ...patches) + MAX_JUMP;
}

/** "YYYY-MM-DD" plus days. */
function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
