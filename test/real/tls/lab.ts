// TLS servers of the distribution on loopback, each with faults that are known beforehand. Started for one test file
// and ended with it, whatever happens.
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface LabServer {
  readonly name: string;
  readonly port: number;
  /** Process whose CPU time is the target's cost. */
  readonly pid: number;
}

export interface Lab {
  readonly servers: readonly LabServer[];
  readonly rootPem: string;
  readonly end: () => void;
}

const HOST = "www.bv-a.test";
const INTERMEDIATE =
  "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:DHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-GCM-SHA384";

export async function startLab(): Promise<Lab> {
  const folder = mkdtempSync(join(tmpdir(), "rasoat-tls-lab-"));
  const children: ChildProcess[] = [];
  const end = (): void => {
    for (const child of children) child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    makeKeys(folder);
    const run = (command: string, args: readonly string[]): ChildProcess => {
      const child = spawn(command, args, { cwd: folder, stdio: ["pipe", "pipe", "ignore"] });
      children.push(child);
      return child;
    };
    const servers = [
      ...(await startNginx(folder, run)),
      await startOpenssl(run),
      await startGnutls(run),
      await startJava(folder, run),
    ];
    return { servers, rootPem: readFileSync(join(folder, "root.pem"), "utf8"), end };
  } catch (error) {
    end();
    throw error;
  }
}

type Run = (command: string, args: readonly string[]) => ChildProcess;

function openssl(folder: string, ...args: readonly string[]): void {
  execFileSync("openssl", args, { cwd: folder, stdio: "ignore" });
}

function makeKeys(folder: string): void {
  openssl(
    folder,
    ..."req -x509 -newkey rsa:2048 -nodes -keyout root.key -out root.pem -days 80 -subj /CN=Lab".split(
      " ",
    ),
  );
  writeFileSync(join(folder, "san"), `subjectAltName=DNS:${HOST}\n`);
  for (const [name, kind] of [
    ["rsa", "rsa:2048"],
    ["ec", "ec -pkeyopt ec_paramgen_curve:P-256"],
  ] as const) {
    openssl(
      folder,
      ...`req -newkey ${kind} -nodes -keyout ${name}.key -out ${name}.csr -subj /CN=${HOST}`.split(
        " ",
      ),
    );
    openssl(
      folder,
      ...`x509 -req -in ${name}.csr -CA root.pem -CAkey root.key -CAcreateserial -days 60 -extfile san -out ${name}.pem`.split(
        " ",
      ),
    );
  }
  openssl(folder, ..."dhparam -dsaparam -out dh1024.pem 1024".split(" "));
  openssl(folder, ..."dhparam -dsaparam -out dh2048.pem 2048".split(" "));
  openssl(
    folder,
    ..."pkcs12 -export -in rsa.pem -inkey rsa.key -name s -passout pass:rasoat -out rsa.p12".split(
      " ",
    ),
  );
}

async function startNginx(folder: string, run: Run): Promise<readonly LabServer[]> {
  const both = `ssl_certificate ${folder}/rsa.pem; ssl_certificate_key ${folder}/rsa.key; ssl_certificate ${folder}/ec.pem; ssl_certificate_key ${folder}/ec.key;`;
  const one = `ssl_certificate ${folder}/rsa.pem; ssl_certificate_key ${folder}/rsa.key;`;
  const sites = {
    modern: `ssl_certificate ${folder}/ec.pem; ssl_certificate_key ${folder}/ec.key; ssl_protocols TLSv1.3;`,
    intermediate: `${both} ssl_protocols TLSv1.2 TLSv1.3; ssl_ciphers ${INTERMEDIATE}; ssl_prefer_server_ciphers on; ssl_dhparam ${folder}/dh2048.pem;`,
    default: one,
    old: `${one} ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3; ssl_ciphers "ALL:@SECLEVEL=0"; ssl_prefer_server_ciphers on; ssl_dhparam ${folder}/dh1024.pem;`,
  };
  const ports = new Map<string, number>();
  for (const name of Object.keys(sites)) ports.set(name, await freePort());
  const blocks = Object.entries(sites).map(
    ([name, lines]) =>
      `server { listen 127.0.0.1:${String(ports.get(name))} ssl; server_name ${HOST}; ${lines} add_header Strict-Transport-Security "max-age=63072000" always; location / { default_type text/html; return 200 "<h1>A</h1>"; } }`,
  );
  writeFileSync(
    join(folder, "nginx.conf"),
    `daemon off; master_process off; pid ${folder}/nginx.pid; error_log /dev/null;
events { worker_connections 512; }
http { access_log off; client_body_temp_path ${folder}; proxy_temp_path ${folder}; fastcgi_temp_path ${folder}; uwsgi_temp_path ${folder}; scgi_temp_path ${folder};
${blocks.join("\n")} }`,
  );
  const nginx = run("/usr/sbin/nginx", ["-p", folder, "-c", join(folder, "nginx.conf")]);
  for (const port of ports.values()) await answering(port);
  return [...ports].map(([name, port]) => ({ name: `nginx ${name}`, port, pid: nginx.pid ?? 0 }));
}

