// Apache with the packaged modules and snippets, virtual hosts of the lab: WordPress, DokuWiki, phpMyAdmin,
// Adminer, and a plain site in a modern and in an old TLS setting.
import { existsSync, readdirSync } from "node:fs";
import { APACHE_FORMAT } from "./access-log.ts";
import type { LabCertificates } from "./certificates.ts";
import { accountOf, waitForPort, type Daemon, type LabFolder } from "./folder.ts";
import { securePort, type Site, type Sites } from "./sites.ts";

const MODULES = [
  "mpm_prefork",
  "authz_core",
  "authz_host",
  "access_compat",
  "alias",
  "autoindex",
  "deflate",
  "dir",
  "env",
  "filter",
  "headers",
  "mime",
  "negotiation",
  "reqtimeout",
  "rewrite",
  "setenvif",
  "socache_shmcb",
  "ssl",
  "status",
];
const PACKAGED = "/etc/apache2/mods-available";

export interface ApacheSites {
  readonly sites: Sites;
  readonly certificates: LabCertificates;
  /** Document roots. */
  readonly roots: { readonly wordpress: string; readonly plain: string; readonly old: string };
  /** wp-content of the WordPress site. */
  readonly wordpressContent: string;
  /** PHP file that tells the packaged DokuWiki where its configuration is. */
  readonly dokuwikiPrelude: string;
}

export async function startApache(folder: LabFolder, what: ApacheSites): Promise<void> {
  folder.folder("apache");
  folder.folder("php-sessions", accountOf("www-data"));
  const file = folder.write("apache/apache.conf", configuration(folder, what));
  const daemon = folder.start("apache", ["apache2", "-D", "FOREGROUND", "-f", file], {
    env: {
      APACHE_RUN_DIR: folder.at("apache"),
      APACHE_LOG_DIR: folder.at("logs"),
    },
  });
  await allListen(what.sites, daemon);
}

async function allListen(sites: Sites, daemon: Daemon): Promise<void> {
  for (const site of apacheSites(sites)) {
    await waitForPort(site.address, site.http, daemon);
    if (site.servesHttps) await waitForPort(site.address, securePort(site), daemon);
  }
}

function apacheSites(sites: Sites): readonly Site[] {
  const { wordpress, dokuwiki, phpmyadmin, adminer } = sites;
  const plain = [sites["apache-modern"], sites["apache-old"]];
  return [wordpress, sites["wordpress-new"], dokuwiki, phpmyadmin, adminer, ...plain];
}

function configuration(folder: LabFolder, what: ApacheSites): string {
  const listens = apacheSites(what.sites).flatMap((site) => [
    `Listen ${site.address}:${String(site.http)} http`,
    ...(site.servesHttps ? [`Listen ${site.address}:${String(securePort(site))} https`] : []),
  ]);
  return [
    `DefaultRuntimeDir ${folder.at("apache")}`,
    `PidFile ${folder.at("apache", "pid")}`,
    "User www-data",
    "Group www-data",
    "ServerName lab.rasoat.test",
    "KeepAlive On",
    "KeepAliveTimeout 5",
    `ErrorLog ${folder.at("logs", "apache.error.log")}`,
    ...[...MODULES, phpModule()].flatMap(includeModule),
    ...SHIPPED,
    `LogFormat "${APACHE_FORMAT}" lab`,
    `CustomLog ${folder.at("logs", "apache.access.log")} lab`,
    `php_admin_value session.save_path ${folder.at("php-sessions")}`,
    `php_admin_value sendmail_path /bin/true`,
    `php_admin_value date.timezone Asia/Ho_Chi_Minh`,
    ...listens,
    ...wordpressHosts(what),
    ...packagedHosts(what),
    ...modernHosts(what),
    ...oldHosts(what),
    "",
  ].join("\n");
}

/** What the packaged apache2.conf says for every site; mod_status without its packaged location. */
const SHIPPED = [
  "<Directory />",
  "  Options FollowSymLinks",
  "  AllowOverride None",
  "  Require all denied",
  "</Directory>",
  "<Directory /usr/share>",
  "  AllowOverride None",
  "  Require all granted",
  "</Directory>",
  "AccessFileName .htaccess",
  '<FilesMatch "^\\.ht">',
  "  Require all denied",
  "</FilesMatch>",
  "Include /etc/apache2/conf-available/charset.conf",
  "Include /etc/apache2/conf-available/localized-error-pages.conf",
  "Include /etc/apache2/conf-available/security.conf",
];

function phpModule(): string {
  const file = readdirSync(PACKAGED).find((name) => /^php\d.*\.load$/.test(name));
  if (file === undefined) throw new Error("libapache2-mod-php is not installed");
  return file.replace(".load", "");
}

function includeModule(name: string): readonly string[] {
  const settings = `${PACKAGED}/${name}.conf`;
  const isWanted = name !== "status" && existsSync(settings);
  return [`Include ${PACKAGED}/${name}.load`, ...(isWanted ? [`Include ${settings}`] : [])];
}

