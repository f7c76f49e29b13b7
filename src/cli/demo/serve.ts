// Serves the demo's sample sites on loopback addresses. Listens only; never dials.
import { createServer as createHttpServer, type RequestListener, type Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Page, SampleSite } from "./sites.ts";

export interface ServedSite {
  readonly site: SampleSite;
  readonly address: string;
  readonly ports: { readonly http: number; readonly https: number };
}

export interface Served {
  readonly sites: readonly ServedSite[];
  /** Requests that the sites saw, by host: the demo holds its ledger against it. */
  readonly seen: ReadonlyMap<string, number>;
  close(): Promise<void>;
}

const FIRST_OCTET = 31;

/**
 * Every site gets an address of 127.0.0.0/8 of its own; ports are whatever is free.
 * @param isMended asked at every request: whether the people of a host have mended it meanwhile
 */
export async function serveSites(
  sites: readonly SampleSite[],
  isMended: (host: string) => boolean = () => false,
): Promise<Served> {
  const servers: Server[] = [];
  const seen = new Map<string, number>();
  const served: ServedSite[] = [];
  for (const [index, site] of sites.entries()) {
    const address = `127.0.${String(FIRST_OCTET)}.${String(index + 1)}`;
    const count = (): void => {
      seen.set(site.host, (seen.get(site.host) ?? 0) + 1);
    };
    const http = await listen(createHttpServer(), address, servers);
    const https = await listen(
      createHttpsServer({ ...site.tls, requestCert: false }),
      address,
      servers,
    );
    const ports = { http: portOf(http), https: portOf(https) };
    const now = { ...site, answer: answerOf(site, isMended) };
    http.on("request", answer(now, "http", ports, count));
    https.on("request", answer(now, "https", ports, count));
    if (site.down === true) await Promise.all([close(http), close(https)]);
    served.push({ site, address, ports });
  }
  return {
    sites: served,
    seen,
    close: async () => {
      await Promise.all(servers.map(close));
    },
  };
}

function answerOf(site: SampleSite, isMended: (host: string) => boolean): SampleSite["answer"] {
  const { mended } = site;
  return (asked) =>
    mended !== undefined && isMended(site.host) ? mended(asked) : site.answer(asked);
}

function answer(
  site: SampleSite,
  scheme: "http" | "https",
  ports: ServedSite["ports"],
  count: () => void,
): RequestListener {
  return (request, response) => {
    count();
    const path = new URL(request.url ?? "/", "http://demo.test").pathname;
    const page: Page = site.answer({
      scheme,
      path,
      userAgent: request.headers["user-agent"] ?? "",
      httpsOrigin: `https://${site.host}:${String(ports.https)}`,
    });
    response.writeHead(page.status ?? 200, {
      "content-type": "text/html; charset=utf-8",
      ...page.headers,
    });
    response.end(request.method === "HEAD" ? "" : page.body);
  };
}

function listen<S extends Server>(server: S, address: string, all: Server[]): Promise<S> {
  all.push(server);
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, address, () => {
      resolve(server);
    });
  });
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    if (!server.listening) {
      resolve();
      return;
    }
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
