// Asks the few files that tell a recognised product's version: at most four requests a host and night.
// Reads the shared looks at the start pages; decides what to ask, never what it means.
import type { Probe, ProbeContext } from "../../model/probe.ts";
import type { HashTable } from "../../model/product.ts";
import { narrow, nextFile, versionsWithout } from "../../text/hash-table.ts";
import { filesOf, KNOWN_ROLE, VERSION_ROLE } from "../../text/product-files.ts";
import { sightingsOf, type Instance } from "../../text/product-instances.ts";
import { methodsToAsk, readShownVersions, type Reading } from "../../text/product-signals.ts";
import { isInBranch } from "../../text/version.ts";
import { lookHttp } from "../record.ts";

const MAX_REQUESTS = 4;
/** Known files are hashed whole: the cap must exceed the largest of them. */
const SPARE_BYTES = 64 * 1024;
const DEFAULT_KNOWN_BYTES = 1024 * 1024;
const MAX_VERSION_BYTES = 256 * 1024;

export const cmsProbe: Probe = {
  id: "cms",
  areas: ["cms"],
  pass: 2,
  async run(context) {
    let left = MAX_REQUESTS;
    for (const instance of toAsk(context)) {
      left -= await askVersion(context, instance, left);
    }
  },
};

/** Each product at each root once, over https where it is served there. */
function toAsk(context: ProbeContext): Instance[] {
  const found = sightingsOf({
    looks: context.looks,
    body: (sha256) => context.bodies.read(sha256),
    products: context.knowledge.products,
  }).flatMap(({ instances }) => instances);
  const sorted = found.toSorted(
    (a, b) => Number(b.scheme === "https") - Number(a.scheme === "https"),
  );
  const once = new Map<string, Instance>();
  for (const instance of sorted) {
    const key = `${instance.product.slug} ${instance.root}`;
    if (!once.has(key)) once.set(key, instance);
  }
  return [...once.values()];
}

/** @returns how many requests were made */
async function askVersion(
  context: ProbeContext,
  instance: Instance,
  left: number,
): Promise<number> {
  const shown = instance.pages.flatMap(({ signs }) => readShownVersions(signs, instance.product));
  const told = shown.some(({ precision }) => precision === "exact");
  const used = told ? 0 : await askVersionFiles(context, instance, shown, left);
  const { readings } = answers(context, instance);
  const { hashes } = instance.product;
  const table = hashes === undefined ? undefined : context.knowledge.hashes[hashes];
  if (table === undefined || readings.some(({ precision }) => precision === "exact")) return used;
  // What a page says may be faked or cached; one known file confirms it. A hidden version takes more.
  const allowed = told ? Math.min(1, left - used) : left - used;
  return used + (await askKnownFiles(context, instance, table, allowed));
}

async function askVersionFiles(
  context: ProbeContext,
  instance: Instance,
  shown: readonly Reading[],
  left: number,
): Promise<number> {
  let used = 0;
  for (const method of methodsToAsk(instance.product, shown)) {
    if (used >= left) return used;
    await lookHttp(context, purpose(instance, VERSION_ROLE, method.path.slice(1)), {
      follow: "none",
      maxBytes: MAX_VERSION_BYTES,
      ...(method.firstBytes === undefined ? {} : { firstBytes: method.firstBytes }),
    });
    used += 1;
    if (answers(context, instance).readings.length > 0) return used;
  }
  return used;
}

/** Always the file that separates most of what is still possible, until none does. */
async function askKnownFiles(
  context: ProbeContext,
  instance: Instance,
  table: HashTable,
  allowed: number,
): Promise<number> {
  const asked: string[] = [];
  while (asked.length < allowed) {
    const file = nextFile(table, stillPossible(context, instance, table, asked), asked);
    if (file === null) break;
    await lookHttp(
      context,
      { ...purpose(instance, KNOWN_ROLE, file), discardBody: true },
      { follow: "none", maxBytes: (table.sizes?.[file] ?? DEFAULT_KNOWN_BYTES) + SPARE_BYTES },
    );
    asked.push(file);
  }
  return asked.length;
}

/**
 * Versions worth separating. A file that is not there makes versions without it likelier, which is good
 * enough to choose the next question by, though not to conclude anything from.
 */
function stillPossible(
  context: ProbeContext,
  instance: Instance,
  table: HashTable,
  asked: readonly string[],
): readonly string[] {
  const { known, missing } = answers(context, instance);
  const narrowing = narrow(
    table,
    Object.fromEntries(known.map(({ file, gitBlob }) => [file, gitBlob])),
  );
  if (narrowing.status === "narrowed") return narrowing.versions;
  const shown = instance.pages.flatMap(({ signs }) => readShownVersions(signs, instance.product));
  const loose = shown.filter(({ precision }) => precision !== "exact");
  const fitting = table.versions.filter((version) =>
    loose.every((reading) => fits(version, reading)),
  );
  const without = missing
    .filter((file) => asked.includes(file))
    .map((file) => new Set(versionsWithout(table, file)));
  const likely = fitting.filter((version) => without.every((set) => set.has(version)));
  return likely.length > 0 ? likely : fitting;
}

function fits(version: string, { version: shown, precision }: Reading): boolean {
  return isInBranch(version, precision === "major" ? (shown.split(".", 1)[0] ?? shown) : shown);
}

function answers(context: ProbeContext, instance: Instance): ReturnType<typeof filesOf> {
  return filesOf(instance, context.looks, (sha256) => context.bodies.read(sha256));
}

function purpose(
  { port, scheme, root, product }: Instance,
  role: string,
  file: string,
): Parameters<typeof lookHttp>[1] {
  const locator = root + file;
  return { probe: "cms", role, areas: ["cms"], port, scheme, locator, about: product.slug };
}
