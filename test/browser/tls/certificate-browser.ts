// A Chromium that trusts the roots it is given, like any that its user has added, and opens sites of many names on one
// server: what it does with their certificates is the truth that verdicts are held against.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSecureContext, createServer, type SecureContext, type Server } from "node:tls";
import { http } from "../../helpers/loopback/servers.ts";
import { pemOf } from "../../helpers/tls/issue.ts";
import type { Sent } from "../../helpers/tls/plan.ts";
import { launchChromium } from "../chromium.ts";

/** Servers show weak certificates too; handshakes are signed soundly. */
const SERVED = {
  ciphers: "ECDHE+AESGCM:@SECLEVEL=0",
  sigalgs: "ECDSA+SHA256:RSA-PSS+SHA256",
  minVersion: "TLSv1.2",
} as const;

export interface CertificateBrowser {
  readonly port: number;
  /** The browser's own name of its refusal; null where it shows the page. */
  open(sent: Sent): Promise<string | null>;
  close(): Promise<void>;
}

/** @param roots PEM */
export async function openCertificateBrowser(
  roots: readonly string[],
): Promise<CertificateBrowser> {
  const contexts = new Map<string, SecureContext>();
  const server = await serve(contexts);
  const home = homeTrusting(roots);
  const resolve = "MAP *.test 127.0.0.1,MAP * ~NOTFOUND,EXCLUDE 127.0.0.1";
  const browser = await launchChromium({ resolve, home });
  const { port } = server.address() as AddressInfo;
  const page = await browser.newPage();
  const refusals = new Map<string, string>();
  page.on("requestfailed", (request) => {
    refusals.set(new URL(request.url()).hostname, request.failure()?.errorText ?? "");
  });
  return {
    port,
    async open({ host, chain, key }) {
      const cert = chain.map(pemOf).join("");
      const keyPem = key.export({ type: "pkcs8", format: "pem" });
      contexts.set(host, createSecureContext({ cert, key: keyPem, ...SERVED }));
      // Asked from an empty page: opening one for each takes ten times as long.
      const isTaken = await page.evaluate(
        (url) =>
          fetch(url, { mode: "no-cors" }).then(
            () => true,
            () => false,
          ),
        `https://${host}:${String(port)}/`,
      );
      const refusal = refusals.get(host) ?? null;
      if (isTaken !== (refusal === null)) throw new Error(`${host}: the browser does not say why`);
      return refusal;
    },
    close: async () => {
      await browser.close();
      await new Promise((done) => server.close(done));
      rmSync(home, { recursive: true });
    },
  };
}

/** By the name that the client asks for. */
function serve(contexts: ReadonlyMap<string, SecureContext>): Promise<Server> {
  const page = http(200, { connection: "close" }, "<p>A</p>");
  const server = createServer(
    { ...SERVED, SNICallback: (host, done) => done(null, contexts.get(host)) },
    (socket) => {
      socket.on("error", () => undefined);
      socket.once("data", () => socket.end(page));
    },
  );
  server.on("tlsClientError", () => undefined);
  return new Promise((done) => {
    server.listen(0, "127.0.0.1", () => done(server));
  });
}

/** A home folder of its own whose store of certificates holds these roots. */
function homeTrusting(roots: readonly string[]): string {
  const home = mkdtempSync(join(tmpdir(), "rasoat-browser-"));
  const store = join(home, ".pki", "nssdb");
  mkdirSync(store, { recursive: true });
  const certutil = (...options: readonly string[]): void => {
    execFileSync("certutil", [...options, "-d", `sql:${store}`], { stdio: "pipe" });
  };
  certutil("-N", "--empty-password");
  for (const [index, pem] of roots.entries()) {
    const file = join(home, "root.pem");
    writeFileSync(file, pem);
    certutil("-A", "-n", `root ${String(index)}`, "-t", "C,,", "-i", file);
  }
  return home;
}
