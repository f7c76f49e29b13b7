// Test servers of TLS libraries: OpenSSL without a security level, GnuTLS with old suites, Node 24 with hybrid groups.
import { homedir } from "node:os";
import { join } from "node:path";
import { writeFileSync } from "node:fs";
import { answering, freePort, type LabPlace, type LabServer } from "./place.ts";

const CACHE =
  process.env["RASOAT_LAB_CACHE"] ??
  join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "rasoat-lab");

/** Put there by test/real/install-tls.sh. */
export const NODE_24 = join(CACHE, "node-24", "bin", "node");

const OPENSSL: Readonly<Record<string, string>> = {
  "NULL and anonymous too":
    "-cert rsa.pem -key rsa.key -min_protocol TLSv1.2 -cipher ECDHE+AESGCM:NULL-SHA:ADH-AES128-SHA:@SECLEVEL=0",
  "NULL and anonymous only":
    "-cert rsa.pem -key rsa.key -no_tls1_3 -min_protocol TLSv1.2 -cipher eNULL:aNULL:@SECLEVEL=0",
  "NULL below TLS 1.3":
    "-cert rsa.pem -key rsa.key -min_protocol TLSv1.2 -cipher NULL-SHA256:NULL-SHA:@SECLEVEL=0",
  "TLS 1.0 only":
    "-cert rsa.pem -key rsa.key -dhparam dh1024.pem -min_protocol TLSv1 -max_protocol TLSv1 -cipher ALL:@SECLEVEL=0",
  "client certificate":
    "-cert rsa.pem -key rsa.key -Verify 1 -verify_return_error -CAfile root.pem",
};

export async function startOpenssl({ run }: LabPlace): Promise<readonly LabServer[]> {
  const servers: LabServer[] = [];
  for (const [name, options] of Object.entries(OPENSSL)) {
    const port = await freePort();
    const where = `s_server -accept 127.0.0.1:${String(port)} -www -quiet ${options}`;
    const child = run("/usr/bin/openssl", ...where.split(" "));
    await answering(port);
    servers.push({ name: `OpenSSL ${name}`, port, pid: child.pid ?? 0 });
  }
  return servers;
}

const GNUTLS: Readonly<Record<string, string>> = {
  "RC4 and 3DES": "NORMAL:+VERS-TLS1.0:+VERS-TLS1.1:+ARCFOUR-128:+3DES-CBC:%COMPAT",
  "as it comes": "NORMAL",
};

export async function startGnutls({ run }: LabPlace): Promise<readonly LabServer[]> {
  const servers: LabServer[] = [];
  for (const [name, priority] of Object.entries(GNUTLS)) {
    const port = await freePort();
    const where = `--port ${String(port)} --http --quiet --x509certfile rsa.pem --x509keyfile rsa.key`;
    const child = run("/usr/bin/gnutls-serv", ...where.split(" "), "--priority", priority);
    await answering(port);
    servers.push({ name: `GnuTLS ${name}`, port, pid: child.pid ?? 0 });
  }
  return servers;
}

const SERVER = `import { readFileSync } from "node:fs"; import { createServer } from "node:https";
const [cert, key] = ["ec.pem", "ec.key"].map((file) => readFileSync(file));
const server = createServer({ cert, key }, (_, answer) => {
  answer.writeHead(200, { "content-type": "text/html", "strict-transport-security": "max-age=63072000" }).end("<h1>A</h1>");
});
server.on("tlsClientError", () => undefined);
server.listen(Number(process.argv[2]), "127.0.0.1");
`;

/** Its OpenSSL is 3.5 or newer, which chooses X25519MLKEM768 by default. */
export async function startNode({ folder, run }: LabPlace): Promise<readonly LabServer[]> {
  const port = await freePort();
  writeFileSync(join(folder, "server.mjs"), SERVER);
  const child = run(NODE_24, "server.mjs", String(port));
  await answering(port);
  return [{ name: "Node 24 as it comes", port, pid: child.pid ?? 0 }];
}
