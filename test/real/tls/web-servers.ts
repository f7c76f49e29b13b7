// nginx and Apache with the settings that are met in the field: as packaged, modern, intermediate, old.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { HOST } from "../../helpers/loopback/open-test-door.ts";
import { answering, freePort, type LabPlace, type LabServer } from "./place.ts";

/** Mozilla's intermediate list before it dropped DHE: still what most servers carry. */
const INTERMEDIATE =
  "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:DHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-GCM-SHA384";
const HSTS = "max-age=63072000";

async function ports(names: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  for (const name of names) found.set(name, await freePort());
  return found;
}

export async function startNginx({ folder, run }: LabPlace): Promise<readonly LabServer[]> {
  const pair = (kind: string) =>
    `ssl_certificate ${folder}/${kind}.pem; ssl_certificate_key ${folder}/${kind}.key;`;
  const sites: Readonly<Record<string, string>> = {
    modern: `${pair("ec")} ssl_protocols TLSv1.3;`,
    intermediate: `${pair("rsa")} ${pair("ec")} ssl_protocols TLSv1.2 TLSv1.3; ssl_ciphers ${INTERMEDIATE}; ssl_prefer_server_ciphers on; ssl_dhparam ${folder}/dh2048.pem;`,
    default: pair("rsa"),
    "early data": `${pair("ec")} ssl_protocols TLSv1.3; ssl_early_data on;`,
    old: `${pair("rsa")} ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3; ssl_ciphers "ALL:@SECLEVEL=0"; ssl_prefer_server_ciphers on; ssl_dhparam ${folder}/dh1024.pem;`,
    "plain HTTP": "",
  };
  const at = await ports(Object.keys(sites));
  const blocks = Object.entries(sites).map(
    ([name, lines]) =>
      `server { listen 127.0.0.1:${String(at.get(name))} ${lines === "" ? "" : "ssl"}; server_name ${HOST}; ${lines} add_header Strict-Transport-Security "${HSTS}" always; location / { default_type text/html; return 200 "<h1>A</h1>"; } }`,
  );
  const file = join(folder, "nginx.conf");
  writeFileSync(
    file,
    `daemon off; master_process off; pid ${folder}/nginx.pid; error_log /dev/null;
events { worker_connections 512; }
http { access_log off; client_body_temp_path ${folder}; proxy_temp_path ${folder}; fastcgi_temp_path ${folder}; uwsgi_temp_path ${folder}; scgi_temp_path ${folder};
${blocks.join("\n")} }`,
  );
  const child = run("/usr/sbin/nginx", "-p", folder, "-c", file);
  return listening("nginx", at, child.pid);
}

/** As Debian's mods-available/ssl.conf has it for "default"; eNULL and aNULL never come through Apache. */
export async function startApache({ folder, run }: LabPlace): Promise<readonly LabServer[]> {
  const pair = (kind: string) =>
    `SSLCertificateFile ${folder}/${kind}.pem\nSSLCertificateKeyFile ${folder}/${kind}.key`;
  const sites: Readonly<Record<string, string>> = {
    default: `${pair("rsa")}\nSSLProtocol all -SSLv3\nSSLCipherSuite HIGH:!aNULL`,
    modern: `${pair("ec")}\nSSLProtocol -all +TLSv1.3`,
    intermediate: `${pair("rsa")}\n${pair("ec")}\nSSLProtocol -all +TLSv1.2 +TLSv1.3\nSSLCipherSuite ${INTERMEDIATE}\nSSLHonorCipherOrder off`,
    old: `SSLCertificateFile ${folder}/rsa-dh1024.pem\nSSLCertificateKeyFile ${folder}/rsa.key\nSSLProtocol all\nSSLCipherSuite ALL:@SECLEVEL=0\nSSLHonorCipherOrder on`,
  };
  const at = await ports(Object.keys(sites));
  const hosts = Object.entries(sites).map(
    ([name, lines]) => `Listen 127.0.0.1:${String(at.get(name))}
<VirtualHost 127.0.0.1:${String(at.get(name))}>
ServerName ${HOST}
SSLEngine on
${lines}
Header always set Strict-Transport-Security "${HSTS}"
</VirtualHost>`,
  );
  const modules = ["mpm_event", "authz_core", "headers", "mime", "dir", "socache_shmcb", "ssl"];
  writeFileSync(join(folder, "index.html"), "<h1>A</h1>");
  const file = join(folder, "apache.conf");
  writeFileSync(
    file,
    `${modules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join("\n")}
ServerRoot ${folder}
PidFile ${folder}/apache.pid
ServerName ${HOST}
ErrorLog /dev/null
StartServers 1
DocumentRoot ${folder}
TypesConfig /etc/mime.types
User www-data
Group www-data
SSLSessionCache shmcb:${folder}/ssl_scache(512000)
<Directory ${folder}>
Require all granted
</Directory>
${hosts.join("\n")}
`,
  );
  const child = run("/usr/sbin/apache2", "-D", "FOREGROUND", "-f", file);
  return listening("Apache", at, child.pid);
}

async function listening(
  program: string,
  at: ReadonlyMap<string, number>,
  pid = 0,
): Promise<readonly LabServer[]> {
  for (const port of at.values()) await answering(port);
  return [...at].map(([name, port]) => ({ name: `${program} ${name}`, port, pid }));
}
