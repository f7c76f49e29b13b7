// Where grants share an address the lowest rate rules, whichever of their hosts a run looks at.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  html,
  ORDINARY_PAGE,
  registryOf,
  resolves,
  serve,
  workspace,
  type RegisteredSite,
  type ServedSite,
  type Workspace,
} from "./program.ts";

const ADDRESS = "127.0.47.1";
const SLOW_PER_SECOND = 4;

let space: Workspace;
let served: ServedSite;
let quick: RegisteredSite;
let slow: RegisteredSite;

beforeAll(async () => {
  space = workspace();
  served = await serve(ADDRESS, (_request, response) => html(response, ORDINARY_PAGE));
  const ports = [{ port: served.port, scheme: "http" }] as const;
  quick = { unit: "BV-A", host: "www.bv-a.test", address: ADDRESS, ports: [...ports] };
  slow = {
    unit: "BV-B",
    host: "www.bv-b.test",
    address: ADDRESS,
    ports: [...ports],
    authorization: { requestsPerSecond: SLOW_PER_SECOND },
  };
  space.write("rasoat.yaml", "budget: { perHost: 8, firstTime: 8 }\n");
  space.write("registry.yaml", registryOf([quick, slow]));
  const { code, err } = await space.run("registry", "import", "registry.yaml");
  if (code !== 0) throw new Error(err);
});

afterAll(async () => {
  await served.close();
  space.remove();
});

describe("an address that two units share", () => {
  it("is asked at the lower rate when only the quicker one's host is looked at", async () => {
    const flags = [
      "--host",
      quick.host,
      "--area",
      "panels",
      "--allow-reserved",
      ...resolves([quick]),
    ];
    await space.run("scan", ...flags);
    const rows = (await space.run("ledger", "--host", quick.host, "--json")).json<{
      at: string;
      kind: string;
    }>();
    const moments = rows
      .filter(({ kind }) => kind === "connect")
      .map(({ at }) => Date.parse(at))
      .toSorted((a, b) => a - b);
    expect(moments.length).toBeGreaterThan(2);
    const span = (moments.at(-1) ?? 0) - (moments[0] ?? 0);
    // At its own 20 a second the whole would take a fifth of this; timers may ring a little early or late.
    expect(span).toBeGreaterThan(((moments.length - 1) * 1000 * 0.9) / SLOW_PER_SECOND);
  });
});
