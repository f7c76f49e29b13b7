// What remedies tell people to paste is pasted into the real servers' configuration and read by their own check.
// Nothing is started: `nginx -t` and `apache2 -t` only.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeAuthority, makeCertificate } from "../../../src/cli/demo/certificates.ts";
import { blocksFor, htaccessBlocks, nginxParts, type PastedBlock } from "./blocks.ts";

const NAMES = /TEN-MAY-CHU|\bHOST\b/g;
const folder = mkdtempSync(join(tmpdir(), "rasoat-remedies-"));
const at = (name: string): string => join(folder, name);

const named = (blocks: readonly PastedBlock[]) =>
  blocks.map(({ rule, language, code }) => [`${rule} ${language}`, code] as const);

/** Our own files and unprivileged ports instead of those in the text. */
function placed(code: readonly string[]): string {
  return code
    .join("\n")
    .replace(/\/etc\/ssl\/\S*?(fullchain\.pem|privkey\.pem)/g, (_, name: string) => at(name))
    .replace(/\/etc\/ssl\/[\w-]+\.pem/g, at("intermediates.pem"))
    .replace(/\/var\/run\/ocsp/g, at("ocsp"))
    .replace(/\/var\/www\/html/g, folder)
    .replace(NAMES, "www.bv-a.test")
    .replace(/listen (\[::\]:)?\d+/g, (_, six: string | undefined) =>
      six === undefined ? "listen 127.0.0.1:18443" : "listen [::1]:18443",
    );
}

beforeAll(() => {
  const root = makeAuthority({ name: { commonName: "Gốc thử" }, key: "rsa-2048" });
  const made = makeCertificate({ names: ["www.bv-a.test"], issuer: root, key: "rsa-2048" });
  writeFileSync(at("fullchain.pem"), made.chainPem + root.certPem);
  writeFileSync(at("privkey.pem"), made.keyPem);
  writeFileSync(at("intermediates.pem"), root.certPem);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PAIR = {
  nginx: `ssl_certificate ${at("fullchain.pem")}; ssl_certificate_key ${at("privkey.pem")};`,
  apache: `SSLCertificateFile ${at("fullchain.pem")}\nSSLCertificateKeyFile ${at("privkey.pem")}`,
};

describe("nginx takes what remedies tell people to paste", () => {
  const blocks = named(blocksFor("nginx"));

  it("there is something to paste", () => {
    expect(blocks.length).toBeGreaterThan(15);
  });

  it.each(blocks)("%s", (_name, code) => {
    const text = placed(code);
    const isWhole = text.startsWith("server {");
    const { http, server } = nginxParts(text);
    const body = isWhole
      ? text
      : `${http}
         server { listen 127.0.0.1:18443 ssl; server_name www.bv-a.test;
         ${text.includes("ssl_certificate ") ? "" : PAIR.nginx}\n${server} }`;
    writeFileSync(
      at("nginx.conf"),
      `pid ${at("nginx.pid")}; error_log stderr; events {} http { access_log off; ${body} }`,
    );
    const run = spawnSync("nginx", ["-t", "-q", "-p", folder, "-c", at("nginx.conf")]);
    expect(run.stderr.toString().replace(/^.*(?:\[warn\]|"user").*\n/gm, "")).toBe("");
    expect(run.status).toBe(0);
  });
});

/** What Apache's own check says of a configuration with these lines. */
function readByApache(...lines: readonly string[]): string {
  const modules = execFileSync("ls", ["/usr/lib/apache2/modules"]).toString();
  const wanted = "mpm_event authz_core authz_host alias autoindex headers socache_shmcb ssl";
  const loaded = wanted
    .split(" ")
    .filter((name) => modules.includes(`mod_${name}.so`))
    .map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`);
  const text = [
    `ServerRoot ${folder}`,
    "ServerName www.bv-a.test",
    `DefaultRuntimeDir ${folder}`,
    `PidFile ${at("apache.pid")}`,
    `ErrorLog ${at("error.log")}`,
    ...loaded,
    ...lines,
  ];
  writeFileSync(at("apache.conf"), text.join("\n"));
  return spawnSync("apache2", ["-t", "-f", at("apache.conf")]).stderr.toString();
}

describe("Apache takes what remedies tell people to paste", () => {
  const blocks = named(blocksFor("apache"));

  it("there is something to paste", () => {
    expect(blocks.length).toBeGreaterThan(15);
  });

  it.each(blocks)("%s", (_name, code) => {
    const text = placed(code);
    const [first = "", ...rest] = text.split("\n");
    const outside = first.startsWith("SSLStaplingCache") ? first : "";
    const inside = outside === "" ? text : rest.join("\n");
    const host = `<VirtualHost *:18443>\nSSLEngine on\n${text.includes("SSLCertificateFile") ? "" : PAIR.apache}\n${inside}\n</VirtualHost>`;
    const isWhole = text.startsWith("<VirtualHost");
    expect(readByApache(outside, isWhole ? text : host)).toBe("Syntax OK\n");
  });

  const htaccess = named(htaccessBlocks());

  it("there is something to paste into .htaccess", () => {
    expect(htaccess.length).toBeGreaterThan(4);
  });

  it.each(htaccess)(".htaccess: %s", (_name, code) => {
    const text = placed(code);
    expect(readByApache(`<Directory ${folder}>\n${text}\n</Directory>`)).toBe("Syntax OK\n");
  });
});
