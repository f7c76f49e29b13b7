// The portal of house.ts with a provider on loopback, reached through the real guarded client.
import { onTestFinished } from "vitest";
import type { Log } from "../../../src/model/ports.ts";
import { createNameResolver } from "../../../src/net/dns.ts";
import { createOperatorClient } from "../../../src/net/operator.ts";
import { createProvider } from "../../../src/portal/oidc/provider.ts";
import type { PortalOptions } from "../../../src/portal/house.ts";
import {
  CLIENT,
  CLIENT_SECRET,
  startProvider,
  type TestProvider,
} from "../../helpers/oidc-provider.ts";
import { addAccount, type Answer, fill, house, type House, Visitor } from "../house.ts";
import { NOW } from "../../store/samples.ts";

export const LOG: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: (...all) => {
    throw new Error(JSON.stringify(all));
  },
};

const SHORT = { connectMs: 500, headersMs: 300, bodyMs: 300, requestMs: 1_000 };

export interface OidcScene {
  readonly on: House;
  readonly provider: TestProvider;
}

export async function oidcScene(
  trustsSecondFactor = true,
  over: Partial<PortalOptions> = {},
): Promise<OidcScene> {
  const clock = { now: (): Date => NOW };
  const provider = await startProvider(() => clock.now());
  onTestFinished(() => provider.close());
  const { issuer } = provider;
  const now = (): Date => clock.now();
  const client = createOperatorClient({
    service: "oidc",
    origins: [issuer],
    dns: createNameResolver({ servers: ["127.0.0.1:9"] }),
    trustRoots: [],
    log: LOG,
    signal: new AbortController().signal,
    limits: SHORT,
  });
  const identity = { issuer, clientId: CLIENT, clientSecret: CLIENT_SECRET };
  const on = house({
    oidc: {
      provider: createProvider({ ...identity, client, now }),
      label: { vi: "tài khoản Sở Y tế", en: "the department's account" },
      trustsSecondFactor,
    },
    ...over,
  });
  clock.now = () => on.clock.now;
  await fill(on);
  addAccount(on, "a@bv-a.test", "unit-manager", "BV-A");
  addAccount(on, "b@bv-b.test", "unit-manager", "BV-B");
  return { on, provider };
}

/** From the button to the provider; the address that it sends the browser back to. */
export async function sentBack(visitor: Visitor): Promise<string> {
  const away = await visitor.get("/login/oidc");
  if (away.status !== 303 || away.location === null) throw new Error(`not sent: ${away.text}`);
  const there = await fetch(away.location, { redirect: "manual" });
  const back = new URL(there.headers.get("location") ?? "");
  return `${back.pathname}${back.search}`;
}

/** All the way there and back. */
export async function comeBack(visitor: Visitor): Promise<Answer> {
  return visitor.get(await sentBack(visitor));
}

/** What the audit says of the last way in. */
export function noted({ on }: OidcScene): string {
  const [last] = on.store.audit({ act: "sign in with provider", limit: 1, offset: 0 });
  return `${last?.actor ?? "nobody"}: ${last?.detail ?? ""}`;
}
