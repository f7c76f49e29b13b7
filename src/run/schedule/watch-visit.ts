// Goes and looks at one home page: through the ordinary door, holding its addresses, at the port that visitors use and
// at the host's others only while nothing readable was found. Judges nothing.
import { skipped, type Miss } from "../../model/attempt.ts";
import type { Door } from "../../model/door.ts";
import type { Look } from "../../model/observation.ts";
import type { Ports } from "../../model/ports.ts";
import type { Port, Target } from "../../model/registry.ts";
import { openDoor } from "../../net/door.ts";
import { agentOf } from "../../net/user-agent.ts";
import { forWatching } from "../../registry/watching.ts";
import { answeredHere, isHttpLook, pageProblemOf } from "../../text/assessable.ts";
import { ifFree } from "../holds.ts";
import type { PlannedTarget } from "../plan.ts";
import { visit, type Seen } from "../visit.ts";
import type { WatchCrew } from "./watch-crew.ts";

/** Requests of one look: the page with its redirects, and the same at the host's other port. */
const MOST_REQUESTS = 6;
const PROBES: ReadonlySet<string> = new Set(["home"]);

export type Visited =
  | { readonly is: "seen"; readonly seen: Seen }
  /** The name gave no address that may be asked. */
  | { readonly is: "missed"; readonly miss: Miss }
  /** Somebody else looks at one of these addresses. */
  | { readonly is: "busy"; readonly addresses: readonly string[] };

/** @param known addresses that the host had when it was busy last: while they are, its name is not asked for */
export async function visitHome(
  planned: PlannedTarget,
  crew: WatchCrew,
  {
    run,
    holder,
    known,
  }: { readonly run: string; readonly holder: string; readonly known: readonly string[] },
): Promise<Visited> {
  const others = new Set(known.filter((address) => !crew.held.includes(address)));
  const isBusy = crew.store.heldAddresses().some(({ address }) => others.has(address));
  if (isBusy) return { is: "busy", addresses: known };
  const door = doorOf(planned, crew, run);
  const resolution = crew.signal.aborted ? skipped("stopped") : await door.resolve();
  if (resolution.status !== "ok") return { is: "missed", miss: resolution };
  const addresses = resolution.value.addresses.map(({ address }) => address);
  const more = addresses.filter((address) => !crew.held.includes(address));
  const seen: Seen[] = [];
  const look = async (): Promise<void> => {
    seen.push(await lookAtHome(planned.target, door, crew));
  };
  if (more.length === 0) await look();
  else await ifFree({ ...crew, holder }, more, look);
  const [only] = seen;
  return only === undefined ? { is: "busy", addresses } : { is: "seen", seen: only };
}

function doorOf({ grant }: PlannedTarget, crew: WatchCrew, run: string): Door {
  const { store, settings } = crew;
  // Its most bounds each look, and its period their number: nothing of the night's budget is asked for or taken.
  const ledger = { ...store.ledger, spent: () => 0 };
  const ports: Ports = {
    ...crew,
    ledger,
    pace: store.pace,
    authority: forWatching(crew.authority),
  };
  return openDoor({
    grant,
    ports,
    run,
    dns: crew.dns,
    trust: crew.trust,
    rateFor: (address) => crew.rateFor(address),
    settings: {
      agent: agentOf(crew.programVersion, settings.contact ?? null),
      budget: MOST_REQUESTS,
      most: MOST_REQUESTS,
    },
  });
}

async function lookAtHome(target: Target, door: Door, crew: WatchCrew): Promise<Seen> {
  const looks: Look[] = [];
  const bodies = new Map<string, Uint8Array>();
  const probes = crew.probes.filter(({ id }) => PROBES.has(id));
  for (const port of inOrder(target.ports)) {
    const seen = await visit(
      {
        target: homeOf(target, [port]),
        areas: ["defacement"],
        door,
        pass: 1,
        earlier: [],
        body: () => undefined,
        firstTime: false,
      },
      { ...crew, probes, knowledge: crew.bench.knowledge },
    );
    looks.push(...seen.looks);
    for (const [key, body] of seen.bodies) bodies.set(key, body);
    if (seen.looks.some((look) => isReadable(look, seen))) break;
  }
  return { looks, bodies };
}

/** The target narrowed to its home page, the first of its start pages. */
export function homeOf(target: Target, ports: readonly Port[]): Target {
  return { ...target, ports, paths: target.paths.slice(0, 1) };
}

function inOrder(ports: readonly Port[]): Port[] {
  return ports.toSorted((a, b) => Number(b.scheme === "https") - Number(a.scheme === "https"));
}

function isReadable(look: Look, { bodies }: Seen): boolean {
  if (!isHttpLook(look) || !answeredHere(look)) return false;
  const { value } = look.attempt;
  return (
    pageProblemOf(value, value.body === null ? undefined : bodies.get(value.body.sha256)) === null
  );
}
