// Looks for exposed panels and left-behind files: start pages already fetched, two paths that do not exist,
// then allow-listed paths, most telling first, and for each hit up to two random siblings. Judges nothing.
import { skipped } from "../../model/attempt.ts";
import type { Look } from "../../model/observation.ts";
import type { PanelSignature } from "../../model/panel-signature.ts";
import type { Probe, ProbeContext } from "../../model/probe.ts";
import type { Port } from "../../model/registry.ts";
import {
  answeredHere,
  headerOf,
  isHttpLook,
  problemOf,
  type HttpLook,
} from "../../text/assessable.ts";
import { readPage } from "../../text/page.ts";
import type { Page } from "../../text/page-shape.ts";
import {
  matchPanel,
  panelViewOf,
  type PanelMatch,
  type PanelView,
} from "../../text/panel-match.ts";
import { isTelling } from "../../text/panel-twins.ts";
import { createAsker, type Asker, type PanelAsk, type Purse } from "./asker.ts";
import { planPaths, type PlannedPath } from "./plan.ts";
import { calibrationPathsOf, twinPathsOf } from "./sibling.ts";
import { endingOf, technologiesOf, type SeenAnswer } from "./technology.ts";

const BUDGET = { night: 60, firstTime: 90 } as const;

export const panelsProbe: Probe = {
  id: "panels",
  areas: ["panels"],
  pass: 2,
  async run(context) {
    const purse: Purse = { left: context.firstTime ? BUDGET.firstTime : BUDGET.night };
    const seen: string[] = [];
    // Encrypted ports first: what is found there once need not be looked for on the plain port of the same site.
    const ports = context.target.ports.toSorted(
      (a, b) => Number(b.scheme === "https") - Number(a.scheme === "https") || a.port - b.port,
    );
    for (const port of ports) {
      const home = homeOf(context, port);
      const site = home === null ? null : siteOf(context, home);
      if (site !== null && seen.includes(site)) continue;
      if (site !== null) seen.push(site);
      if (context.standingOnly === true) await calibrateStanding(context, port, purse);
      else await lookAtPort(context, port, purse);
    }
    for (const port of ports) await askStanding(context, port, purse);
  },
};

/** What the port answers where nothing is: asked where something stands, and nothing is searched for. */
async function calibrateStanding(context: ProbeContext, port: Port, purse: Purse): Promise<void> {
  const stands = context.standing.some((one) => one.area === "panels" && one.port === port.port);
  const homes = homesOf(context, port);
  if (!stands || refused(homes)) return;
  const technologies = technologiesOf(answersOf(context, homes.filter(isHttpLook)));
  await calibrate(context, createAsker(context, port, purse), technologies);
}

/** What was found before is asked for again at its own place, even where nothing else is asked tonight. */
async function askStanding(context: ProbeContext, port: Port, purse: Purse): Promise<void> {
  if (refused(homesOf(context, port))) return;
  const asked = new Set(
    context.looks
      .filter((look) => look.role === "panel" && look.port === port.port)
      .map(({ locator }) => locator),
  );
  const planned = context.standing
    .filter(({ area, port: number }) => area === "panels" && number === port.port)
    .flatMap(({ subject }) => plannedFor(subject, context.knowledge.panels) ?? [])
    .filter(({ path }) => !asked.has(path));
  if (planned.length > 0) await askAll(context, createAsker(context, port, purse), planned);
}

/** @param subject "<signature-id> <path>"; null when the signature is no longer known */
function plannedFor(subject: string, signatures: readonly PanelSignature[]): PlannedPath | null {
  const [id = "", path = ""] = subject.split(" ");
  const signature = signatures.find((one) => one.id === id);
  if (signature === undefined || !path.startsWith("/")) return null;
  return {
    path,
    method: signature.method,
    firstBytes: signature.firstBytes ?? null,
    signatures: [signature],
  };
}

function homesOf(context: ProbeContext, port: Port): readonly Look[] {
  return context.looks.filter((look) => look.role === "home" && look.port === port.port);
}

function homeOf(context: ProbeContext, port: Port): HttpLook | null {
  return homesOf(context, port).find(isHttpLook) ?? null;
}

/** Two ports with the same start page are one site; null when it says too little to tell. */
function siteOf(context: ProbeContext, look: HttpLook): string | null {
  if (!answeredHere(look)) return null;
  const title = pageOf(context, look)?.title.trim() ?? "";
  return title === "" ? null : `${String(look.attempt.value.status)} ${title}`;
}

function bodyOf(context: ProbeContext, look: HttpLook): Uint8Array | undefined {
  const reference = look.attempt.value.body;
  return reference === null ? undefined : context.bodies.read(reference.sha256);
}

function pageOf(context: ProbeContext, look: HttpLook): Page | null {
  const body = bodyOf(context, look);
  return body === undefined ? null : readPage(body, headerOf(look.attempt.value, "content-type"));
}

