import { describe, expect, it } from "vitest";
import { planPaths, type PlanInput } from "../../../src/probes/panels/plan.ts";
import { technologiesOf } from "../../../src/probes/panels/technology.ts";
import { readPage } from "../../../src/text/page.ts";
import { readSignatures } from "../../detect/panels/fixtures.ts";
import { bytes, exchangeOf } from "../../helpers/looks.ts";

const signatures = readSignatures();
const base: PlanInput = {
  signatures,
  host: "www.bv-a.test",
  port: 443,
  night: 20_779,
  firstTime: false,
  technologies: new Set(["php"]),
  pages: [],
};
const pathsOf = (input: Partial<PlanInput>): string[] =>
  planPaths({ ...base, ...input }).map(({ path }) => path);

describe("planPaths", () => {
  it("asks the core every night, and each weekly path on exactly one night in seven", () => {
    const nights = Array.from({ length: 7 }, (_, at) => pathsOf({ night: base.night + at }));
    for (const night of nights) {
      for (const path of [
        "/phpmyadmin/",
        "/adminer.php",
        "/.git/HEAD",
        "/.env",
        "/admin/",
        "/backup/",
      ]) {
        expect(night).toContain(path);
      }
      expect(night.length).toBeLessThanOrEqual(40);
    }
    for (const path of ["/zabbix/", "/pma/", "/backup.zip", "/bv-a.zip", "/.htpasswd"]) {
      expect(nights.filter((night) => night.includes(path))).toHaveLength(1);
    }
  });

  it("asks everything weekly at the first visit", () => {
    expect(pathsOf({ firstTime: true })).toEqual(
      expect.arrayContaining(["/zabbix/", "/www.bv-a.test.zip", "/bv-a.rar", "/.svn/wc.db"]),
    );
  });

  it("asks a path once for all signatures that want it", () => {
    const admin = planPaths(base).filter(({ path }) => path === "/admin/");
    expect(admin).toHaveLength(1);
    expect(admin[0]?.signatures.map(({ id }) => id)).toEqual([
      "django-admin",
      "generic-login",
      "nukeviet-admin",
    ]);
    expect(admin[0]?.firstBytes).toBeNull();
  });

  it.each([
    ["wordpress", "/wp-login.php"],
    ["tomcat", "/manager/html"],
    ["aspnet", "/elmah.axd"],
    ["nginx", "/nginx_status"],
  ])("asks for %s only where it was seen", (technology, path) => {
    expect(pathsOf({ technologies: new Set() })).not.toContain(path);
    expect(pathsOf({ technologies: new Set([technology]) })).toContain(path);
  });

  it("looks for image servers where the name, a link or the port hints at one", () => {
    const page = readPage(bytes('<html><a href="/pacs/">PACS</a></html>'), null);
    expect(pathsOf({})).not.toContain("/app/explorer.html");
    expect(pathsOf({ host: "pacs.bv-a.test" })).toContain("/app/explorer.html");
    expect(pathsOf({ pages: [page] })).toContain("/app/explorer.html");
    expect(pathsOf({ port: 8042 })).toEqual(
      expect.arrayContaining(["/system", "/app/explorer.html", "/pacs/system"]),
    );
  });

  it("adds folders that the start page takes its pictures from, without years", () => {
    const page = readPage(
      bytes(
        '<html><img src="/media/anh/2026/11/a.jpg"><img src="/media/anh/b.png"><img src="/logo.png"><a href="/tep/c.pdf">c</a></html>',
      ),
      null,
    );
    expect(pathsOf({ pages: [page] })).toEqual(expect.arrayContaining(["/media/anh/", "/tep/"]));
  });

  it("puts what is worst first, and what is asked every night before the rotation", () => {
    const paths = pathsOf({ firstTime: true });
    expect(paths.indexOf("/.env")).toBeLessThan(paths.indexOf("/backup.zip"));
    expect(paths.indexOf("/backup.zip")).toBeLessThan(paths.indexOf("/.DS_Store"));
    expect(paths.indexOf("/quantri")).toBeGreaterThan(paths.indexOf("/zabbix/"));
  });
});

describe("technologiesOf", () => {
  it.each([
    ["a generator", '<meta name="generator" content="NukeViet v4.5">', [], ["nukeviet", "php"]],
    ["asset paths", '<link href="/wp-content/a.css">', [], ["wordpress", "php"]],
    ["a cookie", "", [["set-cookie", "JSESSIONID=***; path=/"]], ["java"]],
    ["a header", "", [["x-powered-by", "ASP.NET"]], ["aspnet"]],
    ["the server", "", [["server", "nginx/1.22"]], ["nginx", "php"]],
    ["an error page", "<h3>Apache Tomcat/10.1.6 (Debian)</h3>", [], ["tomcat", "java"]],
    ["nothing", "", [], ["php"]],
  ] as const)("%s", (_what, html, headers, expected) => {
    const exchange = exchangeOf({ headers: headers.map(([name, value]) => [name, value]) });
    expect([...technologiesOf([{ exchange, body: bytes(html) }])].toSorted()).toEqual(
      [...expected].toSorted(),
    );
  });
});
