// The whole lab: real servers and programs from the distribution on loopback addresses, without a service
// manager, all in one folder. The scanner's traffic meets nothing else.
import { cpSync } from "node:fs";
import { get as getHttp } from "node:http";
import { get as getHttps } from "node:https";
import { readAccessLog, type LoggedRequest } from "./access-log.ts";
import { startApache } from "./apache.ts";
import { makeLabCertificates } from "./certificates.ts";
import { openFolder, type LabFolder } from "./folder.ts";
import { startNginx } from "./nginx.ts";
import { placeSites, type Site, type Sites } from "./sites.ts";
import { startTomcat, tomcatLog } from "./tomcat.ts";
import { installDokuWiki, installMediaWiki } from "./wikis.ts";
import { dumpDatabase, installWordPress, startMariaDb } from "./wordpress.ts";

export interface Lab {
  readonly sites: Sites;
  /** PEM file of the root that signed the sound certificates. */
  readonly root: string;
  /** Every request that any server has logged so far, in the order of time. */
  requests(): readonly LoggedRequest[];
  /** Copies the servers' logs to a folder that outlives the lab. */
  keepLogs(to: string): void;
  close(): Promise<void>;
}

/** @throws Error when the packages are missing (test/real/install.sh) or a server does not start */
export async function openLab(): Promise<Lab> {
  if (process.getuid?.() !== 0) {
    throw new Error("the lab starts servers under the packages' own accounts and needs root");
  }
  const folder = openFolder();
  try {
    return await start(folder);
  } catch (error) {
    await folder.close();
    throw error;
  }
}

async function start(folder: LabFolder): Promise<Lab> {
  const sites = await placeSites();
  const certificates = makeLabCertificates(folder, sites);
  const plain = folder.folder("sites/plain");
  folder.write("sites/plain/index.html", page("Bệnh viện Đa khoa Mẫu"));
  const old = plantOldSite(folder);
  const [socket] = await Promise.all([startMariaDb(folder), startTomcat(folder, sites.tomcat)]);
  const wordpress = installWordPress(
    folder,
    { site: sites.wordpress, fresh: sites["wordpress-new"] },
    socket,
  );
  const mediawikiSettings = installMediaWiki(folder, sites.mediawiki);
  const dokuwikiPrelude = installDokuWiki(folder);
  folder.write("sites/old/backup.sql", dumpDatabase(socket));
  await startApache(folder, {
    sites,
    certificates,
    roots: { wordpress: wordpress.root, plain, old },
    wordpressContent: wordpress.content,
    dokuwikiPrelude,
  });
  await startNginx(folder, { sites, certificates, roots: { plain, old }, mediawikiSettings });
  await warmUp(sites);
  return {
    sites,
    root: certificates.root,
    requests: () =>
      logsOf(folder)
        .flatMap(readAccessLog)
        .toSorted((a, b) => a.at - b.at),
    keepLogs: (to) => {
      cpSync(folder.at("logs"), to, { recursive: true });
      cpSync(tomcatLog(folder), `${to}/tomcat.access.log`);
    },
    close: () => folder.close(),
  };
}

function logsOf(folder: LabFolder): readonly string[] {
  return [
    folder.at("logs", "apache.access.log"),
    folder.at("logs", "nginx.access.log"),
    tomcatLog(folder),
  ];
}

/** In every file that a neglected site leaks; must not be found in anything that the scan leaves behind. */
export const SECRET = "k9-lab-secret-7Qx";

/** A site left to itself: a listed folder, a repository, secrets, a dump, all without any content of worth. */
function plantOldSite(folder: LabFolder): string {
  const plant = (name: string, content: string): string =>
    folder.write(`sites/old/${name}`, content);
  plant("index.html", page("Trung tâm Y tế huyện Mẫu"));
  plant("uploads/lich-truc.txt", "Lịch trực tháng này\n");
  plant(".git/HEAD", "ref: refs/heads/master\n");
  plant(
    ".git/config",
    `[core]\n\tbare = false\n[remote "origin"]\n\turl = https://lab:${SECRET}@git.rasoat.test/web.git\n`,
  );
  plant(".env", `APP_ENV=production\nDB_HOST=localhost\nDB_PASSWORD=${SECRET}\n`);
  plant("config.php.bak", `<?php\n$db_user = 'web';\n$db_password = '${SECRET}';\n`);
  plant("phpinfo.php", "<?php phpinfo();\n");
  return folder.at("sites", "old");
}

function page(title: string): string {
  return `<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><title>${title}</title></head><body>
<header><nav><a href="/">Trang chủ</a></nav></header>
<main><h1>${title}</h1>
<p>Lịch khám bệnh tuần này: từ thứ Hai đến thứ Sáu, 7 giờ đến 16 giờ 30.
Người bệnh mang theo thẻ bảo hiểm y tế và giấy tờ tuỳ thân khi đến khám.</p></main>
<footer><p>Địa chỉ: số 1 đường Mẫu. Điện thoại trực cấp cứu của bệnh viện có tại bảng tin.</p></footer>
</body></html>
`;
}

/** The first visit fills the programs' caches, so that the scan meets them as any other visitor does. */
async function warmUp(sites: Sites): Promise<void> {
  const { mediawiki, dokuwiki, phpmyadmin, wordpress, tomcat } = sites;
  await visit(mediawiki, "/index.php");
  await visit(dokuwiki, "/dokuwiki/doku.php");
  await visit(phpmyadmin, "/phpmyadmin/");
  await visit(wordpress, "/");
  await visit(sites["wordpress-new"], "/wp-admin/install.php");
  await visit(tomcat, "/manager/html");
}

/** One GET over HTTPS where the site has it. @throws Error when the server fails at it */
async function visit(site: Site, path: string): Promise<void> {
  const { name, host, address, http } = site;
  const https = site.servesHttps ? site.https : null;
  const options = { host: address, path, headers: { host: `${host}:${String(https ?? http)}` } };
  const status = await new Promise<number>((done, fail) => {
    const request =
      https === null
        ? getHttp({ ...options, port: http })
        : getHttps({ ...options, port: https, servername: host, rejectUnauthorized: false });
    request.once("error", fail);
    request.once("response", (response) => {
      response.resume().once("end", () => {
        done(response.statusCode ?? 0);
      });
    });
  });
  if (status >= 500) throw new Error(`${name} answers ${String(status)} at ${path}`);
}
