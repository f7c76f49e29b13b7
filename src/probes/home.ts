// The shared look at every start page on every port: the first thing any area needs, asked once for all.
import type { Area } from "../model/area.ts";
import type { Probe, ProbeContext } from "../model/probe.ts";
import { lookHttp } from "./record.ts";

const SERVED: readonly Area[] = ["cms", "panels", "defacement"];

export const homeProbe: Probe = {
  id: "home",
  areas: ["tls", ...SERVED],
  pass: 1,
  async run(context) {
    for (const { port, scheme } of context.target.ports) {
      for (const path of startPaths(context)) {
        await lookHttp(
          context,
          { probe: "home", role: "home", areas: context.areas, port, scheme, locator: path },
          { visitor: "browser", follow: "granted" },
        );
      }
    }
  },
};

/** The transport checks need one page only; the other areas read every declared start page. */
function startPaths(context: ProbeContext): readonly string[] {
  const onlyTls = !context.areas.some((area) => SERVED.includes(area));
  return onlyTls ? context.target.paths.slice(0, 1) : context.target.paths;
}
