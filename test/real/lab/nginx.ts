// nginx: a plain site in a modern and in an old TLS setting, and MediaWiki through PHP-FPM.
import { readdirSync } from "node:fs";
import { NGINX_FORMAT } from "./access-log.ts";
import type { LabCertificates } from "./certificates.ts";
import { accountOf, waitForPort, waitForSocket, type LabFolder } from "./folder.ts";
import { securePort, type Sites } from "./sites.ts";

export interface NginxSites {
  readonly sites: Sites;
  readonly certificates: LabCertificates;
  readonly roots: { readonly plain: string; readonly old: string };
  /** LocalSettings.php of the wiki. */
  readonly mediawikiSettings: string;
}

export async function startNginx(folder: LabFolder, what: NginxSites): Promise<void> {
  const { sites } = what;
  folder.folder("nginx");
  const socket = await startPhp(folder);
  const file = folder.write("nginx/nginx.conf", configuration(folder, what, socket));
  const daemon = folder.start("nginx", ["nginx", "-c", file, "-p", folder.at("nginx")]);
  await waitForPort(sites.mediawiki.address, sites.mediawiki.http, daemon);
  for (const site of [sites["nginx-modern"], sites["nginx-old"]]) {
    await waitForPort(site.address, site.http, daemon);
    await waitForPort(site.address, securePort(site), daemon);
  }
}

/** @returns the path of PHP's socket */
async function startPhp(folder: LabFolder): Promise<string> {
  const program = readdirSync("/usr/sbin").find((name) => /^php-fpm\d/.test(name));
  if (program === undefined) throw new Error("php-fpm is not installed");
  const socket = folder.at("php-fpm", "php.sock");
  folder.folder("php-fpm", accountOf("www-data"));
  const file = folder.write(
    "php-fpm/php-fpm.conf",
    [
      "[global]",
      "daemonize = no",
      `error_log = ${folder.at("logs", "php-fpm.error.log")}`,
      "[www]",
      "user = www-data",
      "group = www-data",
      `listen = ${socket}`,
      "listen.owner = www-data",
      "listen.group = www-data",
      "pm = static",
      "pm.max_children = 4",
      `php_admin_value[session.save_path] = ${folder.at("php-fpm")}`,
      "php_admin_value[sendmail_path] = /bin/true",
      "php_admin_value[date.timezone] = Asia/Ho_Chi_Minh",
      "",
    ].join("\n"),
  );
  await waitForSocket(
    socket,
    folder.start("php-fpm", [program, "--nodaemonize", "--fpm-config", file]),
  );
  return socket;
}

function configuration(folder: LabFolder, what: NginxSites, socket: string): string {
  const temporary = ["client_body", "fastcgi", "proxy", "scgi", "uwsgi"].map(
    (kind) => `  ${kind}_temp_path ${folder.at("nginx", kind)};`,
  );
  return [
    "user www-data;",
    "worker_processes 1;",
    "daemon off;",
    `pid ${folder.at("nginx", "pid")};`,
    `error_log ${folder.at("logs", "nginx.error.log")};`,
    "events { worker_connections 256; }",
    "http {",
    "  include /etc/nginx/mime.types;",
    "  default_type application/octet-stream;",
    "  sendfile on;",
    "  gzip on;",
    `  log_format lab "${NGINX_FORMAT}";`,
    `  access_log ${folder.at("logs", "nginx.access.log")} lab;`,
    ...temporary,
    ...modernServers(what),
    ...oldServers(what),
    ...mediawikiServer(what, socket),
    "}",
    "",
  ].join("\n");
}

function modernServers({ sites, certificates, roots }: NginxSites): string[] {
  const site = sites["nginx-modern"];
  const { chain, key } = certificates.files["nginx-modern"];
  const secure = String(securePort(site));
  return [
    "  server {",
    `    listen ${site.address}:${String(site.http)};`,
    `    server_name ${site.host};`,
    `    return 301 https://${site.host}:${secure}$request_uri;`,
    "  }",
    "  server {",
    `    listen ${site.address}:${secure} ssl http2;`,
    `    server_name ${site.host};`,
    `    ssl_certificate ${chain};`,
    `    ssl_certificate_key ${key};`,
    "    ssl_protocols TLSv1.2 TLSv1.3;",
    "    ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;",
    '    add_header Strict-Transport-Security "max-age=63072000; includeSubDomains" always;',
    "    server_tokens off;",
    `    root ${roots.plain};`,
    "  }",
  ];
}

/** TLS 1.0 to 1.2, no HSTS, no redirect, the status page for everybody, listings on. */
function oldServers({ sites, certificates, roots }: NginxSites): string[] {
  const site = sites["nginx-old"];
  const { chain, key } = certificates.files["nginx-old"];
  return [
    "  server {",
    `    listen ${site.address}:${String(site.http)};`,
    `    listen ${site.address}:${String(securePort(site))} ssl;`,
    `    server_name ${site.host};`,
    `    ssl_certificate ${chain};`,
    `    ssl_certificate_key ${key};`,
    "    ssl_protocols TLSv1 TLSv1.1 TLSv1.2;",
    "    ssl_ciphers ALL:@SECLEVEL=0;",
    `    root ${roots.old};`,
    "    autoindex on;",
    "    location = /nginx_status { stub_status; }",
    "  }",
  ];
}

function mediawikiServer({ sites, mediawikiSettings }: NginxSites, socket: string): string[] {
  return [
    "  server {",
    `    listen ${sites.mediawiki.address}:${String(sites.mediawiki.http)};`,
    `    server_name ${sites.mediawiki.host};`,
    "    root /var/lib/mediawiki;",
    "    index index.php;",
    "    location / { try_files $uri $uri/ =404; }",
    "    location ~ \\.php$ {",
    "      try_files $uri =404;",
    "      include /etc/nginx/fastcgi_params;",
    "      fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;",
    `      fastcgi_param MW_CONFIG_FILE ${mediawikiSettings};`,
    `      fastcgi_pass unix:${socket};`,
    "    }",
    "  }",
  ];
}
