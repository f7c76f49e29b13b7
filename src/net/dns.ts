// Name resolution by our own queries to the configured servers: never getaddrinfo, hosts file or search domains.
// c-ares opens these sockets itself, to those servers only. Whether an address may be dialled is judged elsewhere.
import { Resolver } from "node:dns/promises";
import { isIP } from "node:net";
import { failed, ok, type Attempt, type Miss } from "../model/attempt.ts";
import { parseIp } from "../text/ip.ts";
import { netError } from "./errors.ts";
import { codeOf } from "./fault.ts";

export interface NameAnswer {
  /** As answered, IPv4 first, unjudged; may be empty. */
  readonly addresses: readonly string[];
  readonly override: boolean;
}

export interface NameResolver {
  /** True when `--resolve` answers for this host, so that no query leaves. */
  isOverridden(host: string): boolean;
  /** @param host canonical, and granted: the caller has asked */
  lookup(host: string, signal: AbortSignal): Promise<Attempt<NameAnswer>>;
}

export interface NameResolverOptions {
  /** "address" or "address:port", IPv6 with a port in brackets; default: the system's. */
  readonly servers?: readonly string[] | undefined;
  readonly overrides?: readonly { readonly host: string; readonly address: string }[];
  /** Of one query; default 2,000, tried twice. */
  readonly timeoutMs?: number;
  readonly tries?: number;
  /** Of the whole lookup; default 10,000. */
  readonly totalMs?: number;
}

/** @throws RasoatError net-bad-resolver, net-bad-override */
export function createNameResolver(options: NameResolverOptions = {}): NameResolver {
  const overrides = overridesOf(options.overrides ?? []);
  newResolver(options);
  return {
    isOverridden: (host) => overrides.has(host),
    lookup(host, signal) {
      const own = overrides.get(host);
      if (own !== undefined) return Promise.resolve(ok({ addresses: own, override: true }));
      return query(host, newResolver(options), signal, options.totalMs ?? 10_000);
    },
  };
}

function overridesOf(
  pairs: readonly { readonly host: string; readonly address: string }[],
): ReadonlyMap<string, readonly string[]> {
  const overrides = new Map<string, readonly string[]>();
  for (const { host, address } of pairs) {
    if (isIP(address) === 0) throw netError("net-bad-override", { host, address });
    overrides.set(host, [...(overrides.get(host) ?? []), canonicalAddress(address)]);
  }
  return overrides;
}

/** As resolvers write it: pace and holds know an address by its text. */
function canonicalAddress(address: string): string {
  return parseIp(address)?.family === 6
    ? new URL(`http://[${address}]/`).hostname.slice(1, -1)
    : address;
}

/** One for each lookup, so that cancelling one never touches another. */
function newResolver(options: NameResolverOptions): Resolver {
  const resolver = new Resolver({ timeout: options.timeoutMs ?? 2000, tries: options.tries ?? 2 });
  if (options.servers === undefined) return resolver;
  for (const server of options.servers) {
    try {
      resolver.setServers([server]);
    } catch {
      throw netError("net-bad-resolver", { server });
    }
  }
  resolver.setServers([...options.servers]);
  return resolver;
}

async function query(
  host: string,
  resolver: Resolver,
  signal: AbortSignal,
  totalMs: number,
): Promise<Attempt<NameAnswer>> {
  const cancel = (): void => resolver.cancel();
  const timer = setTimeout(cancel, totalMs);
  signal.addEventListener("abort", cancel, { once: true });
  try {
    if (signal.aborted) cancel();
    const [four, six] = await Promise.all([
      settled(resolver.resolve4(host)),
      settled(resolver.resolve6(host)),
    ]);
    const addresses = [four, six].flatMap((part) => (part.status === "ok" ? part.value : []));
    const missed = [four, six].filter((part) => part.status !== "ok");
    const miss = missed.find((part) => part.reason === "dns-not-found") ?? missed[0];
    return addresses.length === 0 && miss !== undefined ? miss : ok({ addresses, override: false });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", cancel);
  }
}

async function settled(answer: Promise<string[]>): Promise<Attempt<string[]>> {
  try {
    return ok(await answer);
  } catch (error) {
    const code = codeOf(error);
    if (code === null) throw error;
    if (code === "ENODATA") return ok([]);
    return dnsMiss(code);
  }
}

function dnsMiss(code: string): Miss {
  if (code === "ENOTFOUND") return failed("dns-not-found", code);
  if (code === "ETIMEOUT" || code === "ECANCELLED") return failed("dns-timeout", code);
  return failed("dns-failed", code);
}