async function startOpenssl(run: Run): Promise<LabServer> {
  const port = await freePort();
  const child = run("openssl", [
    ...`s_server -accept 127.0.0.1:${String(port)} -cert rsa.pem -key rsa.key -www -quiet`.split(
      " ",
    ),
    "-cipher",
    "ECDHE+AESGCM:NULL-SHA:ADH-AES128-SHA:@SECLEVEL=0",
    "-min_protocol",
    "TLSv1.2",
  ]);
  await answering(port);
  return { name: "openssl NULL and anonymous", port, pid: child.pid ?? 0 };
}

async function startGnutls(run: Run): Promise<LabServer> {
  const port = await freePort();
  const priority = "NORMAL:+VERS-TLS1.0:+VERS-TLS1.1:+ARCFOUR-128:+3DES-CBC:%COMPAT";
  const child = run("gnutls-serv", [
    ...`--port ${String(port)} --http --quiet --x509certfile rsa.pem --x509keyfile rsa.key`.split(
      " ",
    ),
    "--priority",
    priority,
  ]);
  await answering(port);
  return { name: "gnutls RC4 and 3DES", port, pid: child.pid ?? 0 };
}

const JAVA = `import javax.net.ssl.*; import java.io.*; import java.net.*; import java.security.*;
public class Legacy { public static void main(String[] a) throws Exception {
  KeyStore k = KeyStore.getInstance("PKCS12"); k.load(new FileInputStream(a[0]), "rasoat".toCharArray());
  KeyManagerFactory f = KeyManagerFactory.getInstance("SunX509"); f.init(k, "rasoat".toCharArray());
  SSLContext c = SSLContext.getInstance("TLS"); c.init(f.getKeyManagers(), null, null);
  SSLServerSocket s = (SSLServerSocket) c.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
  s.setEnabledProtocols(s.getSupportedProtocols()); s.setEnabledCipherSuites(s.getSupportedCipherSuites());
  System.out.println(s.getLocalPort()); System.out.flush();
  while (true) { SSLSocket t = (SSLSocket) s.accept(); new Thread(() -> { try { t.setSoTimeout(3000); t.startHandshake();
    t.getInputStream().read(new byte[4096]); t.getOutputStream().write("HTTP/1.1 200 OK\\r\\nContent-Type: text/html\\r\\nContent-Length: 5\\r\\nConnection: close\\r\\n\\r\\n<p>A\\n".getBytes()); t.close();
  } catch (Exception e) { try { t.close(); } catch (IOException x) { return; } } }).start(); } } }
`;

/** OpenJDK with its list of disabled algorithms emptied: SSL 3.0 to TLS 1.3, RC4, DES, 3DES, EXPORT, NULL, anonymous. */
async function startJava(folder: string, run: Run): Promise<LabServer> {
  writeFileSync(join(folder, "Legacy.java"), JAVA);
  const emptied = [
    "jdk.tls.disabledAlgorithms=",
    "jdk.tls.legacyAlgorithms=",
    "jdk.certpath.disabledAlgorithms=",
  ];
  writeFileSync(join(folder, "weak.properties"), `${emptied.join("\n")}\n`);
  const child = run("java", [
    "-Djava.security.properties=weak.properties",
    "Legacy.java",
    "rsa.p12",
  ]);
  const port = await new Promise<number>((resolve, reject) => {
    let said = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes("\n")) resolve(Number(said.trim()));
    });
    child.on("exit", () => reject(new Error("java ended")));
  });
  return { name: "OpenJDK with everything", port, pid: child.pid ?? 0 };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

async function answering(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1");
      socket.on("connect", () => resolve(socket.destroy() !== null));
      socket.on("error", () => resolve(false));
    });
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`nothing answers on port ${String(port)}`);
}

/** What the lab needs and this machine lacks; empty when all is there. */
export function missingPrograms(): readonly string[] {
  const needed = [
    "/usr/sbin/nginx",
    "/usr/bin/openssl",
    "/usr/bin/gnutls-serv",
    "/usr/bin/java",
    "/usr/bin/nmap",
  ];
  return needed.filter((path) => !existsSync(path));
}

/** Suites that nmap's ssl-enum-ciphers names, by version. */
export function nmapSuites(port: number): ReadonlyMap<string, readonly string[]> {
  const xml = execFileSync(
    "nmap",
    [
      "-Pn",
      "-n",
      "-p",
      String(port),
      "--script",
      "+ssl-enum-ciphers",
      "--script-args",
      `tls.servername=${HOST}`,
      "-oX",
      "-",
      "127.0.0.1",
    ],
    { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] },
  );
  const byVersion = new Map<string, readonly string[]>();
  for (const [, version = "", body = ""] of xml.matchAll(
    /<table key="(SSLv3|TLSv1\.\d)">(.*?)(?=<table key="(?:SSLv3|TLSv1\.\d)">|$)/gs,
  )) {
    const names = [...body.matchAll(/<elem key="name">((?:TLS|SSL)_[A-Za-z0-9_]+)<\/elem>/g)].map(
      ([, name = ""]) => name,
    );
    byVersion.set(version === "TLSv1.0" ? "TLSv1" : version, [...new Set(names)].toSorted());
  }
  return byVersion;
}
