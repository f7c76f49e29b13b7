// A browser that can reach this machine only, and sites that it takes for sound ones: what it does with their answers is
// the truth that detectors are held against.
import { X509Certificate, createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { BrowserContext, CDPSession, Page } from "playwright-core";
import {
  makeAuthority,
  makeCertificate,
  type Authority,
} from "../../../src/cli/demo/certificates.ts";
import { launchChromium } from "../chromium.ts";

export interface Answer {
  readonly status?: number;
  /** A name may come several times. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly body?: string;
}

/** @returns null for whatever else a page asks for */
export type Answering = (asked: {
  readonly scheme: "http" | "https";
  readonly host: string;
  readonly path: string;
}) => Answer | null;

export interface Web {
  readonly root: Authority;
  readonly ports: { readonly http: number; readonly https: number };
  readonly context: BrowserContext;
  answerWith(answering: Answering): void;
  close(): Promise<void>;
}

/** @param names of the certificate, which also rasoat's own door is to trust */
export async function openWeb(names: readonly string[]): Promise<Web> {
  const root = makeAuthority({ name: { commonName: "Test Root" } });
  const made = makeCertificate({ names, issuer: root });
  let answering: Answering = () => null;
  const handler =
    (scheme: "http" | "https") =>
    (request: IncomingMessage, response: ServerResponse): void => {
      const host = (request.headers.host ?? "").replace(/:\d+$/, "");
      answer(response, request.url ?? "/", answering({ scheme, host, path: request.url ?? "/" }));
    };
  const plain = createServer(handler("http"));
  const secure = createSecureServer({ cert: made.chainPem, key: made.keyPem }, handler("https"));
  const ports = { http: await listen(plain), https: await listen(secure) };
  const browser = await launchChromium({
    resolve: resolving(ports),
    args: [...ARGUMENTS, trusting(made.certPem)],
  });
  return {
    root,
    ports,
    context: await browser.newContext(),
    answerWith(next) {
      answering = next;
    },
    close: async () => {
      await browser.close();
      for (const server of [plain, secure]) {
        server.closeAllConnections();
        await new Promise((done) => server.close(done));
      }
    },
  };
}

const ARGUMENTS = [
  // What the browser looks ahead for is not always what the page then has.
  "--blink-settings=doHtmlPreloadScanning=false",
  "--disable-features=HttpsUpgrades,HttpsFirstBalancedModeAutoEnable",
];

function trusting(certPem: string): string {
  const key = new X509Certificate(certPem).publicKey.export({ type: "spki", format: "der" });
  const hash = createHash("sha256").update(key).digest("base64");
  return `--ignore-certificate-errors-spki-list=${hash}`;
}

/** Every name is this machine at the usual ports and at the servers' own, and unknown at all others. */
function resolving({ http, https }: Web["ports"]): string {
  const rules = [
    [443, https],
    [80, http],
    [https, https],
    [http, http],
  ].map(([asked, port]) => `MAP *:${String(asked)} 127.0.0.1:${String(port)}`);
  return [...rules, "MAP * ~NOTFOUND"].join(",");
}

function listen(server: ReturnType<typeof createServer>): Promise<number> {
  return new Promise((done) => {
    server.listen(0, "127.0.0.1", () => done((server.address() as AddressInfo).port));
  });
}

const GIF = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");

function answer(response: ServerResponse, path: string, given: Answer | null): void {
  if (given === null) {
    const isImage = /\.(?:png|ico)/.test(path);
    response.writeHead(isImage ? 200 : 404, { "content-type": isImage ? "image/gif" : "text/css" });
    response.end(isImage ? GIF : "");
    return;
  }
  const headers = given.headers ?? [["content-type", "text/html; charset=utf-8"]];
  // One field a value, in order; values as the bytes of UTF-8.
  response.writeHead(
    given.status ?? 200,
    headers.flatMap(([name, value]) => [name, Buffer.from(value, "utf8").toString("latin1")]),
  );
  response.end(given.body ?? "");
}

export interface MixedIssue {
  readonly insecureURL: string;
  readonly resolutionStatus: string;
  readonly resourceType: string;
}

export interface Tab {
  readonly page: Page;
  readonly session: CDPSession;
  /** What the browser has said of mixed content since the last call. */
  issues(): readonly MixedIssue[];
}

export async function openTab({ context }: Web): Promise<Tab> {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  let issues: MixedIssue[] = [];
  session.on("Audits.issueAdded", ({ issue }) => {
    const details = issue.details.mixedContentIssueDetails;
    if (details === undefined) return;
    const { insecureURL, resolutionStatus, resourceType } = details;
    issues.push({ insecureURL, resolutionStatus, resourceType: resourceType ?? "" });
  });
  await session.send("Audits.enable");
  return {
    page,
    session,
    issues() {
      const said = issues;
      issues = [];
      return said;
    },
  };
}
