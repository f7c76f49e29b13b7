// Whoever may not be looked at is not: the exit code and the words of the contract, a refusal in the ledger,
// the reason in the coverage, and not one connection at the forbidden address.
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { registryOf, resolves, type RegisteredSite, type ServedSite } from "./program.ts";
import { day, oneSite, openScene, type CoverageRow, type LedgerRow, type Scene } from "./scene.ts";

const AREAS = ["tls", "cms", "panels", "defacement"];

const scenes: Scene[] = [];

function scene(): Scene {
  const opened = openScene();
  scenes.push(opened);
  return opened;
}

afterEach(async () => {
  for (const one of scenes.splice(0)) await one.close();
});

/** "HH:MM" in Vietnam, minutes from now. */
function clockIn(minutes: number): string {
  return new Date(Date.now() + (7 * 60 + minutes) * 60_000).toISOString().slice(11, 16);
}

interface Lapse {
  readonly name: string;
  readonly host: string;
  readonly authorization: Readonly<Record<string, unknown>> | null;
  readonly reason: string;
  readonly vi: string;
  readonly en: string;
}

const LAPSES: readonly Lapse[] = [
  {
    name: "in no authorization",
    host: "khong-van-ban.test",
    authorization: null,
    reason: "not-authorized",
    vi: "chưa có văn bản cho phép",
    en: "no recorded authorization",
  },
  {
    name: "whose authorization has expired",
    host: "het-han.test",
    authorization: { validFrom: day(-60), validTo: day(-1) },
    reason: "authorization-expired",
    vi: "văn bản cho phép đã hết hạn",
    en: "the authorization has expired",
  },
  {
    name: "whose authorization is not valid yet",
    host: "chua-hieu-luc.test",
    authorization: { validFrom: day(2), validTo: day(30) },
    reason: "authorization-not-yet-valid",
    vi: "văn bản cho phép chưa có hiệu lực",
    en: "the authorization is not valid yet",
  },
  {
    name: "whose authorization is revoked in the file",
    host: "thu-hoi.test",
    authorization: { status: "revoked" },
    reason: "authorization-revoked",
    vi: "văn bản cho phép đã bị thu hồi",
    en: "the authorization was revoked",
  },
  {
    name: "whose authorization is suspended in the file",
    host: "tam-dung.test",
    authorization: { status: "suspended" },
    reason: "authorization-suspended",
    vi: "văn bản cho phép đang tạm dừng",
    en: "the authorization is suspended",
  },
  {
    name: "outside its window",
    host: "ngoai-gio.test",
    authorization: {
      window: { from: clockIn(120), to: clockIn(180), timezone: "Asia/Ho_Chi_Minh" },
    },
    reason: "outside-window",
    vi: "ngoài khung giờ được phép",
    en: "outside the authorized window",
  },
];

describe("a scan of a host", () => {
  const stage = openScene();
  const canaries = new Map<string, ServedSite>();
  let sites: readonly RegisteredSite[] = [];

  beforeAll(async () => {
    sites = await Promise.all(
      LAPSES.map(async ({ host, authorization }, index): Promise<RegisteredSite> => {
        const served = await stage.canary(`127.0.41.${String(index + 1)}`);
        canaries.set(host, served);
        const ports = [{ port: served.port, scheme: "http" as const }];
        return { unit: `U${String(index)}`, host, address: served.address, ports, authorization };
      }),
    );
    stage.write("registry.yaml", registryOf(sites));
    await stage.run("registry", "import", "registry.yaml");
  });

  afterAll(() => stage.close());

  it.each(LAPSES)("$name: exit 3, the reason, no packet", async ({ host, reason, vi }) => {
    const ended = await stage.run("scan", "--host", host, "--allow-reserved", ...resolves(sites));

    expect(ended.code).toBe(3);
    expect(ended.err).toContain(`Từ chối ${host}`);
    expect(ended.err).toContain(vi);
    expect(ended.err).toContain("không gửi gì");
    const ledger = await stage.rows<LedgerRow>("ledger", "--host", host);
    expect(ledger.map(({ kind, reason: why }) => [kind, why])).toEqual([["refusal", reason]]);
    const coverage = await stage.rows<CoverageRow>("coverage", "--host", host);
    expect(coverage.map(({ area }) => area).toSorted()).toEqual(AREAS.toSorted());
    expect(new Set(coverage.map((row) => `${row.status} ${row.reason ?? ""}`))).toEqual(
      new Set([`not-assessed ${reason}`]),
    );
    expect(canaries.get(host)?.connections()).toBe(0);
  });

  it("that nobody registered: exit 3, a refusal in the ledger, and a name in the message", async () => {
    const ended = await stage.run("scan", "--host", "la.example", "--allow-reserved");

    expect(ended.code).toBe(3);
    expect(ended.err).toContain("Từ chối la.example");
    expect(ended.err).toContain("máy chủ không có trong danh mục");
    const ledger = await stage.rows<LedgerRow>("ledger", "--host", "la.example");
    expect(ledger.map(({ kind, reason }) => [kind, reason])).toEqual([
      ["refusal", "not-registered"],
    ]);
  });

  it("none of which may be looked at: one refusal a host, in English, and no listener called", async () => {
    const english = ["--lang", "en", "--json"];
    const ended = await stage.run("scan", "--allow-reserved", ...english, ...resolves(sites));

    expect(ended.code).toBe(3);
    for (const { host, en } of LAPSES) {
      const line = ended.err.split("\n").find((text) => text.startsWith(`Refused ${host} `));
      expect(line).toContain(en);
      expect(line).toContain("nothing was sent");
    }
    const [summary] = ended.json<{
      run: string;
      refused: number;
      granted: number;
    }>();
    expect([summary?.granted, summary?.refused]).toEqual([0, LAPSES.length]);
    const ledger = await stage.rows<LedgerRow>("ledger", "--run", summary?.run ?? "");
    expect(ledger.map(({ host, reason }) => `${host} ${reason ?? ""}`).toSorted()).toEqual(
      LAPSES.map(({ host, reason }) => `${host} ${reason}`).toSorted(),
    );
    expect([...canaries.values()].map((one) => one.connections())).toEqual(LAPSES.map(() => 0));
  });
});

