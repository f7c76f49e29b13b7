// How the probe behaves towards hosts in trouble, redirects and firewalls; what is said when it could not look.
import { afterAll, describe, expect, it } from "vitest";
import { startServer, type TestServer } from "../../helpers/loopback/servers.ts";
import { readFixtures } from "../../detect/panels/fixtures.ts";
import { judgeSites, said, seen } from "./judge.ts";
import {
  html,
  PERSONALITIES,
  serveSite,
  type Answer,
  type Personality,
  type Site,
} from "./personalities.ts";

const sites: Site[] = [];
const servers: TestServer[] = [];
afterAll(async () => {
  await Promise.all([...sites.map(({ server }) => server), ...servers].map((one) => one.close()));
});

const fixtures = new Map(readFixtures().map((fixture) => [fixture.id, fixture]));
function recorded(id: string): Answer {
  const fixture = fixtures.get(id);
  if (fixture === undefined) throw new Error(`no fixture ${id}`);
  const { status, headers } = fixture.exchange;
  return { status, headers: Object.fromEntries(headers), body: fixture.body };
}

const hard: Personality = PERSONALITIES["a plain 404"] ?? (() => html("404", "", 404));

async function open(personality: Personality, things: Record<string, Answer> = {}): Promise<Site> {
  const site = await serveSite(personality, new Map(Object.entries(things)));
  sites.push(site);
  return site;
}

describe("redirects", () => {
  it("follows one inside the asked folder, as to a login page of its own", async () => {
    const site = await open(hard, {
      "/admin/": { status: 302, headers: { location: "/admin/login/?next=/admin/" }, body: "" },
      "/admin/login/?next=/admin/": recorded("django-admin/login"),
    });
    const { facts } = await judgeSites([site.server.port]);
    expect(seen(facts)).toEqual(["panel.login-exposed django-admin /admin/"]);
    expect(facts.find(({ status }) => status === "present")).toMatchObject({
      confidence: "certain",
      value: "django login-exposed",
      attributes: { signature: "django-admin", product: "django", grade: 3, plainHttp: true },
    });
  });

  it.each(["http://evil.example/admin/", "//evil.example/admin/", "/login", "/administrator/"])(
    "does not follow one to %s",
    async (location) => {
      const site = await open(hard, {
        "/admin/": { status: 302, headers: { location }, body: "" },
      });
      const { facts } = await judgeSites([site.server.port]);
      expect(seen(facts)).toEqual([]);
      expect(said(facts, "django-admin /admin/")).toEqual(["absent"]);
      const after = site
        .asked()
        .filter(({ path }) => path === "/login" || path === "/administrator/");
      expect(after).toEqual([]);
    },
  );

  it("says once what the start page leads to, at the path where it is", async () => {
    const site = await open(hard, {
      "/": { status: 302, headers: { location: "/wp-admin/install.php" }, body: "" },
      "/wp-admin/install.php": recorded("wp-installer/fresh"),
    });
    const { facts } = await judgeSites([site.server.port]);
    expect(seen(facts)).toEqual(["panel.installer-open wp-installer /wp-admin/install.php"]);
    expect(said(facts, "wp-installer /")).toEqual(["absent"]);
  });

  it("asks again where something was found before, even where all paths lead elsewhere", async () => {
    const there = await open(hard);
    const from = await open((path) => ({
      status: 301,
      headers: { location: `http://www.bv-a.test:${String(there.server.port)}${path}` },
      body: "",
    }));
    const { port } = from.server;
    const standing = [{ area: "panels" as const, port, subject: "phpmyadmin /phpmyadmin/" }];
    const { facts } = await judgeSites([port, there.server.port], { standing });
    const own = facts.filter((fact) => fact.port === port);
    expect(new Set(said(own, "phpmyadmin /phpmyadmin/"))).toEqual(new Set(["absent"]));
  });

  it("asks nothing of a port whose paths all lead elsewhere", async () => {
    const there = await open(hard);
    const from = await open(
      () => ({
        status: 301,
        headers: { location: `http://www.bv-a.test:${String(there.server.port)}/` },
        body: "",
      }),
      {
        "/": {
          status: 301,
          headers: { location: `http://www.bv-a.test:${String(there.server.port)}/` },
          body: "",
        },
      },
    );
    await judgeSites([from.server.port, there.server.port]);
    expect(from.asked().length).toBeLessThanOrEqual(3);
    expect(there.asked().length).toBeGreaterThan(20);
  });

  it("looks at one site once, though two ports serve it", async () => {
    const [one, two] = [await open(hard), await open(hard)];
    await judgeSites([one.server.port, two.server.port]);
    expect([one.asked().length, two.asked().length].toSorted((a, b) => a - b)[0]).toBe(1);
  });
});