function virtualHost(site: Site, port: number, lines: readonly string[]): string[] {
  return [
    `<VirtualHost ${site.address}:${String(port)}>`,
    `  ServerName ${site.host}`,
    ...lines.map((line) => `  ${line}`),
    "</VirtualHost>",
  ];
}

function directory(path: string, options: string): string[] {
  return [
    `<Directory ${path}>`,
    `  Options ${options}`,
    "  AllowOverride None",
    "  Require all granted",
    "</Directory>",
  ];
}

function modernTls({ chain, key }: { readonly chain: string; readonly key: string }): string[] {
  return [
    "SSLEngine on",
    "SSLProtocol -all +TLSv1.2 +TLSv1.3",
    "SSLCipherSuite ECDHE+AESGCM:ECDHE+CHACHA20",
    `SSLCertificateFile ${chain}`,
    `SSLCertificateKeyFile ${key}`,
    'Header always set Strict-Transport-Security "max-age=63072000; includeSubDomains"',
  ];
}

function redirectHost(site: Site): string[] {
  const target = `https://${site.host}:${String(securePort(site))}/`;
  return virtualHost(site, site.http, [`Redirect permanent / ${target}`]);
}

/** "A defined virtual host" of the package's example: behind a redirect to HTTPS, and a fresh one without. */
function wordpressHosts({ sites, certificates, roots, wordpressContent }: ApacheSites): string[] {
  const served = [
    `DocumentRoot ${roots.wordpress}`,
    "DirectoryIndex index.php index.html",
    `Alias /wp-content ${wordpressContent}`,
    ...directory(roots.wordpress, "FollowSymLinks"),
    ...directory(wordpressContent, "FollowSymLinks"),
  ];
  const fresh = sites["wordpress-new"];
  return [
    ...redirectHost(sites.wordpress),
    ...virtualHost(sites.wordpress, securePort(sites.wordpress), [
      ...modernTls(certificates.files.wordpress),
      ...served,
    ]),
    ...virtualHost(fresh, fresh.http, ["SetEnv LAB_SITE fresh", ...served]),
  ];
}

/** The packages' own Apache snippets, as their maintainers wrote them. */
function packagedHosts({ sites, certificates, roots, dokuwikiPrelude }: ApacheSites): string[] {
  const plain = [`DocumentRoot ${roots.plain}`, ...directory(roots.plain, "FollowSymLinks")];
  const wiki = [
    ...plain,
    `php_admin_value auto_prepend_file ${dokuwikiPrelude}`,
    "Include /etc/dokuwiki/apache.conf",
    "RedirectMatch ^/$ /dokuwiki/",
  ];
  const { chain, key } = certificates.files.dokuwiki;
  return [
    ...virtualHost(sites.dokuwiki, sites.dokuwiki.http, wiki),
    ...virtualHost(sites.dokuwiki, securePort(sites.dokuwiki), [
      "SSLEngine on",
      `SSLCertificateFile ${chain}`,
      `SSLCertificateKeyFile ${key}`,
      ...wiki,
    ]),
    ...virtualHost(sites.phpmyadmin, sites.phpmyadmin.http, [
      ...plain,
      "Include /etc/phpmyadmin/apache.conf",
    ]),
    ...virtualHost(sites.adminer, sites.adminer.http, [
      ...plain,
      "Include /etc/apache2/conf-available/adminer.conf",
    ]),
  ];
}

function modernHosts({ sites, certificates, roots }: ApacheSites): string[] {
  const site = sites["apache-modern"];
  return [
    ...redirectHost(site),
    ...virtualHost(site, securePort(site), [
      ...modernTls(certificates.files["apache-modern"]),
      `DocumentRoot ${roots.plain}`,
      ...directory(roots.plain, "FollowSymLinks"),
    ]),
  ];
}

/** TLS 1.0 to 1.2, no HSTS, no redirect; the status page for everybody, listings on. */
function oldHosts({ sites, certificates, roots }: ApacheSites): string[] {
  const site = sites["apache-old"];
  const { chain, key } = certificates.files["apache-old"];
  const served = [
    `DocumentRoot ${roots.old}`,
    ...directory(roots.old, "Indexes FollowSymLinks"),
    "<Location /server-status>",
    "  SetHandler server-status",
    "  Require all granted",
    "</Location>",
  ];
  return [
    ...virtualHost(site, site.http, served),
    ...virtualHost(site, securePort(site), [
      "SSLEngine on",
      "SSLProtocol -all +TLSv1 +TLSv1.1 +TLSv1.2",
      "SSLCipherSuite ALL:@SECLEVEL=0",
      `SSLCertificateFile ${chain}`,
      `SSLCertificateKeyFile ${key}`,
      ...served,
    ]),
  ];
}
