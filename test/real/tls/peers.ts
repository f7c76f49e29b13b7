// What other tools of the distribution see of a server: suites by version as code points, and groups.
import { spawn } from "node:child_process";
import { readFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { HOST } from "../../helpers/loopback/open-test-door.ts";
import { limits } from "../../detect/tls/looks.ts";

/** Names of suites by version, in alphabetical order. */
export type Suites = ReadonlyMap<string, readonly string[]>;

/** Runs another program to its end without blocking; its exit code says nothing here. */
function outputOf(command: string, ...args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "ignore"] });
    let said = "";
    child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
    child.on("error", reject);
    child.on("close", () => resolve(said));
  });
}

function sorted(found: ReadonlyMap<string, ReadonlySet<string>>): Suites {
  return new Map([...found].map(([version, names]) => [version, [...names].toSorted()]));
}

function add(found: Map<string, Set<string>>, version: string, name: string): void {
  found.set(version, (found.get(version) ?? new Set()).add(name));
}

function nameOf(code: string): string {
  const wanted = code.replace(/^0?x/i, "").toUpperCase().padStart(4, "0");
  return limits.suites.find((suite) => suite.code.toUpperCase() === wanted)?.name ?? code;
}

const NMAP_VERSION: Readonly<Record<string, string>> = { "TLSv1.0": "TLSv1" };

export interface NmapView {
  readonly suites: Suites;
  /** Of every prime of Diffie-Hellman that was shown. */
  readonly dhBits: readonly number[];
}

/** ssl-enum-ciphers, of several ports at once. */
export async function nmapViews(ports: readonly number[]): Promise<ReadonlyMap<number, NmapView>> {
  const script = ["--script", "+ssl-enum-ciphers", "--script-args", `tls.servername=${HOST}`];
  const where = ["-Pn", "-n", "-p", ports.join(","), "-oX", "-", "127.0.0.1"];
  const xml = await outputOf("nmap", ...script, ...where);
  const each = xml.matchAll(/<port protocol="tcp" portid="(\d+)">(.*?)<\/port>/gs);
  return new Map([...each].map(([, port, body = ""]) => [Number(port), nmapView(body)]));
}

/** TLS 1.3 suites go by a name of its own there ("TLS_AKE_WITH_…"). */
function nmapView(xml: string): NmapView {
  const found = new Map<string, Set<string>>();
  const table = /<table key="(SSLv3|TLSv1\.\d)">(.*?)(?=<table key="(?:SSLv3|TLSv1\.\d)">|$)/gs;
  for (const [, version = "", body = ""] of xml.matchAll(table)) {
    for (const [, name = ""] of body.matchAll(/<elem key="name">((?:TLS|SSL)_\w+)<\/elem>/g)) {
      add(found, NMAP_VERSION[version] ?? version, name.replace("TLS_AKE_WITH_", "TLS_"));
    }
  }
  const dhBits = [...xml.matchAll(/<elem key="kex_info">dh (\d+)<\/elem>/g)];
  return { suites: sorted(found), dhBits: dhBits.map(([, bits]) => Number(bits)) };
}

export async function nmapSuites(port: number): Promise<Suites> {
  return (await nmapViews([port])).get(port)?.suites ?? new Map();
}

/** Whether OpenSSL's own client gets to TLS 1.2 with that hash alone for the handshake's signature. */
export async function signsWith(port: number, hash: "SHA1" | "SHA224"): Promise<boolean> {
  const where = ["-connect", `127.0.0.1:${String(port)}`, "-servername", HOST];
  const suites = ["-tls1_2", "-cipher", "kEECDH:kEDH:!aNULL:@SECLEVEL=0"];
  const hashes = ["-sigalgs", `RSA+${hash}:ECDSA+${hash}`];
  const said = await outputOf("openssl", "s_client", ...where, ...suites, ...hashes);
  return said.includes(`Peer signing digest: ${hash}`);
}

export interface SslscanView {
  readonly suites: Suites;
  /** Names of groups in TLS 1.3, in alphabetical order. */
  readonly groups: readonly string[];
}

export async function sslscanView(port: number): Promise<SslscanView> {
  const where = [`--sni-name=${HOST}`, `127.0.0.1:${String(port)}`];
  const xml = await outputOf("sslscan", "--xml=-", ...where);
  const found = new Map<string, Set<string>>();
  for (const [, version = "", id = ""] of xml.matchAll(
    /<cipher [^>]*sslversion="([^"]+)"[^>]*? id="0x([0-9A-Fa-f]+)"/g,
  )) {
    add(found, NMAP_VERSION[version] ?? version, nameOf(id));
  }
  const groups = [...xml.matchAll(/<group sslversion="TLSv1\.3"[^>]*? id="0x([0-9a-f]+)"/g)].map(
    ([, code = ""]) =>
      limits.groups.find((group) => group.code.toLowerCase() === code)?.name ?? code,
  );
  return { suites: sorted(found), groups: groups.toSorted() };
}

const TESTSSL_VERSION: Readonly<Record<string, string>> = {
  ssl3: "SSLv3",
  tls1: "TLSv1",
  tls1_1: "TLSv1.1",
  tls1_2: "TLSv1.2",
  tls1_3: "TLSv1.3",
};
const Row = z.object({ id: z.string() });

/** testssl.sh, every cipher for every protocol: half a minute and more. */
export async function testsslSuites(port: number): Promise<Suites> {
  const folder = mkdtempSync(join(tmpdir(), "rasoat-testssl-"));
  const file = join(folder, "found.json");
  try {
    const quiet = ["--quiet", "--warnings", "off", "--color", "0", "--nodns", "none"];
    await outputOf("testssl", ...quiet, "-E", "--jsonfile", file, `127.0.0.1:${String(port)}`);
    const found = new Map<string, Set<string>>();
    for (const { id } of z.array(Row).parse(JSON.parse(readFileSync(file, "utf8")))) {
      const [, version = "", code = ""] = /^cipher-(\w+?)_x([0-9a-f]+)$/.exec(id) ?? [];
      if (code !== "") add(found, TESTSSL_VERSION[version] ?? version, nameOf(code));
    }
    return sorted(found);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
