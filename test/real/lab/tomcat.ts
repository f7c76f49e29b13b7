// Tomcat with its manager and host manager, as packaged: only the address, the port and the log format are the lab's.
import { readFileSync } from "node:fs";
import { tomcatFormat } from "./access-log.ts";
import { accountOf, copyTree, give, waitForPort, type LabFolder } from "./folder.ts";
import type { Site } from "./sites.ts";

export async function startTomcat(folder: LabFolder, site: Site): Promise<void> {
  const account = accountOf("tomcat");
  const base = folder.folder("tomcat");
  copyTree("/etc/tomcat10", folder.at("tomcat", "conf"));
  copyTree("/var/lib/tomcat10/webapps", folder.at("tomcat", "webapps"));
  for (const name of ["logs", "work", "temp"]) folder.folder(`tomcat/${name}`);
  folder.write("tomcat/conf/server.xml", serverXml(site));
  give(base, account);
  const daemon = folder.start("tomcat", ["/usr/share/tomcat10/bin/catalina.sh", "run"], {
    account,
    cwd: base,
    env: {
      CATALINA_HOME: "/usr/share/tomcat10",
      CATALINA_BASE: base,
      CATALINA_TMPDIR: folder.at("tomcat", "temp"),
      JAVA_OPTS: "-Djava.awt.headless=true -Xmx192m",
    },
  });
  await waitForPort(site.address, site.http, daemon);
}

export function tomcatLog(folder: LabFolder): string {
  return folder.at("tomcat", "logs", "access.log");
}

function serverXml({ address, http }: Site): string {
  const packaged = readFileSync("/etc/tomcat10/server.xml", "utf8");
  const placed = packaged.replace(
    '<Connector port="8080" protocol="HTTP/1.1"',
    `<Connector address="${address}" port="${String(http)}" protocol="HTTP/1.1"`,
  );
  const logged = placed.replace(
    /prefix="localhost_access_log" suffix="\.txt"\s+pattern="[^"]*"/,
    `prefix="access" suffix=".log" rotatable="false" buffered="false" pattern="${tomcatFormat(address)}"`,
  );
  if (placed === packaged || logged === placed)
    throw new Error("the packaged server.xml looks different");
  return logged;
}
