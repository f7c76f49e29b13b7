// A site with planted faults on loopback, on the books with a document, scanned once; and hands that look again.
// Traffic goes to loopback only; the server's own list of requests is the witness.
import { createServer, type Server } from "node:http";
import { createServer as createSecure, type Server as SecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import {
  makeAuthority,
  makeCertificate,
  type Authority,
} from "../../../src/cli/demo/certificates.ts";
import { detectors } from "../../../src/detect/all.ts";
import { loadKnowledge } from "../../../src/knowledge/load.ts";
import { AREAS, type Area } from "../../../src/model/area.ts";
import type { Finding } from "../../../src/model/finding.ts";
import type { Authorization, Port } from "../../../src/model/registry.ts";
import type { Clock } from "../../../src/model/ports.ts";
import { Settings } from "../../../src/model/settings.ts";
import { probes } from "../../../src/probes/all.ts";
import { systemClock } from "../../../src/run/clock.ts";
import { scan } from "../../../src/run/scan.ts";
import { askToVerify } from "../../../src/run/verifying/ask.ts";
import { workOne, type VerifyDependencies } from "../../../src/run/verifying/worker.ts";
import { applyWord } from "../../../src/rules/word.ts";
import type { Store } from "../../../src/store/store.ts";
import { WORD_TERMS } from "../../rules/sample.ts";
import { authorization, freshStore, registry, system, target, unit } from "../../store/samples.ts";

export const KNOWLEDGE = loadKnowledge(new URL("../../../", import.meta.url).pathname);
export const ROOT: Authority = makeAuthority({ name: { commonName: "Verify Root" } });
const DAY_MS = 86_400_000;
export const UNIT = "BV-A";
export const HOST = "www.bv-a.test";

export type Pages = Record<
  string,
  { readonly status?: number; readonly type?: string; readonly body: string }
>;

const HOME = {
  body: `<!doctype html><html lang="vi"><head><title>Bệnh viện A</title></head><body><h1>Bệnh viện A</h1>
<p>Khám bệnh từ thứ Hai đến thứ Sáu, 7 giờ đến 16 giờ 30. Người bệnh mang theo thẻ bảo hiểm y tế và giấy tờ tuỳ thân khi
đến khám; có thể đăng ký qua tổng đài hoặc tại quầy tiếp đón.</p></body></html>`,
};
export const GIT: Pages = {
  "/.git/HEAD": { type: "text/plain", body: "ref: refs/heads/main\n" },
  "/.git/config": { type: "text/plain", body: "[core]\n\trepositoryformatversion = 0\n" },
};

export interface Site {
  readonly address: string;
  readonly port: number;
  /** Paths, in order. */
  readonly requests: string[];
  /** Names in the Host header, in the same order. */
  readonly hosts: string[];
  /** Requests under way at one moment. */
  mostAtOnce: number;
  pages: Pages;
  /** Answers everything else than what is asked: a server in trouble. */
  trouble: number | null;
  close(): Promise<void>;
}

/** A site without a fault. */
export function ordinaryPages(): Pages {
  return { "/": HOME };
}

function ownPages(pages: Pages): Pages {
  return { "/": HOME, ...pages };
}

/**
 * @param secure a certificate: then it is https
 * @param port that of the same host's site at another address; 0: any that is free
 */
export async function site(
  address: string,
  pages: Pages,
  secure?: { readonly cert: string; readonly key: string },
  port = 0,
): Promise<Site & { readonly server: Server | SecureServer }> {
  const requests: string[] = [];
  const hosts: string[] = [];
  let open = 0;
  const server = secure === undefined ? createServer() : createSecure(secure);
  const self = {
    address,
    requests,
    hosts,
    mostAtOnce: 0,
    pages: ownPages(pages),
    trouble: null as number | null,
  };
  server.on("request", (request, response) => {
    const path = new URL(request.url ?? "/", "http://x.test").pathname;
    requests.push(path);
    hosts.push((request.headers.host ?? "").split(":")[0] ?? "");
    open += 1;
    self.mostAtOnce = Math.max(self.mostAtOnce, open);
    response.once("close", () => {
      open -= 1;
    });
    const page = self.trouble === null ? self.pages[path] : { status: self.trouble, body: "x" };
    const type = page?.type ?? "text/html; charset=utf-8";
    response.writeHead(page?.status ?? (page === undefined ? 404 : 200), {
      "content-type": type,
      "retry-after": "0",
    });
    response.end(page?.body ?? "<title>Không tìm thấy</title>");
  });
  await new Promise<void>((done) => server.listen(port, address, done));
  const close = (): Promise<void> =>
    new Promise((done) => {
      server.close(() => {
        done();
      });
      server.closeAllConnections();
    });
  onTestFinished(async () => {
    if (server.listening) await close();
  });
  return Object.assign(self, { server, port: (server.address() as AddressInfo).port, close });
}

export interface Scene {
  readonly store: Store;
  readonly deps: VerifyDependencies;
  scan(areas?: readonly Area[]): Promise<string>;
  finding(rule: string, host?: string): Finding;
  /** Claims it fixed and asks for a look. @returns the id of what waits */
  claim(rule: string, host?: string): string;
  look(id: string): ReturnType<typeof workOne>;
  document(change: Partial<Authorization>): void;
}

const QUIET = { debug: () => undefined, info: () => undefined, warn: () => undefined };

interface Place {
  readonly served: readonly {
    readonly site: Site;
    readonly scheme: "http" | "https";
    readonly host?: string;
  }[];
  readonly document?: Partial<Authorization>;
  readonly settings?: Partial<Settings>;
  /** Whose hands a test turns; default: the system's. */
  readonly clock?: Clock;
}

export function scene({ served, document = {}, settings = {}, clock = systemClock }: Place): Scene {
  const store = freshStore({ now: () => clock.now() });
  const hosts = [...new Set(served.map(({ host = HOST }) => host))];
  const of = (host: string) => served.filter((one) => (one.host ?? HOST) === host);
  const addresses = (host: string): readonly string[] => [
    ...new Set(of(host).map((one) => one.site.address)),
  ];
  const portsOf = (host: string): readonly Port[] =>
    of(host)
      .map(({ site: { port }, scheme }) => ({ port, scheme }))
      .filter(({ port }, at, all) => all.findIndex((one) => one.port === port) === at);
  const books = (change: Partial<Authorization>): void => {
    const areas = [...AREAS];
    const rest = { window: null, verify: null, watch: null, requestsPerSecond: 100 };
    store.saveRegistry(
      registry({
        units: [unit()],
        systems: [system()],
        targets: hosts.map((host) =>
          target({
            host,
            addresses: addresses(host).map((address) => `${address}/32`),
            ports: portsOf(host),
          }),
        ),
        authorizations: [
          authorization({ ...rest, areas, validTo: "2099-12-31", ...document, ...change }),
        ],
      }),
      { actor: "test", note: "" },
    );
  };
  books({});
  const quick = {
    verify: { gapMinutes: 0, perUnitHour: 20 },
    rate: { cap: 100 },
    minFreeMegabytes: 0,
  };
  const deps: VerifyDependencies = {
    store,
    knowledge: () => KNOWLEDGE,
    probes,
    detectors,
    settings: { ...Settings.parse(quick), ...settings },
    programVersion: "0.1.0",
    clock,
    log: {
      ...QUIET,
      error: (...all) => {
        throw new Error(JSON.stringify(all));
      },
    },
    signal: new AbortController().signal,
    trustRoots: [ROOT.certPem],
    allowReserved: true,
    resolve: hosts.flatMap((host) => addresses(host).map((address) => ({ host, address }))),
  };
  const finding = (rule: string, host?: string): Finding => {
    const [found] = store.findings("central", {
      rules: [rule],
      ...(host !== undefined && { hosts: [host] }),
    });
    if (found === undefined) throw new Error(`no finding of ${rule}`);
    return found;
  };
  return {
    store,
    deps,
    finding,
    document: books,
    scan: async (areas = AREAS) => {
      const { resolve } = deps;
      const request = { units: [], hosts: [], areas, resume: false, allowReserved: true, resolve };
      const none = () => undefined;
      const process = { pid: globalThis.process.pid, machine: "test" };
      const rest = { process, progress: none, started: none };
      return (await scan(request, { ...deps, ...rest, knowledge: KNOWLEDGE })).run.id;
    },
    claim: (rule, host) => {
      const { id } = finding(rule, host);
      const now = new Date();
      const word = {
        by: "Người A (a)",
        at: now.toISOString(),
        reason: "đã sửa",
        owner: null,
        until: null,
      };
      const claimed = store.reviseFinding("central", id, (before) =>
        applyWord(before, { ...word, action: "claim-fixed" }, WORD_TERMS),
      );
      if (claimed === undefined) throw new Error("not claimed");
      const item = askToVerify(store, claimed, { by: word.by, now });
      if (item === null) throw new Error("not asked");
      return item.id;
    },
    look: (id) => workOne(deps, id),
  };
}

export function expiredCertificate(): { readonly cert: string; readonly key: string } {
  const notBefore = new Date(Date.now() - 90 * DAY_MS);
  const notAfter = new Date(Date.now() - 2 * DAY_MS);
  const made = makeCertificate({ names: [HOST], issuer: ROOT, notBefore, notAfter });
  return { cert: made.chainPem, key: made.keyPem };
}

export function soundCertificate(): { readonly cert: string; readonly key: string } {
  const made = makeCertificate({ names: [HOST], issuer: ROOT });
  return { cert: made.chainPem, key: made.keyPem };
}
