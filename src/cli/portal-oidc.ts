// Reads what the configuration says of a sign-in provider, and gives the portal the one guarded way to it.
import { readFileSync } from "node:fs";
import { EXIT, RasoatError } from "../model/error.ts";
import type { Log } from "../model/ports.ts";
import type { Settings } from "../model/settings.ts";
import { createNameResolver } from "../net/dns.ts";
import { createOperatorClient } from "../net/operator.ts";
import type { OidcOffer } from "../portal/oidc/desk.ts";
import { createProvider } from "../portal/oidc/provider.ts";
import type { Context } from "./context.ts";
import { rootsOf } from "./scan-run.ts";

const NO_SECRET = {
  exit: EXIT.usage,
  message: {
    vi: "Không đọc được mật mã của máy chủ đăng nhập trong tệp {file} (portal.oidc.clientSecretFile), hoặc tệp trống.",
    en: "Cannot read the client secret from {file} (portal.oidc.clientSecretFile), or the file is empty.",
  },
} as const;

type OidcSettings = NonNullable<Settings["portal"]["oidc"]>;

/** @throws RasoatError NO_SECRET (exit 2) */
export function readClientSecret({ clientSecretFile: file }: OidcSettings): string {
  let secret = "";
  let cause: unknown;
  try {
    secret = readFileSync(file, "utf8").trim();
  } catch (error) {
    cause = error;
  }
  if (secret === "") throw new RasoatError("NO_SECRET", NO_SECRET, { file }, { cause });
  return secret;
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
