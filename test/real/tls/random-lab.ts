// Starts servers with drawn settings: a process each for OpenSSL and GnuTLS, one for all of nginx, one for all of OpenJDK.
import { execFileSync, type ChildProcess } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { join } from "node:path";
import { HOST } from "../../helpers/loopback/open-test-door.ts";
import { keptPlace } from "./kept.ts";
import { makeKeys } from "./keys.ts";
import { answering, freePort, type LabPlace } from "./place.ts";
import { drawSettings, KEYS, type Counts, type Drawn } from "./random-settings.ts";

export interface RandomServer {
  readonly drawn: Drawn;
  readonly port: number;
}

export interface RandomLab {
  /** Only those that started: some settings contradict themselves. */
  readonly servers: readonly RandomServer[];
  readonly rootPem: string;
  readonly end: () => void;
}

export async function startRandomLab(seed: number, counts: Counts): Promise<RandomLab> {
  const place = keptPlace("rasoat-tls-random-");
  try {
    makeKeys(place.folder);
    makeMoreKeys(place.folder);
    const java = await startJava(place);
    const drawn = drawSettings(seed, counts, java.suites);
    const servers: RandomServer[] = [];
    // One after the other: ports are found by trying.
    for (const one of drawn) {
      const port = one.stack === "java" ? await java.open(one) : await startAlone(place, one);
      if (port !== null) servers.push({ drawn: one, port });
    }
    const rootPem = readFileSync(join(place.folder, "root.pem"), "utf8");
    return { servers, rootPem, end: place.end };
  } catch (error) {
    place.end();
    throw error;
  }
}

function makeMoreKeys(folder: string): void {
  const commands = [
    `req -newkey rsa:1024 -nodes -keyout weak.key -out weak.csr -subj /CN=${HOST}`,
    "x509 -req -in weak.csr -CA root.pem -CAkey root.key -CAcreateserial -days 60 -extfile san -out weak.pem",
    ...KEYS.map(
      (key) =>
        `pkcs12 -export -in ${key}.pem -inkey ${key}.key -name ${key} -passout pass:rasoat -out ${key}.p12`,
    ),
  ];
  for (const command of commands) {
    execFileSync("openssl", command.split(" "), { cwd: folder, stdio: "ignore" });
  }
}

async function startAlone(place: LabPlace, drawn: Drawn): Promise<number | null> {
  const port = await freePort();
  const child = run(place, drawn, port);
  const ended = new Promise<boolean>((resolve) => child.on("exit", () => resolve(false)));
  const isUp = await Promise.race([
    ended,
    answering(port).then(
      () => true,
      () => false,
    ),
  ]);
  return isUp ? port : null;
}

function run(place: LabPlace, { keys, ...drawn }: Drawn, port: number): ChildProcess {
  const [first = "rsa", second] = keys;
  switch (drawn.stack) {
    case "openssl": {
      const where = ["s_server", "-accept", `127.0.0.1:${String(port)}`, "-www", "-quiet"];
      const cert = ["-cert", `${first}.pem`, "-key", `${first}.key`];
      const more =
        second === undefined ? [] : ["-dcert", `${second}.pem`, "-dkey", `${second}.key`];
      return place.run("/usr/bin/openssl", ...where, ...cert, ...more, ...drawn.options);
    }
    case "gnutls": {
      const cert = keys.flatMap((key) => [
        "--x509certfile",
        `${key}.pem`,
        "--x509keyfile",
        `${key}.key`,
      ]);
      const where = ["--port", String(port), "--http", "--quiet"];
      return place.run("/usr/bin/gnutls-serv", ...where, ...cert, "--priority", drawn.priority);
    }
    case "nginx":
      return runNginx(place, { ...drawn, keys }, port);
    case "java":
      throw new Error("OpenJDK opens its ports itself");
  }
}

