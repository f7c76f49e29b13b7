// The shared look at every start page on every port: the first thing any area needs, asked once for all.
import type { Probe } from "../model/probe.ts";
import { lookHttp } from "./record.ts";
import { alongWithPage } from "./tls/handshake.ts";

export const homeProbe: Probe = {
  id: "home",
  areas: ["tls", "cms", "panels", "defacement"],
  pass: 1,
  async run(context) {
    for (const { port, scheme } of context.target.ports) {
      for (const path of context.target.paths) {
        const along = await alongWithPage(context, { port, scheme });
        await lookHttp(
          context,
          { probe: "home", role: "home", areas: context.areas, port, scheme, locator: path },
          { ...along, visitor: "browser", follow: "granted" },
        );
      }
    }
  },
};
