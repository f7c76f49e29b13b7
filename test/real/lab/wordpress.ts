// WordPress as Debian ships it, on a MariaDB of the lab: installed by its own installer, run from the command line.
import { accountOf, copyTree, give, run, waitForSocket, type LabFolder } from "./folder.ts";
import { securePort, type Site } from "./sites.ts";

export interface WordPressSite {
  readonly root: string;
  readonly content: string;
}

/** Starts MariaDB with a data folder of its own; it listens on a socket only. @returns the socket's path */
export async function startMariaDb(folder: LabFolder): Promise<string> {
  const account = accountOf("mysql");
  const data = folder.folder("mariadb/data", account);
  folder.folder("mariadb", account);
  const socket = folder.at("mariadb", "mariadb.sock");
  run([
    "mariadb-install-db",
    "--no-defaults",
    "--user=mysql",
    `--datadir=${data}`,
    "--skip-test-db",
    "--auth-root-authentication-method=socket",
  ]);
  const daemon = folder.start("mariadb", [
    "mariadbd",
    "--no-defaults",
    "--user=mysql",
    `--datadir=${data}`,
    `--socket=${socket}`,
    `--pid-file=${folder.at("mariadb", "pid")}`,
    "--skip-networking",
    "--innodb-buffer-pool-size=32M",
  ]);
  await waitForSocket(socket, daemon);
  return socket;
}

/** Two sites on one copy: `site` installed, `fresh` as it stands before anybody has run its installer. */
export function installWordPress(
  folder: LabFolder,
  { site, fresh }: { readonly site: Site; readonly fresh: Site },
  socket: string,
): WordPressSite {
  const root = folder.at("wordpress");
  const content = folder.at("wordpress-content");
  copyTree("/usr/share/wordpress", root);
  copyTree("/var/lib/wordpress/wp-content", content);
  give(content, accountOf("www-data"));
  run(["mariadb", "--no-defaults", `--socket=${socket}`], {
    input: `CREATE DATABASE wordpress CHARACTER SET utf8mb4;
CREATE USER wordpress@localhost IDENTIFIED BY 'lab-only';
GRANT ALL ON wordpress.* TO wordpress@localhost;`,
  });
  const urls = {
    site: `https://${site.host}:${String(securePort(site))}`,
    fresh: `http://${fresh.host}:${String(fresh.http)}`,
  };
  folder.write("wordpress/wp-config.php", configuration(socket, content, urls));
  run(
    ["php", "-d", "sendmail_path=/bin/true", folder.write("wordpress-install.php", INSTALL), root],
    {
      account: accountOf("www-data"),
    },
  );
  return { root, content };
}

/** The database of the installed site as its own program writes it out. */
export function dumpDatabase(socket: string): string {
  return run(["mariadb-dump", "--no-defaults", `--socket=${socket}`, "wordpress"]);
}

/** Nothing of its own accord: no cron, no updates, no request to anywhere. The virtual host tells the sites apart. */
function configuration(
  socket: string,
  content: string,
  urls: { readonly site: string; readonly fresh: string },
): string {
  return `<?php
$fresh = getenv('LAB_SITE') === 'fresh';
define('WP_HOME', $fresh ? '${urls.fresh}' : '${urls.site}');
define('WP_SITEURL', WP_HOME);
$table_prefix = $fresh ? 'fresh_' : 'wp_';
define('DB_NAME', 'wordpress');
define('DB_USER', 'wordpress');
define('DB_PASSWORD', 'lab-only');
define('DB_HOST', 'localhost:${socket}');
define('DB_CHARSET', 'utf8mb4');
define('WP_CONTENT_DIR', '${content}');
define('DISABLE_WP_CRON', true);
define('AUTOMATIC_UPDATER_DISABLED', true);
define('WP_HTTP_BLOCK_EXTERNAL', true);
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
`;
}

const INSTALL = `<?php
define('WP_INSTALLING', true);
require $argv[1] . '/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('Trung tâm Y tế Mẫu', 'labadmin', 'lab@wordpress.rasoat.test', true, '', bin2hex(random_bytes(12)));
`;
