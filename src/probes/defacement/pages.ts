// Looks at linked pages of a site, at its home page as a search engine sees it, and once more at what needs
// confirming. The home page itself is looked at by the shared probe. Records; never judges.
import { skipped } from "../../model/attempt.ts";
import type { Look, Visitor } from "../../model/observation.ts";
import type { Probe, ProbeContext } from "../../model/probe.ts";
import { answeredHere, headerOf, isHttpLook, pageProblemOf } from "../../text/assessable.ts";
import { readPage, type Page } from "../../text/page.ts";
import { lookFrom, lookHttp, type LookPurpose } from "../record.ts";
import { choosePages } from "./choose.ts";
import { differs, needsSecondLook } from "./compare.ts";

const MOST_LINKED = 5;
const MOST_CONFIRMED = 3;
const MOST_STANDING = 10;
const ID = "defacement-pages";

export const defacementProbe: Probe = {
  id: ID,
  areas: ["defacement"],
  pass: 2,
  async run(context) {
    const homes = context.looks.filter(({ role }) => role === "home");
    const home =
      homes.find((look) => look.scheme === "https" && readable(look, context) !== null) ??
      homes.find((look) => readable(look, context) !== null);
    if (home === undefined) {
      recordUnasked(context, homes);
      await confirm(context, [...homes, ...(await lookAtStanding(context, homes))]);
      return;
    }
    const linked = context.standingOnly === true ? [] : await lookAtLinked(context, home);
    const standing = await lookAtStanding(context, [...homes, ...linked]);
    await lookAsSearch(context, home);
    await confirm(context, [...homes, ...linked, ...standing]);
  },
};

/** What was found before is asked again at its own place, whatever tonight's choice of pages. */
async function lookAtStanding(context: ProbeContext, done: readonly Look[]): Promise<Look[]> {
  const looks: Look[] = [];
  for (const { area, port, subject } of context.standing.slice(0, MOST_STANDING)) {
    const scheme = context.target.ports.find((one) => one.port === port)?.scheme;
    const known = done.some((look) => look.port === port && look.locator === subject);
    if (area !== "defacement" || scheme === undefined || known || !subject.startsWith("/"))
      continue;
    looks.push(await look(context, purposeOf({ port, scheme }, "linked", subject)));
  }
  return looks;
}

/** The page of a look, when it is one that says something about this very place. */
function readable(look: Look, context: ProbeContext): Page | null {
  if (!isHttpLook(look) || !answeredHere(look)) return null;
  const exchange = look.attempt.value;
  const body = exchange.body === null ? undefined : context.bodies.read(exchange.body.sha256);
  if (body === undefined || pageProblemOf(exchange, body) !== null) return null;
  return readPage(body, headerOf(exchange, "content-type"));
}

/** Without a readable home page nothing is compared with it: said, so that coverage is honest. */
function recordUnasked(context: ProbeContext, homes: readonly Look[]): void {
  const [first] = homes;
  if (first === undefined) return;
  const attempt = skipped("depends-on-failed", "no readable home page to compare with");
  context.record(lookFrom(context, purposeOf(first, "search", first.locator), attempt));
}

function purposeOf(
  { port, scheme }: Pick<Look, "port" | "scheme">,
  role: string,
  locator: string,
): LookPurpose {
  return {
    probe: ID,
    role,
    areas: ["defacement"],
    port: port ?? 0,
    scheme: scheme ?? "http",
    locator,
  };
}

async function look(
  context: ProbeContext,
  purpose: LookPurpose,
  visitor: Visitor = "browser",
): Promise<Look> {
  return lookHttp(context, purpose, { visitor, follow: "granted" });
}

async function lookAtLinked(context: ProbeContext, home: Look): Promise<Look[]> {
  const page = readable(home, context);
  if (page === null || !isHttpLook(home)) return [];
  const paths = choosePages({
    page,
    url: home.attempt.value.url,
    known: [...context.target.paths, new URL(home.attempt.value.url).pathname],
    night: context.night,
    most: MOST_LINKED,
    knowledge: context.knowledge,
  });
  const looks: Look[] = [];
  for (const path of paths) looks.push(await look(context, purposeOf(home, "linked", path)));
  return looks;
}

/**
 * As the crawler of a search engine, and as a visitor who comes from one. A difference calls for a plain
 * repeat, so that what changes by itself cancels, and for the same visit once more, so that the difference
 * does not rest on one answer.
 */
async function lookAsSearch(context: ProbeContext, home: Look): Promise<void> {
  const purpose = purposeOf(home, "search", home.locator);
  const crawler = await look(context, purpose, "search-bot");
  const visitor = await look(context, purpose, "search-visitor");
  const others = [crawler, visitor].filter((seen) => isOther(context, home, seen));
  if (others.length === 0) return;
  await look(context, purposeOf(home, "repeat", home.locator));
  if (others.length === 1) {
    await look(context, purpose, others[0] === crawler ? "search-bot" : "search-visitor");
  }
}

function isOther(context: ProbeContext, home: Look, seen: Look): boolean {
  if (!isHttpLook(home) || !isHttpLook(seen)) return false;
  const [before, after] = [home.attempt.value, seen.attempt.value];
  if (after.unfollowed !== null || before.url !== after.url) return true;
  if (before.body?.sha256 === after.body?.sha256) return false;
  const [first, second] = [readable(home, context), readable(seen, context)];
  return first !== null && second !== null && differs(first, second);
}

/** A page that looks taken over or sends visitors away is asked for once more before anybody is woken. */
async function confirm(context: ProbeContext, looks: readonly Look[]): Promise<void> {
  const again = looks.filter((one) => {
    if (isHttpLook(one) && one.attempt.value.unfollowed?.why === "out-of-scope") return true;
    const page = readable(one, context);
    return page !== null && needsSecondLook(page, context.knowledge);
  });
  for (const one of again.slice(0, MOST_CONFIRMED)) {
    await look(context, purposeOf(one, "confirm", one.locator));
  }
}
