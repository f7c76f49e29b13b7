// A night's budget of a host is one, whichever of the unit's hosts sends us there.
import type { ServerResponse } from "node:http";
import { expect, it } from "vitest";
import { Settings } from "../../src/model/settings.ts";
import { scene, site } from "./verifying/scene.ts";

const BUDGET = 12;

it("redirects from other hosts spend the budget of the host that they lead to", async () => {
  const main = await site("127.0.73.1", {});
  const others = await Promise.all([2, 3].map((n) => site(`127.0.73.${String(n)}`, {})));
  let sentOn = 0;
  for (const { server } of others) {
    server.removeAllListeners("request");
    server.on("request", (_request, response: ServerResponse) => {
      sentOn += 1;
      response.writeHead(302, { location: `http://main.test:${String(main.port)}/` }).end();
    });
  }
  const on = scene({
    served: [
      { site: main, scheme: "http", host: "main.test" },
      ...others.map((one, index) => ({
        site: one,
        scheme: "http" as const,
        host: `other-${String(index)}.test`,
      })),
    ],
    settings: {
      ...Settings.parse({
        budget: { perHost: BUDGET, firstTime: BUDGET },
        rate: { cap: 100 },
        minFreeMegabytes: 0,
      }),
    },
  });
  await on.scan();
  expect(sentOn).toBeGreaterThan(others.length);
  expect(main.requests).toHaveLength(BUDGET);
  await on.scan();
  expect(main.requests).toHaveLength(BUDGET);
});
