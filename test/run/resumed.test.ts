// A run that is taken up judges by looks of its own night, and never against what was seen since.
import { Server } from "node:https";
import { describe, expect, it } from "vitest";
import type { Clock } from "../../src/model/ports.ts";
import { systemClock } from "../../src/run/clock.ts";
import { scan } from "../../src/run/scan.ts";
import {
  expiredCertificate,
  KNOWLEDGE,
  scene,
  site,
  soundCertificate,
  type Scene,
  type Site,
} from "./verifying/scene.ts";

const RULE = "tls-cert-expired";

function serveWith(at: Site & { readonly server: unknown }, certificate: object): void {
  if (!(at.server instanceof Server)) throw new Error("no https");
  at.server.setSecureContext(certificate);
}

/** @param until the phase after whose first host an operator stops it; absent: it goes on to its end */
async function tlsScan(
  { deps }: Scene,
  how: { readonly resume: boolean; readonly until?: "first"; readonly clock?: Clock },
): Promise<string> {
  const stop = new AbortController();
  const { resolve } = deps;
  const areas = ["tls" as const];
  const result = await scan(
    { units: [], hosts: [], areas, resume: how.resume, allowReserved: true, resolve },
    {
      ...deps,
      signal: stop.signal,
      clock: how.clock ?? systemClock,
      process: { pid: process.pid, machine: "test" },
      knowledge: KNOWLEDGE,
      started: () => undefined,
      progress: ({ phase }) => {
        if (phase === how.until) stop.abort();
      },
    },
  );
  return result.run.status;
}

describe("a run that is taken up", { timeout: 60_000 }, () => {
  it("closes nothing that was seen after its first pass", async () => {
    const at = await site("127.0.72.1", {}, soundCertificate());
    const on = scene({ served: [{ site: at, scheme: "https" }] });
    expect(await tlsScan(on, { resume: false, until: "first" })).toBe("interrupted");
    serveWith(at, expiredCertificate());
    await tlsScan(on, { resume: false });
    expect(on.finding(RULE).state).toBe("open");
    expect(await tlsScan(on, { resume: true })).toBe("done");
    expect(on.finding(RULE)).toMatchObject({ state: "open", outcome: "fail", cleanLooks: 0 });
  });

  it("opens nothing again that was seen mended after its first pass", async () => {
    const at = await site("127.0.72.2", {}, expiredCertificate());
    const on = scene({ served: [{ site: at, scheme: "https" }] });
    await tlsScan(on, { resume: false });
    await tlsScan(on, { resume: false, until: "first" });
    serveWith(at, soundCertificate());
    await tlsScan(on, { resume: false });
    expect(on.finding(RULE).state).toBe("fixed");
    expect(await tlsScan(on, { resume: true })).toBe("done");
    expect(on.finding(RULE)).toMatchObject({ state: "fixed", reopened: 0 });
  });

  it("in another night makes its first pass again", async () => {
    const at = await site("127.0.72.3", {}, expiredCertificate());
    const on = scene({ served: [{ site: at, scheme: "https" }] });
    await tlsScan(on, { resume: false, until: "first" });
    serveWith(at, soundCertificate());
    const day = 86_400_000;
    const clock = { ...systemClock, now: () => new Date(Date.now() + day) };
    expect(await tlsScan(on, { resume: true, clock })).toBe("done");
    expect(on.store.findings("central", { rules: [RULE] })).toEqual([]);
  });

  it("judges by the clock of its looks, not by that of its beginning", async () => {
    const at = await site("127.0.72.4", {}, soundCertificate());
    const on = scene({ served: [{ site: at, scheme: "https" }] });
    const ago = 10 * 86_400_000;
    const before = { ...systemClock, now: () => new Date(Date.now() - ago) };
    await tlsScan(on, { resume: false, until: "first", clock: before });
    // Expired two days ago: eight days after the run began.
    serveWith(at, expiredCertificate());
    await tlsScan(on, { resume: false });
    expect(on.finding(RULE).state).toBe("open");
    expect(await tlsScan(on, { resume: true })).toBe("done");
    expect(on.finding(RULE)).toMatchObject({ state: "open", outcome: "fail" });
  });
});
