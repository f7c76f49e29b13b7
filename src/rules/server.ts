// On what kind of server a place runs, from what its answers say of themselves. Pure. Used only to choose which
// steps of a remedy are printed, never for a verdict.
import { SERVER_KINDS, type ServerKind } from "../model/action.ts";
import type { Fact } from "../model/fact.ts";
import type { Look } from "../model/observation.ts";

/** What a header betrays. LiteSpeed reads Apache's configuration and is sold with either panel. */
const SIGNS: readonly (readonly [header: string, sign: RegExp, kind: ServerKind])[] = [
  ["server", /microsoft-iis|microsoft-httpapi/i, "iis"],
  ["x-aspnet-version", /./, "iis"],
  ["x-aspnetmvc-version", /./, "iis"],
  ["x-powered-by", /asp\.net/i, "iis"],
  ["server", /nginx|openresty|tengine/i, "nginx"],
  ["server", /apache(?!-coyote)|litespeed/i, "apache"],
  ["server", /cpsrvd/i, "cpanel"],
  ["server", /directadmin/i, "directadmin"],
];

const PANELS: ReadonlySet<string> = new Set(["cpanel", "directadmin"]);

/**
 * @param looks of one host
 * @param port of the place; when that port said nothing of itself, what the host's other ports said counts
 * @returns in the order of SERVER_KINDS; empty when nothing is known
 */
export function serversAt(
  looks: readonly Look[],
  facts: readonly Fact[],
  port: number | null,
): readonly ServerKind[] {
  const own = kindsIn(looks.filter((look) => look.port === port));
  const found = new Set(own.size > 0 ? own : kindsIn(looks));
  for (const panel of panelsIn(facts)) found.add(panel);
  return SERVER_KINDS.filter((kind) => found.has(kind));
}

function kindsIn(looks: readonly Look[]): ReadonlySet<ServerKind> {
  const headers = looks.flatMap(({ attempt }) =>
    attempt.status === "ok" && attempt.value.kind === "http" ? attempt.value.headers : [],
  );
  return new Set(
    SIGNS.filter(([name, sign]) =>
      headers.some(([key, value]) => key === name && sign.test(value)),
    ).map(([, , kind]) => kind),
  );
}

/** A hosting panel whose login was recognised on this host. */
function panelsIn(facts: readonly Fact[]): readonly ServerKind[] {
  return facts.flatMap((fact) => {
    if (fact.status !== "present") return [];
    const product = fact.attributes["product"];
    return SERVER_KINDS.filter((kind) => PANELS.has(kind) && kind === product);
  });
}
