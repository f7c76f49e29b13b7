// OpenJDK with its list of disabled algorithms emptied: SSL 3.0 to TLS 1.3 with RC4, DES, 3DES, EXPORT, NULL and
// anonymous suites. Started from source, so that nothing is built.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LabPlace, LabServer } from "./place.ts";

const SOURCE = `import javax.net.ssl.*; import java.io.*; import java.net.*; import java.security.*;
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

const EMPTIED = [
  "jdk.tls.disabledAlgorithms=",
  "jdk.tls.legacyAlgorithms=",
  "jdk.certpath.disabledAlgorithms=",
];

export async function startJava({ folder, run }: LabPlace): Promise<readonly LabServer[]> {
  writeFileSync(join(folder, "Legacy.java"), SOURCE);
  writeFileSync(join(folder, "weak.properties"), `${EMPTIED.join("\n")}\n`);
  const properties = "-Djava.security.properties=weak.properties";
  const child = run("/usr/bin/java", properties, "Legacy.java", "rsa.p12");
  const port = await new Promise<number>((resolve, reject) => {
    let said = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes("\n")) resolve(Number(said.trim()));
    });
    child.on("exit", () => reject(new Error("java ended")));
  });
  return [{ name: "OpenJDK with everything", port, pid: child.pid ?? 0 }];
}
