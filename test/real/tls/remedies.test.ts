// What remedies tell people to paste is pasted into the real servers' configuration and read by their own check.
// Nothing is started: `nginx -t` and `apache2 -t` only.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeAuthority, makeCertificate } from "../../../src/cli/demo/certificates.ts";
import { loadSources } from "../../../src/knowledge/load.ts";
import { remediesOf, remedySteps } from "../../../src/rules/remedy.ts";

const { rules, actions } = loadSources(resolve(import.meta.dirname, "../../.."));
const NAMES = /TEN-MAY-CHU|\bHOST\b/g;
const folder = mkdtempSync(join(tmpdir(), "rasoat-remedies-"));
const at = (name: string): string => join(folder, name);

/** "rule language" and the lines to paste, each block once. */
function blocksFor(server: "nginx" | "apache"): readonly (readonly [string, readonly string[]])[] {
  const blocks = new Map<string, readonly [string, readonly string[]]>();
  for (const rule of rules.filter(({ area }) => area === "tls")) {
    const step = remediesOf(rule, actions)[server];
    for (const language of ["vi", "en"] as const) {
      for (const { code } of step === undefined ? [] : remedySteps(step[language])) {
        const isShell = code.some((line) => line.startsWith("systemctl"));
        const key = code.join("\n");
        if (code.length > 0 && !isShell && !blocks.has(key)) {
          blocks.set(key, [`${rule.id} ${language}`, code]);
        }
      }
    }
  }
  return [...blocks.values()];
}

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
  const blocks = blocksFor("nginx");

  it("there is something to paste", () => {
    expect(blocks.length).toBeGreaterThan(8);
  });

  it.each(blocks)("%s", (_name, code) => {
    const text = placed(code);
    const isWhole = text.startsWith("server {");
    const body = isWhole
      ? text
      : `server { listen 127.0.0.1:18443 ssl; server_name www.bv-a.test;
         ${text.includes("ssl_certificate ") ? "" : PAIR.nginx}\n${text} }`;
    writeFileSync(
      at("nginx.conf"),
      `pid ${at("nginx.pid")}; error_log stderr; events {} http { access_log off; ${body} }`,
    );
    const run = spawnSync("nginx", ["-t", "-q", "-p", folder, "-c", at("nginx.conf")]);
    expect(run.stderr.toString().replace(/^.*(?:\[warn\]|"user").*\n/gm, "")).toBe("");
    expect(run.status).toBe(0);
  });
});

describe("Apache takes what remedies tell people to paste", () => {
  const blocks = blocksFor("apache");
  const modules = execFileSync("sh", ["-c", "ls /usr/lib/apache2/modules"]).toString();
  const wanted = ["mpm_event", "authz_core", "alias", "headers", "socache_shmcb", "ssl"];

  it("there is something to paste", () => {
    expect(blocks.length).toBeGreaterThan(8);
  });

  it.each(blocks)("%s", (_name, code) => {
    const text = placed(code);
    const isWhole = text.startsWith("<VirtualHost");
    const [first = "", ...rest] = text.split("\n");
    const outside = first.startsWith("SSLStaplingCache") ? first : "";
    const inside = outside === "" ? text : rest.join("\n");
    writeFileSync(
      at("apache.conf"),
      [
        `ServerRoot ${folder}`,
        "ServerName www.bv-a.test",
        `DefaultRuntimeDir ${folder}`,
        `PidFile ${at("apache.pid")}`,
        `ErrorLog ${at("error.log")}`,
        ...wanted
          .filter((name) => modules.includes(`mod_${name}.so`))
          .map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`),
        outside,
        isWhole
          ? text
          : `<VirtualHost *:18443>\nSSLEngine on\n${text.includes("SSLCertificateFile") ? "" : PAIR.apache}\n${inside}\n</VirtualHost>`,
      ].join("\n"),
    );
    const run = spawnSync("apache2", ["-t", "-f", at("apache.conf")]);
    expect(run.stderr.toString()).toBe("Syntax OK\n");
    expect(run.status).toBe(0);
  });
});
