// Reads what the configuration says of a sign-in provider, and gives the portal the one guarded way to it.
import type { Log } from "../model/ports.ts";
import type { Settings } from "../model/settings.ts";
import { createNameResolver } from "../net/dns.ts";
import { createOperatorClient } from "../net/operator.ts";
import type { OidcOffer } from "../portal/oidc/desk.ts";
import { createProvider } from "../portal/oidc/provider.ts";
import type { Context } from "./context.ts";
import { rootsOf } from "./scan-run.ts";
import { readSecretFile } from "./secret-file.ts";

type OidcSettings = NonNullable<Settings["portal"]["oidc"]>;

/** @throws RasoatError NO_SECRET (exit 2) */
export function readClientSecret({ clientSecretFile }: OidcSettings): string {
  return readSecretFile(clientSecretFile, "portal.oidc.clientSecretFile");
}

/** @returns null where no provider is configured */
export function oidcOffer({ settings, signal }: Context, log: Log): OidcOffer | null {
  const { oidc } = settings.portal;
  if (oidc === undefined) return null;
  const { issuer, clientId, label, trustsSecondFactor } = oidc;
  const client = createOperatorClient({
    service: "oidc",
    origins: [issuer, ...oidc.origins],
    dns: createNameResolver({ servers: settings.resolvers }),
    trustRoots: rootsOf(settings.trustRoots ?? []),
    log,
    signal,
  });
  const clientSecret = readClientSecret(oidc);
  const now = (): Date => new Date();
  return {
    provider: createProvider({ issuer, clientId, clientSecret, client, now }),
    label: {
      vi: label ?? "tài khoản của tổ chức",
      en: label ?? "your organisation's account",
    },
    trustsSecondFactor,
  };
}
