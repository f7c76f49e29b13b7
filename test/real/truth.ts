// The table of truth: what is wrong with each site of the lab, judged by what was installed and configured,
// not by what rasoat says. Every finding must stand here, and everything that stands here must be found.
import type { Confidence, Severity } from "../../src/model/area.ts";
import type { SiteName } from "./lab/sites.ts";

export interface Truth {
  readonly site: SiteName;
  readonly port: "http" | "https";
  readonly rule: string;
  readonly subject: string;
  readonly value: RegExp;
  readonly severity: Severity;
  readonly confidence: Confidence;
}

const truth = (
  place: `${SiteName} ${"http" | "https"}`,
  [rule, subject, value]: readonly [rule: string, subject: string, value: RegExp],
  [severity, confidence]: readonly [Severity, Confidence],
): Truth => {
  const [site, port] = place.split(" ") as [SiteName, Truth["port"]];
  return { site, port, rule, subject, value, severity, confidence };
};

const noRedirect = (site: SiteName): Truth =>
  truth(
    `${site} http`,
    ["http-no-redirect-to-https", "http", /^url=http:\/\/[a-z-]+\.rasoat\.test:\d+ status=200$/],
    ["medium", "certain"],
  );

const panel = (
  place: `${SiteName} ${"http" | "https"}`,
  subject: string,
  severity: Severity,
): Truth =>
  truth(place, ["panel-login-exposed", subject, / login-exposed$/], [severity, "certain"]);

/**
 * What Debian 12 ships is old by number and mended under it, so the honest verdict on all four programs is to
 * ask for the package: WordPress 6.1.9, MediaWiki 1.39.17, DokuWiki 2022-07-31b and phpMyAdmin 5.2.1 of the
 * distribution carry fixes of later versions. DokuWiki hides its number: files tell its branch only.
 */
const PACKAGES: readonly Truth[] = [
  truth("wordpress https", ["cms-verify-package", "wordpress", /^6\.1\.\d+$/], ["info", "firm"]),
  truth("mediawiki http", ["cms-verify-package", "mediawiki", /^1\.39\.\d+$/], ["info", "firm"]),
  truth(
    "dokuwiki http",
    ["cms-verify-package", "dokuwiki", /^2022-07-31–2022-07-31b$/],
    ["info", "firm"],
  ),
  truth(
    "dokuwiki https",
    ["cms-verify-package", "dokuwiki", /^2022-07-31–2022-07-31b$/],
    ["info", "firm"],
  ),
  truth(
    "phpmyadmin http",
    ["cms-verify-package", "phpmyadmin", /^5\.2\.\d+deb\d/],
    ["info", "firm"],
  ),
];

const PANELS: readonly Truth[] = [
  panel("wordpress https", "wp-login /wp-login.php", "low"),
  panel("phpmyadmin http", "phpmyadmin /phpmyadmin/", "critical"),
  panel("adminer http", "adminer /adminer/", "critical"),
  panel("tomcat http", "tomcat-manager /manager/html", "critical"),
  panel("tomcat http", "tomcat-host-manager /host-manager/html", "critical"),
];

/** Nobody has run the installer: whoever comes first owns the site. */
const INSTALLER: Truth = truth(
  "wordpress-new http",
  ["panel-installer-open", "wp-installer /wp-admin/install.php", /^wordpress installer-open$/],
  ["critical", "certain"],
);

/** PHP runs on Apache only: nginx hands the same file out as a download. */
const PHPINFO: Truth = truth(
  "apache-old https",
  ["exposure-debug", "phpinfo /phpinfo.php", /^phpinfo debug$/],
  ["medium", "certain"],
);

/** The certificate in other words, the versions, and what lies about on a site left to itself. */
const NEGLECTED: readonly Truth[] = [
  truth("nginx-old https", ["tls-cert-expired", "leaf", /^notAfter=/], ["high", "certain"]),
  // What is missing is known from the handshakes of the other sites.
  truth(
    "nginx-old https",
    ["tls-chain-incomplete", "leaf", /^missing=Lab Issuing CA$/],
    ["medium", "certain"],
  ),
  truth(
    "nginx-old https",
    ["exposure-status-page", "nginx-status /nginx_status", /./],
    ["low", "certain"],
  ),
  truth(
    "apache-old https",
    ["tls-cert-self-signed", "leaf", /^subject=localhost/],
    ["high", "certain"],
  ),
  truth(
    "apache-old https",
    ["tls-cert-name-mismatch", "leaf", /^names=localhost/],
    ["high", "certain"],
  ),
  truth("apache-old https", ["tls-cert-weak-key", "leaf", /^key=RSA-1024$/], ["high", "certain"]),
  truth(
    "apache-old https",
    ["tls-cert-lifetime-too-long", "leaf", / days=3650 limit=398$/],
    ["low", "certain"],
  ),
  truth(
    "apache-old https",
    ["exposure-status-page", "server-status /server-status", /./],
    ["medium", "certain"],
  ),
  ...(["nginx-old", "apache-old"] as const).flatMap((site) => [
    truth(
      `${site} https`,
      ["tls-protocol-tls1-0", "tls", /^offered=TLSv1$/],
      ["medium", "certain"],
    ),
    truth(
      `${site} https`,
      ["tls-protocol-tls1-1", "tls", /^offered=TLSv1\.1$/],
      ["medium", "certain"],
    ),
    truth(`${site} https`, ["tls-no-tls1-3", "tls", /^refused=TLSv1\.3$/], ["low", "certain"]),
    truth(`${site} https`, ["exposure-repository", "git /.git/HEAD", /./], ["high", "certain"]),
    ...["dotenv /.env", "git-credentials /.git/config", "php-config-backup /config.php.bak"].map(
      (subject) =>
        truth(`${site} https`, ["exposure-secret", subject, / secret$/], ["critical", "certain"]),
    ),
    truth(
      `${site} https`,
      ["exposure-backup", "sql-dump /backup.sql", /^sql-dump backup$/],
      ["critical", "certain"],
    ),
    truth(
      `${site} https`,
      ["exposure-listing", "dir-listing /uploads/", /./],
      ["medium", "certain"],
    ),
  ]),
];

