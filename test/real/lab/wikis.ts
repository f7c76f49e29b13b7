// MediaWiki, installed by its own maintenance script on SQLite, and DokuWiki with the packaged configuration
// and data copied, so that the packages' folders stay as they are.
import { appendFileSync, readFileSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { accountOf, copyTree, give, run, type LabFolder } from "./folder.ts";
import type { Site } from "./sites.ts";

/** @returns the path of LocalSettings.php */
export function installMediaWiki(folder: LabFolder, site: Site): string {
  const account = accountOf("www-data");
  const home = folder.folder("mediawiki");
  folder.folder("mediawiki/data");
  run([
    "php",
    "/usr/share/mediawiki/maintenance/install.php",
    "--dbtype=sqlite",
    `--dbpath=${home}/data`,
    `--confpath=${home}`,
    `--server=http://${site.host}:${String(site.http)}`,
    "--scriptpath=",
    "--lang=vi",
    `--pass=${randomBytes(12).toString("hex")}`,
    "Trạm Y tế Mẫu",
    "Labadmin",
  ]);
  const settings = folder.at("mediawiki", "LocalSettings.php");
  // No work of its own accord while it is looked at, and its files in the lab.
  appendFileSync(
    settings,
    [
      "",
      "$wgJobRunRate = 0;",
      `$wgCacheDirectory = '${folder.folder("mediawiki/cache")}';`,
      `$wgUploadDirectory = '${folder.folder("mediawiki/images")}';`,
      "",
    ].join("\n"),
  );
  give(home, account);
  return settings;
}

/** @returns the path of the PHP file that names the configuration's folder to the packaged program */
export function installDokuWiki(folder: LabFolder): string {
  const settings = folder.at("dokuwiki", "conf");
  const data = folder.at("dokuwiki", "data");
  copyTree("/etc/dokuwiki", settings);
  copyTree("/var/lib/dokuwiki/data", data);
  const local = readFileSync("/etc/dokuwiki/local.php", "utf8");
  folder.write("dokuwiki/conf/local.php", `${local}\n$conf['savedir'] = '${data}';\n`);
  folder.write(
    "dokuwiki/data/pages/start.txt",
    "====== Khoa Dược ======\n\nLịch trực của khoa trong tháng.\n",
  );
  give(folder.at("dokuwiki"), accountOf("www-data"));
  return folder.write(
    "dokuwiki/prelude.php",
    `<?php define('DOKU_MAIN_CONF', '${settings}/'); define('DOKU_CONF', '${settings}/');\n`,
  );
}