describe("a host in trouble", () => {
  it("is left alone after two refusals for asking too much", async () => {
    const site = await open((_path, count) =>
      count > 3 ? { status: 429, headers: { "retry-after": "1" }, body: "" } : hard("/", count),
    );
    const { facts, looks } = await judgeSites([site.server.port]);
    expect(site.asked()).toHaveLength(6);
    expect(looks.filter(({ attempt }) => attempt.status === "skipped").length).toBeGreaterThan(30);
    expect(said(facts, "zabbix /zabbix/")).toEqual(["unknown host-given-up"]);
  });

  it("is left alone after five server errors in a row", async () => {
    const site = await open((_path, count) =>
      count > 2 ? { status: 500, headers: {}, body: "x" } : hard("/", count),
    );
    const { facts } = await judgeSites([site.server.port]);
    expect(site.asked().length).toBeLessThanOrEqual(9);
    expect(said(facts, "zabbix /zabbix/")).toEqual(["unknown host-given-up"]);
    expect(
      facts.filter(({ status, subject }) => status === "absent" && subject.endsWith("/.env")),
    ).toEqual([]);
  });

  it("is left alone after three silences", async () => {
    const server = await startServer((socket, index) => {
      socket.once("data", () => {
        if (index < 3) socket.end("HTTP/1.1 404 X\r\ncontent-length: 2\r\n\r\nno");
        else socket.destroy();
      });
    });
    servers.push(server);
    const { facts } = await judgeSites([server.port]);
    expect(server.requests).toHaveLength(6);
    expect(said(facts, "zabbix /zabbix/")).toEqual(["unknown host-given-up"]);
  });

  it("is not asked at all when its start page is a firewall's challenge", async () => {
    const site = await open(hard, {
      "/": html("Just a moment...", "cdn-cgi/challenge-platform", 403),
    });
    const { facts } = await judgeSites([site.server.port]);
    expect(site.asked()).toHaveLength(1);
    expect(seen(facts)).toEqual([]);
    expect(said(facts, "dotenv /.env")).toEqual([
      "unknown depends-on-failed",
      "unknown depends-on-failed",
    ]);
    expect(said(facts, "phpmyadmin /")).toEqual(["unknown blocked", "unknown blocked"]);
  });

  it("that refuses connections has nothing to ask for, and nothing is said of its paths", async () => {
    const server = await startServer(() => undefined);
    await server.close();
    const { facts, looks } = await judgeSites([server.port]);
    expect(looks).toHaveLength(1);
    expect(said(facts, "dotenv /.env")).toEqual([]);
    expect(said(facts, "phpmyadmin /")).toContain("unknown connect-refused");
  });
});