/**
 * What the hellos show, as OpenSSL's own client saw it too: OpenSSL 3.0 has no hybrid groups; "HIGH" of the
 * packaged ssl.conf and "ALL" take static RSA; nginx with "ALL" takes anonymous ECDH, which Apache always
 * excludes; Apache makes DH parameters as short as its key.
 */
const HELLOS: readonly Truth[] = [
  ...(
    ["wordpress", "dokuwiki", "nginx-modern", "apache-modern", "nginx-old", "apache-old"] as const
  ).map((site) =>
    truth(
      `${site} https`,
      ["tls-no-post-quantum", "tls", /^groups=classical$/],
      ["info", "certain"],
    ),
  ),
  ...(["dokuwiki", "nginx-old", "apache-old"] as const).map((site) =>
    truth(
      `${site} https`,
      ["tls-no-forward-secrecy", "tls", /^suite=TLS_RSA_WITH_/],
      ["low", "certain"],
    ),
  ),
  truth(
    "nginx-old https",
    ["tls-cipher-anonymous", "tls", /^suite=TLS_ECDH_anon_/],
    ["high", "certain"],
  ),
  truth("apache-old https", ["tls-dh-weak", "tls", /^dh=1024$/], ["medium", "certain"]),
  // Both at OpenSSL's security level 0.
  ...(["nginx-old", "apache-old"] as const).map((site) =>
    truth(
      `${site} https`,
      ["tls-handshake-sha1", "tls", /^signature=rsa_pkcs1_sha1$/],
      ["low", "certain"],
    ),
  ),
];

/** Who talks in plain HTTP. On adminer an HTTPS port is registered and closed. */
const TRANSPORT: readonly Truth[] = [
  ...(
    [
      "wordpress-new",
      "mediawiki",
      "dokuwiki",
      "phpmyadmin",
      "tomcat",
      "nginx-old",
      "apache-old",
    ] as const
  ).map(noRedirect),
  truth(
    "adminer http",
    ["http-no-https", "http", /^port=\d+ connect-refused$/],
    ["high", "certain"],
  ),
  truth(
    "wordpress-new http",
    [
      "http-insecure-form",
      "http",
      /^password=wordpress-new\.rasoat\.test:\d+\/wp-admin\/install\.php$/,
    ],
    ["high", "certain"],
  ),
  truth(
    "phpmyadmin http",
    ["http-insecure-form", "http", /^password=phpmyadmin\.rasoat\.test:\d+\//],
    ["high", "certain"],
  ),
  truth("dokuwiki https", ["http-no-hsts", "http", /^header=none$/], ["low", "certain"]),
];

/** For nginx-modern and apache-modern there is nothing but the statistic on new groups: they are sound. */
export const TRUTH: readonly Truth[] = [
  ...PACKAGES,
  ...PANELS,
  INSTALLER,
  PHPINFO,
  ...NEGLECTED,
  ...HELLOS,
  ...TRANSPORT,
];

/**
 * Verdicts that nobody can give, with the reason, and that must not turn into a pass:
 * - HSTS on a certificate that browsers refuse is ignored by them (RFC 6797, 8.1).
 * - Without a registered HTTPS port nothing can be said of HTTPS.
 */
export const UNTELLABLE: readonly (readonly [
  SiteName,
  "http" | "https",
  rule: string,
  reason: string,
])[] = [
  ["nginx-old", "https", "http-no-hsts", "depends-on-failed"],
  ["apache-old", "https", "http-no-hsts", "depends-on-failed"],
  ["adminer", "http", "http-no-redirect-to-https", "depends-on-failed"],
  ["mediawiki", "http", "http-no-https", "port-not-registered"],
  ["tomcat", "http", "http-no-https", "port-not-registered"],
];

/** Links that the sites' own pages offer to readers, which may be read for signs of defacement. */
export const OWN_PAGES: Readonly<Partial<Record<SiteName, RegExp>>> = {
  wordpress: /^\/\?(?:p|page_id|cat|author)=\*\*\*$/,
  mediawiki: /^\/index\.php(?:\?title=\*\*\*(?:&oldid=\*\*\*)?)?$/,
  dokuwiki: /^\/dokuwiki\/(?:doku\.php(?:\?id=\*\*\*(?:&do=\*\*\*)?)?)?$/,
  tomcat: /^\/(?:docs|examples|manager\/html|host-manager\/html)\/?$/,
  phpmyadmin: /^\/phpmyadmin\/(?:index\.php|url\.php|doc\/html\/index\.html)?$/,
};

/** What must never be asked, whatever the data say: things that act, accounts, records of people. */
export const FORBIDDEN: readonly RegExp[] = [
  /\.\.|%2e|%00|;|['"<>{}$`|\\]/i,
  /[?&](?:action|do|cmd|exec|q|s|search|file|path|url|redirect|user|pass(?:word)?)=/i,
  /logout|sign-?up|register|delete|remove|\/users?(?:\/|\?|$)|xmlrpc|wp-cron|admin-ajax/i,
  /\/(?:Patient|studies|patients|instances|DiagnosticReport)(?:\/|\?|$)/,
  /\/actuator\/env|\/text\/|\/jmxproxy|\/deploy/,
];
