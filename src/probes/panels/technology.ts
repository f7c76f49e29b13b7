// A light guess at what a site is made of, from answers that were fetched anyway: only to choose what is
// worth asking. Says nothing in a report; recognising products is the business of the cms area.
import type { HttpExchange } from "../../model/observation.ts";
import { headerOf } from "../../text/assessable.ts";

interface Sign {
  readonly technology: string;
  /** Any of these is enough. */
  readonly header?: readonly [name: string, pattern: RegExp];
  readonly cookie?: RegExp;
  readonly html?: RegExp;
}

const SIGNS: readonly Sign[] = [
  { technology: "wordpress", html: /\/wp-(?:content|includes|admin)\/|content="WordPress|wp-json/ },
  { technology: "joomla", html: /content="Joomla!|\/media\/(?:system|vendor)\/js\/|option=com_/ },
  { technology: "drupal", html: /content="Drupal|\/sites\/default\/files\/|drupal-settings-json/ },
  { technology: "drupal", header: ["x-generator", /Drupal/] },
  { technology: "nukeviet", html: /content="NukeViet|nv_base_siteurl|nv_my_domain/ },
  { technology: "nukeviet", html: /id="install_title"/ },
  { technology: "dnn", html: /\/Portals\/_default\/|id="dnn_|dnn_ctr/, cookie: /^dnn_/ },
  { technology: "odoo", html: /content="Odoo"|odoo\.__session_info__/ },
  { technology: "laravel", cookie: /^laravel_session$|^XSRF-TOKEN$/ },
  { technology: "laravel", html: /<title>Laravel<\/title>|csrf-token" content=/ },
  { technology: "django", html: /name=["']csrfmiddlewaretoken/, cookie: /^csrftoken$/ },
  { technology: "django", html: /using the URLconf defined in/ },
  { technology: "php", header: ["x-powered-by", /PHP/i], cookie: /^PHPSESSID$/ },
  { technology: "php", html: /(?:href|src|action)=["'][^"'<>]{0,200}\.php\b/ },
  { technology: "aspnet", header: ["x-powered-by", /ASP\.NET/i], cookie: /^ASP\.NET_|^\.ASPX/ },
  { technology: "aspnet", header: ["x-aspnet-version", /./], html: /__VIEWSTATE|\.aspx\b/ },
  { technology: "aspnet", header: ["server", /Microsoft-IIS|Kestrel/i] },
  {
    technology: "java",
    header: ["server", /Coyote|Tomcat|Jetty|JBoss|WildFly|GlassFish|WebLogic/i],
  },
  {
    technology: "java",
    cookie: /^JSESSIONID$/,
    html: /\.jsp\b|;jsessionid=|Whitelabel Error Page/,
  },
  { technology: "java", header: ["x-powered-by", /Servlet|JSP/i] },
  { technology: "tomcat", header: ["server", /Coyote|Tomcat/i], html: /Apache Tomcat/ },
  { technology: "python", header: ["server", /gunicorn|Werkzeug|WSGIServer|uvicorn|Python/i] },
  { technology: "nginx", header: ["server", /nginx|openresty/i] },
];

/** Having the first means having the second. */
const IMPLIES: readonly (readonly [string, string])[] = [
  ["wordpress", "php"],
  ["joomla", "php"],
  ["drupal", "php"],
  ["nukeviet", "php"],
  ["laravel", "php"],
  ["dnn", "aspnet"],
  ["tomcat", "java"],
  ["django", "python"],
];

const LANGUAGES: readonly string[] = ["php", "aspnet", "java", "python"];
const MAX_TEXT = 200_000;

export interface SeenAnswer {
  readonly exchange: HttpExchange;
  readonly body: Uint8Array | undefined;
}

/** A site that shows no language at all is most often PHP behind a front server, so PHP is assumed. */
export function technologiesOf(answers: readonly SeenAnswer[]): ReadonlySet<string> {
  const found = new Set(answers.flatMap((answer) => signsIn(answer)));
  for (const [one, other] of IMPLIES) if (found.has(one)) found.add(other);
  if (!LANGUAGES.some((language) => found.has(language))) found.add("php");
  return found;
}

function signsIn({ exchange, body }: SeenAnswer): readonly string[] {
  const html = new TextDecoder().decode((body ?? new Uint8Array()).subarray(0, MAX_TEXT));
  const moves = exchange.hops.map(({ location }) => location ?? "").join("\n");
  const cookies = exchange.headers
    .filter(([name]) => name === "set-cookie")
    .map(([, value]) => value.split("=", 1)[0] ?? "");
  return SIGNS.filter(
    ({ header, cookie, html: pattern }) =>
      (header !== undefined && header[1].test(headerOf(exchange, header[0]) ?? "")) ||
      (cookie !== undefined && cookies.some((name) => cookie.test(name))) ||
      (pattern !== undefined && (pattern.test(html) || pattern.test(moves))),
  ).map(({ technology }) => technology);
}

/** The ending of the site's own scripts, for a calibration path that its router would take for one. */
export function endingOf(technologies: ReadonlySet<string>): string {
  if (technologies.has("php")) return ".php";
  if (technologies.has("aspnet")) return ".aspx";
  return technologies.has("java") ? ".jsp" : "/";
}