function runNginx(
  { folder, run: start }: LabPlace,
  { keys, lines }: Extract<Drawn, { stack: "nginx" }>,
  port: number,
): ChildProcess {
  const file = join(folder, `nginx-${String(port)}.conf`);
  const certs = keys.map(
    (key) => `ssl_certificate ${folder}/${key}.pem; ssl_certificate_key ${folder}/${key}.key;`,
  );
  const temp = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (kind) => `${kind}_temp_path ${folder};`,
  );
  writeFileSync(
    file,
    `daemon off; master_process off; pid ${file}.pid; error_log /dev/null; events { worker_connections 256; }
http { access_log off; ${temp.join(" ")} server { listen 127.0.0.1:${String(port)} ssl; server_name ${HOST};
${certs.join(" ")} ${lines} location / { default_type text/html; return 200 "<h1>A</h1>"; } } }`,
  );
  return start("/usr/sbin/nginx", "-p", folder, "-c", file);
}

/** A line of settings in, a port out; first of all the suites that this runtime knows. */
const SOURCE = `import javax.net.ssl.*; import java.io.*; import java.net.*; import java.security.*;
public class Many { public static void main(String[] a) throws Exception { char[] w = "rasoat".toCharArray();
  System.out.println(String.join(",", SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites()));
  BufferedReader in = new BufferedReader(new InputStreamReader(System.in)); String line;
  while ((line = in.readLine()) != null) { String[] p = line.split(" "); KeyStore all = KeyStore.getInstance("PKCS12"); all.load(null, null);
    for (String f : p[0].split(",")) { KeyStore k = KeyStore.getInstance("PKCS12"); k.load(new FileInputStream(f + ".p12"), w); all.setKeyEntry(f, k.getKey(f, w), w, k.getCertificateChain(f)); }
    KeyManagerFactory f = KeyManagerFactory.getInstance("SunX509"); f.init(all, w); SSLContext c = SSLContext.getInstance("TLS"); c.init(f.getKeyManagers(), null, null);
    SSLServerSocket s = (SSLServerSocket) c.getServerSocketFactory().createServerSocket(0, 200, InetAddress.getByName("127.0.0.1"));
    s.setEnabledProtocols(p[1].split(",")); s.setEnabledCipherSuites(p[2].split(","));
    SSLParameters q = s.getSSLParameters(); q.setUseCipherSuitesOrder(p[3].equals("true")); s.setSSLParameters(q);
    new Thread(() -> { while (true) { try { SSLSocket t = (SSLSocket) s.accept(); new Thread(() -> { try (t) { t.setSoTimeout(3000); t.startHandshake(); t.getInputStream().read(new byte[4096]);
      t.getOutputStream().write("HTTP/1.1 200 OK\\r\\nContent-Type: text/html\\r\\nContent-Length: 5\\r\\nConnection: close\\r\\n\\r\\n<p>A\\n".getBytes());
    } catch (IOException e) { return; } }).start(); } catch (IOException e) { return; } } }).start();
    System.out.println(s.getLocalPort()); } } }
`;
const EMPTIED = ["jdk.tls.disabledAlgorithms=", "jdk.tls.legacyAlgorithms="];

async function startJava({ folder, run: start }: LabPlace) {
  writeFileSync(join(folder, "Many.java"), SOURCE);
  writeFileSync(join(folder, "weak.properties"), `${EMPTIED.join("\n")}\n`);
  const child = start("/usr/bin/java", "-Djava.security.properties=weak.properties", "Many.java");
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) throw new Error("java has no pipes");
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error("java ended");
    return value;
  };
  const suites = (await next()).split(",").filter((name) => !name.endsWith("SCSV"));
  return {
    suites,
    open: async (drawn: Extract<Drawn, { stack: "java" }>): Promise<number> => {
      const words = [drawn.keys, drawn.protocols, drawn.suites, [drawn.serverOrder]];
      stdin.write(`${words.map((list) => list.join(",")).join(" ")}\n`);
      return Number(await next());
    },
  };
}
