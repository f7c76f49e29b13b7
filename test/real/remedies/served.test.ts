// What remedies tell people to paste, pasted into a running site: it closes what it is for, and the site goes on.
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keptPlace } from "../tls/kept.ts";
import { answering, freePort } from "../tls/place.ts";
import { blockOf, nginxParts } from "./blocks.ts";

const { folder, run, end } = keptPlace("rasoat-served-");

const SECRET = [
  "/.env",
  "/.git/HEAD",
  "/.svn/wc.db",
  "/.hg/store/00manifest.i",
  "/.DS_Store",
  "/.vscode/sftp.json",
  "/sftp-config.json",
  "/.well-known/.env",
  "/docker-compose.yml",
  "/id_rsa",
  "/server.key",
  "/backup.sql",
  "/dump.sql.gz",
  "/config.php.bak",
  "/wp-config.php~",
  "/WEB.CONFIG.BAK",
];
const DEBUG = [
  "/phpinfo.php",
  "/info.php",
  "/_profiler/empty/search/results",
  "/_ignition/health-check",
  "/storage/logs/laravel.log",
  "/wp-content/debug.log",
  "/error_log",
];
const BARRED = ["/duong-dan", "/duong-dan/", "/duong-dan/a.php", "//duong-dan/a.php"];
const FOLDER = "/uploads/";
const PUBLIC = [
  "/",
  "/index.php",
  "/gioi-thieu.html",
  "/a.catalog",
  "/thong-tin-info.php",
  "/duong-dan-khac/a.html",
  "/tin.sql.html",
  "/.well-known/acme-challenge/token_-09",
  "/.well-known/security.txt",
];
const CLOSED = [...SECRET, ...DEBUG, ...BARRED, FOLDER];

function make(site: string): void {
  for (const path of [...SECRET, ...DEBUG, ...BARRED, ...PUBLIC, "/uploads/a.pdf"]) {
    const file = join(site, path.endsWith("/") ? `${path}index.html` : path);
    if (path === "/duong-dan") continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `of the site: ${path}`);
  }
}

function statusOf(port: number, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    get({ host: "127.0.0.1", port, path, agent: false }, (reply) => {
      reply.resume();
      resolve(reply.statusCode ?? 0);
    }).on("error", reject);
  });
}

const statuses = async (port: number, paths: readonly string[]) => {
  const found: Record<string, number> = {};
  for (const path of paths) found[path] = await statusOf(port, path);
  return found;
};

const ACTIONS = ["deny-files", "switch-debug-off", "disable-listing", "restrict-access"] as const;

/** The block that hands PHP on stands with a status of its own, so that it shows whether PHP still passes. */
function nginxConfig(port: number, pasted: readonly string[]): string {
  const parts = pasted.map((code) => nginxParts(code));
  return `daemon off; master_process off; pid ${folder}/nginx-${String(port)}.pid; error_log /dev/null;
events {} http { access_log off; client_body_temp_path ${folder}; proxy_temp_path ${folder};
fastcgi_temp_path ${folder}; uwsgi_temp_path ${folder}; scgi_temp_path ${folder};
${parts.map(({ http }) => http).join("\n")}
server { listen 127.0.0.1:${String(port)}; root ${folder}/nginx; index index.html;
${pasted.length === 0 ? "autoindex on;" : ""}
${parts.map(({ server }) => server).join("\n")}
location / { try_files $uri $uri/ /index.php; }
location ~ \\.php$ { return 202; } } }`;
}

const MODULES = "mpm_event authz_core authz_host alias autoindex dir mime proxy proxy_http";

