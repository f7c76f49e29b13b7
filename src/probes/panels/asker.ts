// Asks for panel paths gently: a cap for the night, one more try on 5xx, redirects only inside the asked
// folder, and an end when the host has had enough. Every look is recorded, also those that were not made.
import { skipped, type Attempt, type Miss } from "../../model/attempt.ts";
import type { HttpAnswer, HttpAsk } from "../../model/door.ts";
import type { Hop, Look } from "../../model/observation.ts";
import type { ProbeContext } from "../../model/probe.ts";
import type { Port } from "../../model/registry.ts";
import { isRecord } from "../../text/patient-place.ts";
import { lookFrom, lookHttp, type LookPurpose } from "../record.ts";

export interface PanelAsk {
  readonly path: string;
  readonly role: "panel" | "twin" | "calibration";
  /** Signature ids for a panel, the path it is the twin of for a twin. */
  readonly about: string | null;
  readonly method?: "GET" | "HEAD";
  readonly firstBytes?: number | null;
}

export interface Asker {
  /** Asks, or records why not. */
  look(ask: PanelAsk): Promise<Look>;
  /** Records that it was planned and is left out. */
  leaveOut(ask: PanelAsk, miss: Miss): Look;
}

/** Requests of all ports of one host together. */
export interface Purse {
  left: number;
}

const MAX_BODY = 256 * 1024;
const MAX_HOPS = 2;
const GIVE_UP = { silences: 3, tooMany: 2, serverErrors: 5 } as const;
const MAX_PAUSE_S = 30;
/** A hit that cannot be compared with its two siblings proves nothing. */
const NEEDS = { panel: 3, twin: 1, calibration: 1 } as const;

type Http = (ask: HttpAsk) => Promise<Attempt<HttpAnswer>>;

/** An asker for one port; `purse` is shared by the ports of the host. */
export function createAsker(context: ProbeContext, port: Port, purse: Purse): Asker {
  const patience = { silences: 0, tooMany: 0, serverErrors: 0 };
  const once: Http = async (ask) => {
    purse.left--;
    const answer = await context.door.http(ask);
    await count(context, patience, answer);
    return answer;
  };
  const door = { ...context.door, http: (ask: HttpAsk) => inside(ask, purse, twice(once, purse)) };
  const purposeOf = (ask: PanelAsk): LookPurpose => ({
    probe: "panels",
    role: ask.role,
    areas: ["panels"],
    port: port.port,
    scheme: port.scheme,
    locator: ask.path,
    about: ask.about,
  });
  const leaveOut = (ask: PanelAsk, miss: Miss): Look =>
    context.record(lookFrom(context, purposeOf(ask), miss));
  return {
    leaveOut,
    async look(ask) {
      if (isOver(patience)) return leaveOut(ask, skipped("host-given-up"));
      if (purse.left < NEEDS[ask.role]) return leaveOut(ask, skipped("budget-spent"));
      return lookHttp({ ...context, door }, purposeOf(ask), {
        method: ask.method ?? "GET",
        visitor: "browser",
        follow: "none",
        maxBytes: MAX_BODY,
        ...(typeof ask.firstBytes === "number" ? { firstBytes: ask.firstBytes } : {}),
      });
    },
  };
}

type Patience = { -readonly [K in keyof typeof GIVE_UP]: number };

function isOver(patience: Patience): boolean {
  return (
    patience.silences >= GIVE_UP.silences ||
    patience.tooMany >= GIVE_UP.tooMany ||
    patience.serverErrors >= GIVE_UP.serverErrors
  );
}

/** Silences and server errors in a row, 429 in all. A 429 is answered by waiting as long as it asks, within reason. */
async function count(
  context: ProbeContext,
  patience: Patience,
  answer: Attempt<HttpAnswer>,
): Promise<void> {
  if (answer.status === "skipped") return;
  if (answer.status === "failed") {
    patience.silences++;
    return;
  }
  const { status, headers } = answer.value.exchange;
  patience.silences = 0;
  patience.serverErrors = status >= 500 ? patience.serverErrors + 1 : 0;
  if (status !== 429) return;
  patience.tooMany++;
  if (isOver(patience)) return;
  const asked = Number(headers.find(([name]) => name === "retry-after")?.[1] ?? "5");
  const seconds = Number.isFinite(asked) && asked >= 0 ? Math.min(asked, MAX_PAUSE_S) : 5;
  await context.clock.sleep(seconds * 1000);
}

/** A server error is asked about once more. */
function twice(http: Http, purse: Purse): Http {
  return async (ask) => {
    const first = await http(ask);
    const faulty = first.status === "ok" && first.value.exchange.status >= 500;
    return faulty && purse.left > 0 ? http(ask) : first;
  };
}

/** Follows redirects that stay in the folder that was asked: a login page of its own, not the site's. */
async function inside(ask: HttpAsk, purse: Purse, http: Http): Promise<Attempt<HttpAnswer>> {
  const first = await http(ask);
  if (first.status !== "ok") return first;
  const hops: Hop[] = [];
  let answer = first.value;
  while (hops.length < MAX_HOPS && purse.left > 0) {
    const next = nextInside(ask.url, answer);
    if (next === null) break;
    const { url, status, unfollowed } = answer.exchange;
    hops.push({ url, status, location: unfollowed?.location ?? null });
    const answered = await http({ ...ask, url: next });
    if (answered.status !== "ok") return answered;
    answer = answered.value;
  }
  const exchange = { ...answer.exchange, requested: first.value.exchange.requested, hops };
  return { status: "ok", value: { ...answer, exchange } };
}

/** The redirect's target, when it lies in the asked folder and is not the same address again. */
function nextInside(asked: string, answer: HttpAnswer): string | null {
  const location = answer.exchange.unfollowed?.location;
  const here = answer.exchange.url;
  if (location === undefined || !URL.canParse(location, here)) return null;
  const folder = new URL(asked.replace(/(?<=[^/])$/, "/"));
  const target = new URL(location, here);
  target.hash = "";
  if (target.origin !== folder.origin || target.username !== "" || target.href === here)
    return null;
  if (isRecord(target.pathname + target.search)) return null;
  return target.pathname.startsWith(folder.pathname) ? target.href : null;
}