async function lookAtPort(context: ProbeContext, port: Port, purse: Purse): Promise<void> {
  const homes = homesOf(context, port);
  const answered = homes.filter(isHttpLook);
  if (refused(homes) || onlyMovesToHttps(answered, port)) return;
  const asker = createAsker(context, port, purse);
  const pages = answered.filter(answeredHere).flatMap((look) => pageOf(context, look) ?? []);
  const plan = (technologies: ReadonlySet<string>): readonly PlannedPath[] =>
    planPaths({
      signatures: context.knowledge.panels,
      host: context.target.host,
      port: port.port,
      night: context.night,
      firstTime: context.firstTime,
      technologies,
      pages,
    });
  const answers = answersOf(context, answered);
  if (answered.length === 0 || isShut(context, answered)) {
    for (const path of plan(technologiesOf(answers))) {
      asker.leaveOut(panelAsk(path), skipped("depends-on-failed", "start page"));
    }
    return;
  }
  const calibration = await calibrate(context, asker, technologiesOf(answers));
  if (!answered.some(answeredHere) && calibration.every(leadsElsewhere)) return;
  const learnt = answersOf(context, calibration.filter(isHttpLook));
  await askAll(context, asker, plan(technologiesOf([...answers, ...learnt])));
}

/** Nothing listens there: that is an answer, and there is nothing to ask. */
function refused(homes: readonly Look[]): boolean {
  return homes.some(
    ({ attempt }) => attempt.status === "failed" && attempt.reason === "connect-refused",
  );
}

/** A plain port whose start page moved to the encrypted one of this host serves nothing of its own. */
function onlyMovesToHttps(homes: readonly HttpLook[], port: Port): boolean {
  if (port.scheme !== "http" || homes.length === 0) return false;
  return homes.every((look) => {
    const url = new URL(look.attempt.value.url);
    return url.protocol === "https:" && url.hostname === look.host;
  });
}

/** No start page gave an answer that could be used. */
function isShut(context: ProbeContext, homes: readonly HttpLook[]): boolean {
  return homes.every((look) => {
    const problem = problemOf(look.attempt.value, bodyOf(context, look));
    return problem === "blocked" || problem === "rate-limited";
  });
}

function answersOf(context: ProbeContext, looks: readonly HttpLook[]): readonly SeenAnswer[] {
  return looks.map((look) => ({ exchange: look.attempt.value, body: bodyOf(context, look) }));
}

function seedOf(context: ProbeContext): string {
  return `${context.target.host} ${String(context.night)}`;
}

async function calibrate(
  context: ProbeContext,
  asker: Asker,
  technologies: ReadonlySet<string>,
): Promise<readonly Look[]> {
  const looks: Look[] = [];
  for (const path of calibrationPathsOf(seedOf(context), endingOf(technologies))) {
    looks.push(await asker.look({ path, role: "calibration", about: null }));
  }
  return looks;
}

/** A path that does not exist is sent to another origin: the port only redirects. */
function leadsElsewhere(look: Look): boolean {
  if (!isHttpLook(look)) return false;
  const { url, unfollowed } = look.attempt.value;
  if (unfollowed === null || !URL.canParse(unfollowed.location, url)) return false;
  return new URL(unfollowed.location, url).origin !== new URL(url).origin;
}

function panelAsk({ path, method, firstBytes, signatures }: PlannedPath): PanelAsk {
  const about = signatures.map(({ id }) => id).join(" ");
  return { path, role: "panel", about, method, firstBytes };
}

async function askAll(
  context: ProbeContext,
  asker: Asker,
  plan: readonly PlannedPath[],
): Promise<void> {
  for (const planned of plan) {
    const ask = panelAsk(planned);
    const look = await asker.look(ask);
    if (!isHttpLook(look)) continue;
    const view = viewOf(context, look, planned.path);
    const matches = planned.signatures.flatMap((signature) => matchPanel(signature, view) ?? []);
    if (matches.length > 0) await compare(context, asker, ask, { view, matches });
  }
}

/** Asks for random siblings until one is answered otherwise: then each match is settled. */
async function compare(
  context: ProbeContext,
  asker: Asker,
  ask: PanelAsk,
  hit: { readonly view: PanelView; readonly matches: readonly PanelMatch[] },
): Promise<void> {
  for (const path of twinPathsOf(ask.path, seedOf(context))) {
    const twin = await asker.look({ ...ask, path, role: "twin", about: ask.path });
    if (!isHttpLook(twin)) continue;
    const view = viewOf(context, twin, path);
    const problem = problemOf(twin.attempt.value, bodyOf(context, twin));
    const sound = problem === null || problem === "blocked";
    if (sound && hit.matches.every((match) => isTelling(view, hit.view, match))) return;
  }
}

function viewOf(context: ProbeContext, look: HttpLook, path: string): PanelView {
  return panelViewOf(look.attempt.value, bodyOf(context, look), path);
}