function apacheConfig(port: number, lines: readonly string[], site: string): string {
  const loaded = MODULES.split(" ").map(
    (name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`,
  );
  return `${loaded.join("\n")}
ServerRoot ${folder}
PidFile ${folder}/apache-${String(port)}.pid
ServerName www.bv-a.test
ErrorLog /dev/null
StartServers 1
TypesConfig /etc/mime.types
User www-data
Group www-data
Listen 127.0.0.1:${String(port)}
DocumentRoot ${site}
<Directory ${site}>
Options Indexes
AllowOverride All
Require all granted
</Directory>
${lines.join("\n").replaceAll("/var/www/html", site)}`;
}

async function started(program: "nginx" | "apache2", text: string, port: number): Promise<void> {
  const file = join(folder, `${program}-${String(port)}.conf`);
  writeFileSync(file, text);
  const flags = program === "nginx" ? ["-p", folder, "-c", file] : ["-D", "FOREGROUND", "-f", file];
  run(`/usr/sbin/${program}`, ...flags);
  await answering(port);
}

/** What is pasted: nothing, or the lines of the remedies, to a client outside or inside the permitted range. */
type Pasted = "nothing" | "outside" | "inside" | "whole site";

/** The hint of the lines on how to limit the whole site, followed. */
function whole(code: string): string {
  const hint = /# cả trang: (?:dùng )?(".*?")/.exec(code)?.[1];
  return hint === undefined ? code : code.replace(/"[^"\n]*\/duong-dan\(\/\|\$\)"/, () => hint);
}

function linesFor(server: "nginx" | "apache", pasted: Pasted): readonly string[] {
  const lines = pasted === "nothing" ? [] : ACTIONS.map((action) => blockOf(action, server));
  if (pasted === "whole site") return lines.map(whole);
  return pasted === "inside"
    ? lines.map((code) => code.replaceAll("10.0.0.0/8", "127.0.0.0/8"))
    : lines;
}

async function nginx(pasted: Pasted): Promise<number> {
  const port = await freePort();
  await started("nginx", nginxConfig(port, linesFor("nginx", pasted)), port);
  return port;
}

async function apache(pasted: Pasted): Promise<number> {
  const port = await freePort();
  const text = apacheConfig(port, linesFor("apache", pasted), join(folder, "apache"));
  await started("apache2", text, port);
  return port;
}

beforeAll(() => {
  chmodSync(folder, 0o755);
  for (const site of ["nginx", "apache", "hosting"]) make(join(folder, site));
});
afterAll(end);

const isClosed = (status: number) => status === 403 || status === 404;

describe.each([
  ["nginx", nginx, 202],
  ["Apache", apache, 200],
] as const)("%s with the lines of four remedies", (_name, start, php) => {
  it("shows everything before", async () => {
    const found = await statuses(await start("nothing"), [...CLOSED, ...PUBLIC]);
    expect(Object.entries(found).filter(([, status]) => isClosed(status))).toEqual([]);
  });

  it("closes what was found, and leaves the rest as it was", async () => {
    const port = await start("outside");
    const closed = await statuses(port, CLOSED);
    expect(Object.entries(closed).filter(([, status]) => !isClosed(status))).toEqual([]);
    const expected = PUBLIC.map((path) => [path, path.endsWith(".php") ? php : 200]);
    expect(await statuses(port, PUBLIC)).toEqual(Object.fromEntries(expected));
  });

  it("lets the unit's own addresses in, to nothing else", async () => {
    const port = await start("inside");
    expect(await statuses(port, ["/duong-dan/a.php", "/.env", "/backup.sql"])).toEqual({
      "/duong-dan/a.php": php,
      "/.env": expect.toSatisfy(isClosed),
      "/backup.sql": expect.toSatisfy(isClosed),
    });
  });

  it("closes the whole site but for the renewal of its certificate, where the hint is followed", async () => {
    const found = await statuses(await start("whole site"), PUBLIC);
    const open = Object.entries(found).filter(([, status]) => !isClosed(status));
    expect(open).toEqual([["/.well-known/acme-challenge/token_-09", 200]]);
  });
});

describe("a hosting panel's .htaccess with the lines of four remedies", () => {
  it("closes what was found, and leaves the rest as it was", async () => {
    const port = await freePort();
    const site = join(folder, "hosting");
    const pasted = ACTIONS.map((action) => blockOf(action, "cpanel"));
    writeFileSync(join(site, "wp-login.php"), "login");
    await started("apache2", apacheConfig(port, [], site), port);
    const paths = [...SECRET, ...DEBUG, FOLDER, "/wp-login.php"];
    const before = await statuses(port, paths);
    expect(Object.entries(before).filter(([, status]) => isClosed(status))).toEqual([]);
    writeFileSync(join(site, ".htaccess"), pasted.join("\n"));
    const closed = await statuses(port, paths);
    expect(Object.entries(closed).filter(([, status]) => !isClosed(status))).toEqual([]);
    const open = await statuses(port, PUBLIC);
    expect(Object.entries(open).filter(([, status]) => status !== 200)).toEqual([]);
  });
});