describe("three kinds of no", () => {
  const forbidden: Answer = {
    status: 403,
    headers: { "content-type": "text/html" },
    body: "<html><head><title>403 Forbidden</title></head><body><center><h1>403 Forbidden</h1></center><hr><center>nginx</center></body></html>",
  };

  it("a refusal by the server itself is good news", async () => {
    const site = await open(hard, { "/.env": forbidden, "/.git/HEAD": forbidden });
    const { facts } = await judgeSites([site.server.port]);
    expect(said(facts, "git /.git/HEAD")).toEqual(["absent"]);
    expect(new Set(said(facts, "dotenv /.env"))).toEqual(new Set(["absent"]));
  });

  it("a refusal by a firewall says nothing", async () => {
    const wall = html("403", "<p>Request blocked. Incident ID: 77</p>", 403);
    const site = await open(hard, { "/.env": wall });
    const { facts } = await judgeSites([site.server.port]);
    expect(new Set(said(facts, "dotenv /.env"))).toEqual(new Set(["unknown blocked"]));
  });

  it("a host that refuses every path says nothing", async () => {
    const site = await open(() => forbidden);
    const { facts } = await judgeSites([site.server.port]);
    expect(said(facts, "git /.git/HEAD")).toEqual(["unknown blocked"]);
  });

  it("a password demanded for a manager is a finding, a refusal by address is not", async () => {
    const tomcat = html("Apache Tomcat/10.1.6", "<h1>It works !</h1>");
    const open401 = await open(hard, {
      "/": tomcat,
      "/manager/html": recorded("tomcat-manager/basic"),
    });
    expect(seen((await judgeSites([open401.server.port])).facts)).toEqual([
      "panel.login-exposed tomcat-manager /manager/html",
    ]);
    const closed = await open(hard, {
      "/": tomcat,
      "/manager/html": recorded("tomcat-manager/restricted"),
    });
    const { facts } = await judgeSites([closed.server.port]);
    expect(said(facts, "tomcat-manager /manager/html")).toEqual(["absent"]);
  });
});

describe("software that answers every path alike", () => {
  it.each([
    ["orthanc/protected", "panel.login-exposed orthanc /"],
    ["monit/basic", "panel.login-exposed monit /"],
    ["cockpit/login", "panel.login-exposed cockpit /"],
  ])("%s is one finding, at the root", async (id, expected) => {
    const answer = recorded(id);
    const site = await open(() => answer, { "/": answer });
    expect(seen((await judgeSites([site.server.port])).facts)).toEqual([expected]);
  });
});

it("tells an open image server from a protected one, and asks nothing about patients", async () => {
  const site = await open(hard, {
    "/system": recorded("orthanc/system"),
    "/app/explorer.html": recorded("orthanc/explorer"),
  });
  const { facts } = await judgeSites([site.server.port]);
  expect(seen(facts)).toEqual([
    "panel.unauthenticated orthanc /app/explorer.html",
    "panel.unauthenticated orthanc /system",
  ]);
  expect(said(facts, "orthanc /system").toSorted()).toEqual(["absent", "present"]);
  expect(site.asked().some(({ path }) => /patient|stud|series|instance/i.test(path))).toBe(false);
});

it("stores no secret of what it found, in looks or in facts", async () => {
  const secret = "Mk7Planted9Secret";
  const site = await open(hard, {
    "/.env": {
      status: 200,
      headers: { "content-type": "text/plain" },
      body: `DB_PASSWORD=${secret}\n`,
    },
    "/.git/config": {
      status: 200,
      headers: {},
      body: `[core]\n\tbare = false\n[remote "o"]\n\turl = https://x:${secret}@git.example/a.git\n`,
    },
    "/.htpasswd": { status: 200, headers: {}, body: `a:$apr1$${secret}$${secret}\n` },
  });
  const { facts, looks, bodies } = await judgeSites([site.server.port]);
  expect(seen(facts)).toEqual([
    "exposure.secret dotenv /.env",
    "exposure.secret git-credentials /.git/config",
    "exposure.secret htpasswd /.htpasswd",
  ]);
  expect(JSON.stringify([facts, looks])).not.toContain(secret);
  for (const body of bodies) expect(Buffer.from(body).toString("latin1")).not.toContain(secret);
});

it("believes no host that shows eight different panels", async () => {
  const things: Record<string, Answer> = {
    "/phpmyadmin/": recorded("phpmyadmin/login"),
    "/adminer.php": recorded("adminer/login"),
    "/admin/": recorded("nukeviet-admin/login"),
    "/zabbix/": recorded("zabbix/login"),
    "/nagios4/": recorded("nagios/open"),
    "/cacti/": recorded("cacti/login"),
    "/grafana/login": recorded("grafana/login"),
    "/icingaweb2/authentication/login": recorded("icinga/login"),
  };
  const { facts } = await judgeSites([(await open(hard, things)).server.port]);
  expect(seen(facts)).toEqual([]);
  expect(said(facts, "zabbix /zabbix/")).toEqual(["unknown contradictory"]);
  const { "/cacti/": _cacti, ...seven } = things;
  expect(seen((await judgeSites([(await open(hard, seven)).server.port])).facts)).toHaveLength(7);
});
