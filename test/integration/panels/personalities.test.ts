import { afterAll, describe, expect, it } from "vitest";
import { readFixtures } from "../../detect/panels/fixtures.ts";
import { judgeSites, said, seen } from "./judge.ts";
import {
  PERSONALITIES,
  serveSite,
  type Answer,
  type Personality,
  type Site,
} from "./personalities.ts";

/** Recorded pages planted on each site: [fixture, the path it is served at]. */
const PLANTED: readonly (readonly [fixture: string, path: string])[] = [
  ["phpmyadmin/login", "/phpmyadmin/"],
  ["adminer/login", "/adminer.php"],
  ["nukeviet-admin/login", "/admin/"],
  ["zabbix/login", "/zabbix/"],
  ["nagios/open", "/nagios4/"],
  ["cacti/login", "/cacti/"],
  ["git/branch", "/.git/HEAD"],
  ["git-credentials/remote", "/.git/config"],
  ["dotenv/laravel", "/.env"],
  ["php-config-backup/copy", "/config.php.bak"],
  ["server-status/status", "/server-status"],
  ["phpinfo/page", "/phpinfo.php"],
  ["dir-listing/nginx", "/backup/"],
  ["archive/zip", "/backup.zip"],
  ["sql-dump/mysql", "/backup.sql"],
  ["htpasswd/apr1", "/.htpasswd"],
  ["svn/wcdb", "/.svn/wc.db"],
  ["metrics/node", "/metrics"],
];

const fixtures = new Map(readFixtures().map((fixture) => [fixture.id, fixture]));
const planted = new Map<string, Answer>();
const expected: string[] = [];
for (const [id, path] of PLANTED) {
  const fixture = fixtures.get(id);
  if (fixture === undefined) throw new Error(`no fixture ${id}`);
  const { status, headers } = fixture.exchange;
  planted.set(path, { status, headers: Object.fromEntries(headers), body: fixture.body });
  expected.push(`${fixture.expect.split(" ")[0] ?? ""} ${fixture.signature} ${path}`);
}

/** Where something else than "seen" may be said of what is planted, and what: never that it is not there. */
const MAY_MISS: Readonly<Record<string, RegExp>> = {
  "a decoy with every marker": /^unknown (?:contradictory|budget-spent)$/,
  // Each error is asked about once more, so the night's requests end earlier.
  "an error now and then": /^unknown budget-spent$/,
};
const MOST_MISSED: Readonly<Record<string, number>> = { "an error now and then": 3 };

const sites: Site[] = [];
afterAll(async () => {
  await Promise.all(sites.map(({ server }) => server.close()));
});

async function open(personality: Personality, things?: ReadonlyMap<string, Answer>): Promise<Site> {
  const site = await serveSite(personality, things);
  sites.push(site);
  return site;
}

describe.each(Object.entries(PERSONALITIES))("%s", (name, personality) => {
  it("alone: nothing is invented, and nobody is asked too much", async () => {
    const site = await open(personality);
    const { facts, looks } = await judgeSites([site.server.port]);
    expect(seen(facts)).toEqual([]);
    expect(facts.length).toBeGreaterThan(100);
    expect(site.asked().length).toBeLessThanOrEqual(91);
    expect(site.asked().every(({ method }) => method === "GET")).toBe(true);
    expect(looks.every(({ areas }) => areas.includes("panels"))).toBe(true);
  });

  it("with things left lying about: all are found, nothing else is", async () => {
    const site = await open(personality, planted);
    const { facts } = await judgeSites([site.server.port]);
    const found = seen(facts);
    expect(found.filter((one) => !expected.includes(one))).toEqual([]);
    const missed = expected.filter((one) => !found.includes(one));
    if (MAY_MISS[name] === undefined) expect(missed).toEqual([]);
    expect(missed.length).toBeLessThanOrEqual(MOST_MISSED[name] ?? expected.length);
    const words = missed.flatMap((one) => said(facts, one.slice(one.indexOf(" ") + 1)));
    expect(words.filter((word) => MAY_MISS[name]?.test(word) !== true)).toEqual([]);
    expect(site.asked().length).toBeLessThanOrEqual(91);
  });

  it("on an ordinary night stays within sixty requests, and asks the same again", async () => {
    const first = await open(personality, planted);
    const again = await open(personality, planted);
    await judgeSites([first.server.port], { firstTime: false });
    await judgeSites([again.server.port], { firstTime: false });
    expect(first.asked().length).toBeLessThanOrEqual(61);
    expect(again.asked()).toEqual(first.asked());
  });
});