describe("authorization revoke, suspend, restore", () => {
  it("a revoked document stays revoked, whatever the file or anybody says; a new number works", async () => {
    const stage = scene();
    const { sites, served, scan } = await oneSite(stage, "127.0.41.20");
    const document = "1/QĐ-BV-A";
    const revoked = await stage.run("authorization", "revoke", document, "--reason", "hết việc");

    expect(revoked.code).toBe(0);
    expect((await stage.run(...scan)).code).toBe(3);
    const again = await stage.run("registry", "import", "registry.yaml");
    expect(again.err).toContain("thu hồi");
    const refused = await stage.run(...scan);
    expect(refused.code).toBe(3);
    expect(refused.err).toContain("văn bản cho phép đã bị thu hồi");
    const restored = await stage.run("authorization", "restore", document, "--reason", "thử");
    expect([restored.code, restored.err.includes("cuối cùng")]).toEqual([2, true]);
    expect(served.connections()).toBe(0);

    const renewed = sites.map((site) => ({ ...site, authorization: { document: "99/QĐ-BV-A" } }));
    stage.write("renewed.yaml", registryOf(renewed));
    await stage.run("authorization", "import", "renewed.yaml");
    await stage.run("registry", "import", "renewed.yaml");
    expect((await stage.run(...scan)).code).toBe(0);
    expect(served.connections()).toBeGreaterThan(0);
  });

  it("a suspended document permits nothing until it is restored", async () => {
    const stage = scene();
    const { served, scan } = await oneSite(stage, "127.0.41.21");
    await stage.run("authorization", "suspend", "1/QĐ-BV-A", "--reason", "bảo trì");

    const refused = await stage.run(...scan);
    expect(refused.code).toBe(3);
    expect(refused.err).toContain("văn bản cho phép đang tạm dừng");
    expect(served.connections()).toBe(0);
    await stage.run("authorization", "restore", "1/QĐ-BV-A", "--reason", "xong");
    expect((await stage.run(...scan)).code).toBe(0);
    expect(served.connections()).toBeGreaterThan(0);
  });
});

describe("decisions of several people at the same moment", () => {
  it("are all kept: none overwrites another", async () => {
    const stage = scene();
    const site = (index: number): RegisteredSite => ({
      unit: `U${String(index)}`,
      host: `www.n${String(index)}.test`,
      address: `127.0.41.${String(60 + index)}`,
      ports: [{ port: 80, scheme: "http" }],
    });
    stage.write("registry.yaml", registryOf([0, 1, 2].map(site)));
    stage.write("more.yaml", registryOf([3].map(site)));
    await stage.run("registry", "import", "registry.yaml");
    const why = ["--reason", "đơn vị đề nghị"];
    const ended = await Promise.all([
      stage.run("authorization", "revoke", "1/QĐ-U0", ...why),
      stage.run("authorization", "suspend", "2/QĐ-U1", ...why),
      stage.run("authorization", "revoke", "3/QĐ-U2", ...why),
      stage.run("registry", "import", "more.yaml"),
    ]);

    expect(ended.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    const listed = await stage.rows<{ unit: string; status: string }>("authorization", "list");
    expect(listed.map(({ unit, status }) => `${unit} ${status}`).toSorted()).toEqual([
      "U0 revoked",
      "U1 suspended",
      "U2 revoked",
      "U3 active",
    ]);
  });
});

describe("a redirect of an authorized site", () => {
  it("to a host that is not authorized is written down and never followed", async () => {
    const stage = scene();
    const canary = await stage.canary("127.0.41.51");
    const away = `http://khac.test:${String(canary.port)}/dang-nhap?token=bi-mat`;
    const served = await stage.site("127.0.41.50", (_request, response) => {
      response.writeHead(302, { location: away });
      response.end();
    });
    const site = (unit: string, host: string, { address, port }: ServedSite): RegisteredSite => ({
      unit,
      host,
      address,
      ports: [{ port, scheme: "http" }],
    });
    const sites = [
      site("BV-A", "www.bv-a.test", served),
      { ...site("BV-K", "khac.test", canary), authorization: null },
    ];
    stage.write("registry.yaml", registryOf(sites));
    await stage.run("registry", "import", "registry.yaml");
    const ended = await stage.run(
      "scan",
      "--area",
      "tls,defacement",
      "--host",
      "www.bv-a.test",
      "--allow-reserved",
      ...resolves(sites),
    );

    expect(ended.code).toBe(4);
    const ledger = await stage.rows<LedgerRow>("ledger");
    const refusals = ledger.filter(({ kind }) => kind === "refusal");
    expect(refusals.length).toBeGreaterThan(0);
    for (const row of refusals) {
      expect(row).toMatchObject({ reason: "redirect-out-of-scope", host: "khac.test" });
    }
    expect(JSON.stringify(ledger)).not.toContain("bi-mat");
    const coverage = await stage.rows<CoverageRow>("coverage", "--host", "www.bv-a.test");
    expect(coverage.map(({ area, status, reason }) => [area, status, reason])).toEqual([
      ["defacement", "not-assessed", "redirect-out-of-scope"],
      ["tls", "assessed", null],
    ]);
    expect(served.connections()).toBeGreaterThan(0);
    expect(canary.connections()).toBe(0);
  });
});
