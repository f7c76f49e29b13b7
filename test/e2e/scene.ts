// A workspace with sites around it, and the words of the contract in which tests read the program's answers.
// Holds no expectations; whoever opens a scene closes it.
import { stringify } from "yaml";
import {
  html,
  ORDINARY_PAGE,
  registryOf,
  resolves,
  serve,
  workspace,
  type Handler,
  type Launch,
  type RegisteredSite,
  type ServedSite,
  type Workspace,
} from "./program.ts";

export interface Scene extends Workspace {
  /** Answers "/" with an ordinary page and 404 elsewhere, unless a handler is given. */
  site(
    address: string,
    handler?: Handler,
    options?: Parameters<typeof serve>[2],
  ): Promise<ServedSite>;
  /** A listener that must never see a connection. */
  canary(address: string, port?: number): Promise<ServedSite>;
  /** Runs a command with --json and hands out its lines. @throws when the program fails */
  rows<T>(...args: readonly string[]): Promise<T[]>;
  /** Writes rasoat.yaml into the working folder. */
  configure(settings: Readonly<Record<string, unknown>>): void;
  own(resource: { close(): Promise<void> | void }): void;
  close(): Promise<void>;
}

export interface CoverageRow {
  readonly host: string;
  readonly port: number;
  readonly area: string;
  readonly status: string;
  readonly reason: string | null;
  readonly run: string;
  readonly at: string;
}

export interface LedgerRow {
  readonly row: number;
  readonly at: string;
  readonly run: string | null;
  readonly kind: "resolve" | "connect" | "request" | "refusal";
  readonly host: string;
  readonly port: number | null;
  readonly address: string | null;
  readonly url: string | null;
  readonly reason: string | null;
  readonly result: string | null;
}

export interface FindingRow {
  readonly id: string;
  readonly fingerprint: string;
  readonly unit: string;
  readonly host: string | null;
  readonly port: number | null;
  readonly rule: string;
  readonly subject: string;
  readonly state: string;
  readonly outcome: string;
  readonly severity: string;
  readonly value: string;
  readonly run: string;
  readonly reopened: number;
}

export function openScene(): Scene {
  const space = workspace();
  const open: { close(): Promise<void> | void }[] = [];
  const own: Scene["own"] = (resource) => {
    open.push(resource);
  };
  const keep = async (served: Promise<ServedSite>): Promise<ServedSite> => {
    own(await served);
    return served;
  };
  return {
    ...space,
    own,
    site: (address, handler = ordinary, options) => keep(serve(address, handler, options)),
    canary: (address, port = 0) => keep(serve(address, ordinary, undefined, port)),
    async rows<T>(...args: readonly string[]) {
      const ended = await space.run(...args, "--json");
      if (ended.code !== 0)
        throw new Error(`${args.join(" ")}: ${String(ended.code)} ${ended.err}`);
      return ended.json<T>();
    },
    configure: (settings) => {
      space.write("rasoat.yaml", stringify(settings));
    },
    async close() {
      for (const one of open.splice(0)) await one.close();
      space.remove();
    },
  };
}

/** Every path but the start page is missing, so that nothing is found there. */
export const ordinary: Handler = (request, response) => {
  if (pathOf(request.url) === "/") html(response, ORDINARY_PAGE);
  else html(response, "<title>Không tìm thấy</title>", 404);
};

export function pathOf(url: string | undefined): string {
  return (url ?? "/").split("?")[0] ?? "/";
}

/** Local date in the time zone of authorizations, days from today. */
export function day(offset: number): string {
  return new Date(Date.now() + 7 * 3_600_000 + offset * 86_400_000).toISOString().slice(0, 10);
}

/** The program under a tracer that writes every connect() and sendto() of all its threads to a file. */
export function traced(args: readonly string[], file: string): Launch {
  return { args, under: ["strace", "-f", "-qq", "-e", "trace=connect,sendto,sendmsg", "-o", file] };
}

/** One site with one host on the books, and the command that may scan it. */
export async function oneSite(
  stage: Scene,
  address: string,
  authorization: Readonly<Record<string, unknown>> = {},
): Promise<{ sites: RegisteredSite[]; served: ServedSite; scan: readonly string[] }> {
  const served = await stage.site(address);
  const ports = [{ port: served.port, scheme: "http" as const }];
  const sites = [{ unit: "BV-A", host: "www.bv-a.test", address, ports, authorization }];
  stage.write("registry.yaml", registryOf(sites));
  await stage.run("registry", "import", "registry.yaml");
  return { sites, served, scan: ["scan", "--area", "tls", "--allow-reserved", ...resolves(sites)] };
}
