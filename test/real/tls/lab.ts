// TLS servers of the distribution on loopback, each with faults that are known beforehand. Started for one test file
// and ended with it, whatever happens.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { startJava } from "./java.ts";
import { keptPlace } from "./kept.ts";
import { makeKeys } from "./keys.ts";
import type { LabServer } from "./place.ts";
import { NODE_24, startGnutls, startNode, startOpenssl } from "./stacks.ts";
import { startApache, startNginx } from "./web-servers.ts";

export interface Lab {
  readonly servers: readonly LabServer[];
  readonly rootPem: string;
  readonly end: () => void;
}

export async function startLab(): Promise<Lab> {
  const missing = missingPrograms().join(", ");
  if (missing !== "") throw new Error(`run test/real/install-tls.sh first; missing: ${missing}`);
  const place = keptPlace("rasoat-tls-lab-");
  const { folder, end } = place;
  try {
    makeKeys(folder);
    const started = [startNginx, startApache, startOpenssl, startGnutls, startJava, startNode];
    const servers: LabServer[] = [];
    // One after the other: ports are found by trying.
    for (const start of started) servers.push(...(await start(place)));
    const rootPem = readFileSync(join(folder, "root.pem"), "utf8");
    return { servers, rootPem, end };
  } catch (error) {
    end();
    throw error;
  }
}

/** @throws Error when the lab has no such server */
export function serverOf(lab: Lab, name: string): LabServer {
  const server = lab.servers.find((one) => one.name === name);
  if (server === undefined) throw new Error(`no server ${name}`);
  return server;
}

function missingPrograms(): readonly string[] {
  const programs = [
    "/usr/sbin/nginx",
    "/usr/sbin/apache2",
    "/usr/bin/openssl",
    "/usr/bin/gnutls-serv",
    "/usr/bin/java",
    "/usr/bin/nmap",
    "/usr/bin/sslscan",
    "/usr/bin/testssl",
    NODE_24,
  ];
  return programs.filter((path) => !existsSync(path));
}
