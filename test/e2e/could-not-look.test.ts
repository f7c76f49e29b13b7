// "Could not look" is never "not there": bad days of a site leave their reason in the coverage and touch no finding.
import type { ServerOptions } from "node:https";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeAuthority, makeCertificate } from "../../src/cli/demo/certificates.ts";
import {
  html,
  ORDINARY_PAGE,
  registryOf,
  resolves,
  type Handler,
  type RegisteredSite,
} from "./program.ts";
import { openScene, pathOf, type Scene, type CoverageRow, type FindingRow } from "./scene.ts";

const HACKED = `<!doctype html><html><head><title>Hacked by Nobody Crew</title>
<meta name="generator" content="WordPress 5.8.1"><link rel="stylesheet" href="/wp-content/themes/a/style.css"></head>
<body bgcolor="black"><center><h1>HACKED BY NOBODY CREW</h1><p>Your security is just an illusion. Greetz to: no one</p>
</center></body></html>`;

const MAINTENANCE = "<!doctype html><title>Trang đang bảo trì</title><p>Vui lòng quay lại sau.</p>";
const CHALLENGE =
  "<!doctype html><title>Just a moment...</title><p>Checking your browser before accessing</p>";

const page =
  (body: string): Handler =>
  (request, response) => {
    if (pathOf(request.url) === "/") html(response, body);
    else html(response, "<title>Không tìm thấy</title>", 404);
  };

/** What goes wrong, and the reason that the areas which read pages must give. */
const BAD_DAYS: readonly {
  readonly name: string;
  readonly handler: Handler;
  readonly reason: string;
  readonly status: string;
}[] = [
  {
    name: "a challenge page with 403",
    handler: (_request, response) => {
      response.setHeader("cf-mitigated", "challenge");
      html(response, CHALLENGE, 403);
    },
    reason: "blocked",
    status: "not-assessed",
  },
  {
    name: "a plain 403 everywhere",
    handler: (_request, response) => {
      html(response, "<title>403</title>", 403);
    },
    reason: "blocked",
    status: "not-assessed",
  },
  {
    name: "503 and a maintenance page",
    handler: (_request, response) => {
      html(response, MAINTENANCE, 503);
    },
    reason: "maintenance",
    status: "not-assessed",
  },
  {
    name: "a maintenance page that says 200",
    handler: (_request, response) => {
      html(response, MAINTENANCE);
    },
    reason: "maintenance",
    status: "not-assessed",
  },
  {
    name: "500",
    handler: (_request, response) => {
      html(response, "<title>Lỗi</title>", 500);
    },
    reason: "server-error",
    status: "not-assessed",
  },
  {
    name: "429",
    handler: (_request, response) => {
      html(response, "<title>Chậm lại</title>", 429);
    },
    reason: "rate-limited",
    status: "not-assessed",
  },
  {
    name: "an empty page",
    handler: (_request, response) => {
      html(response, "");
    },
    reason: "empty-page",
    status: "not-assessed",
  },
  {
    name: "a login before everything",
    handler: (_request, response) => {
      response.setHeader("www-authenticate", 'Basic realm="x"');
      html(response, "", 401);
    },
    reason: "login-required",
    status: "not-assessed",
  },
  {
    name: "a connection that is cut",
    handler: (request) => {
      request.socket.destroy();
    },
    reason: "connection-reset",
    status: "not-assessed",
  },
  {
    name: "a body without end",
    handler: (_request, response) => {
      response.writeHead(200, { "content-type": "text/html" });
      const chunk = "x".repeat(65_536);
      const pump = (): void => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on("drain", pump);
      pump();
    },
    reason: "body-too-large",
    status: "partial",
  },
];

const SAFE: Handler = (request, response) => {
  response.setHeader("strict-transport-security", "max-age=31536000");
  page(ORDINARY_PAGE)(request, response);
};

const AREAS = "tls,cms,defacement";
const RULES = [
  "http-no-hsts",
  "http-no-redirect-to-https",
  "defacement-page",
  "cms-behind-security",
];

/** One site on http and https whose manner can be changed. */
interface Changing {
  readonly site: RegisteredSite;
  set(handler: Handler): void;
}

async function changing(stage: Scene, index: number, keys: ServerOptions): Promise<Changing> {
  let handler = page(HACKED);
  const through: Handler = (request, response) => {
    handler(request, response);
  };
  const address = `127.0.47.${String(index + 1)}`;
  const plain = await stage.site(address, through);
  const secure = await stage.site(address, through, keys);
  const ports = [
    { port: plain.port, scheme: "http" as const },
    { port: secure.port, scheme: "https" as const },
  ];
  const site = { unit: `U${String(index)}`, host: `www.h${String(index)}.test`, address, ports };
  return {
    site,
    set: (next) => {
      handler = next;
    },
  };
}

/** Registers sites of which a first scan will find something. */
async function plant(stage: Scene, count: number): Promise<Changing[]> {
  const root = makeAuthority({ name: { commonName: "Gốc thử" } });
  stage.configure({ trustRoots: [stage.write("root.pem", root.certPem)] });
  const all = await Promise.all(
    Array.from({ length: count }, (_, index) => {
      const { chainPem, keyPem } = makeCertificate({
        names: [`www.h${String(index)}.test`],
        issuer: root,
      });
      return changing(stage, index, { cert: chainPem, key: keyPem });
    }),
  );
  stage.write("registry.yaml", registryOf(all.map(({ site }) => site)));
  await stage.run("registry", "import", "registry.yaml");
  return all;
}

function scanner(stage: Scene, all: readonly Changing[]) {
  return (...more: string[]) =>
    stage.run(
      "scan",
      "--area",
      AREAS,
      "--allow-reserved",
      ...resolves(all.map(({ site }) => site)),
      ...more,
    );
}

describe("bad days of sites with findings", () => {
  const stage = openScene();
  let opened: FindingRow[] = [];
  let after: FindingRow[] = [];
  let coverage: CoverageRow[] = [];
  let codes: (number | null)[] = [];
  let said = "";

  beforeAll(async () => {
    const all = await plant(stage, BAD_DAYS.length);
    const scan = scanner(stage, all);
    const good = await scan("--fail-on", "low");
    opened = await stage.rows<FindingRow>("findings", "--state", "all");
    for (const [index, { handler }] of BAD_DAYS.entries()) all[index]?.set(handler);
    const bad = await scan("--fail-on", "low");
    after = await stage.rows<FindingRow>("findings", "--state", "all");
    coverage = await stage.rows<CoverageRow>("coverage");
    const lenient = await scan("--min-coverage", "0");
    codes = [good.code, bad.code, lenient.code];
    said = bad.err;
  });

  afterAll(() => stage.close());

  it("are told by the exit code: 4 outranks --fail-on, --min-coverage makes it 0", () => {
    expect(codes).toEqual([1, 4, 0]);
    expect(said).toContain("Có nội dung không kiểm tra được; xem lý do: rasoat coverage");
  });

  it.each(BAD_DAYS.map((bad, index) => ({ ...bad, host: `www.h${String(index)}.test` })))(
    "$name: $status, $reason; nothing opens and nothing closes",
    ({ host, reason, status }) => {
      const of = (rows: readonly FindingRow[]) => rows.filter((row) => row.host === host);
      expect(of(opened).map(({ rule }) => rule)).toEqual(expect.arrayContaining(RULES));
      expect(new Set(of(opened).map((row) => `${row.state} ${row.outcome}`))).toEqual(
        new Set(["open fail"]),
      );
      const looked = coverage.filter((row) => row.host === host && row.area !== "tls");
      expect(looked).toHaveLength(4);
      for (const row of looked) expect(row).toMatchObject({ status, reason });
      expect(
        of(after)
          .map(({ fingerprint, state }) => `${fingerprint} ${state}`)
          .toSorted(),
      ).toEqual(
        of(opened)
          .map(({ fingerprint }) => `${fingerprint} open`)
          .toSorted(),
      );
      expect(of(after).filter(({ outcome }) => outcome === "pass")).toEqual([]);
      const pages = of(after).filter(({ rule }) => rule === "defacement-page");
      expect(new Set(pages.map(({ outcome }) => outcome))).toEqual(new Set(["unknown"]));
    },
  );
});

describe("the life of findings", () => {
  const stage = openScene();
  afterAll(() => stage.close());

  it("closes by clean looks only (tls 1, others 2), not by bad days; what comes back is open again", async () => {
    const all = await plant(stage, 1);
    const scan = scanner(stage, all);
    const become = async (handler: Handler) => {
      all[0]?.set(handler);
      return (await scan()).code;
    };
    const findings = () => stage.rows<FindingRow>("findings", "--state", "all");
    const words = async (...rules: string[]): Promise<string[]> => [
      ...new Set(
        (await findings())
          .filter(({ rule }) => rules.includes(rule))
          .map(({ state, outcome }) => `${state} ${outcome}`),
      ),
    ];
    const slow = ["defacement-page", "cms-behind-security"];

    await scan();
    const opened = await findings();
    expect(await words(...RULES)).toEqual(["open fail"]);

    expect(await become(SAFE)).toBe(0);
    expect(await words("http-no-hsts")).toEqual(["fixed pass"]);
    expect(await words(...slow)).toEqual(["open pass"]);

    expect(await become(BAD_DAYS[0]?.handler ?? SAFE)).toBe(4);
    expect(await words("defacement-page")).toEqual(["open unknown"]);

    expect(await become(SAFE)).toBe(0);
    expect(await words(...slow)).toEqual(["fixed pass"]);

    await become(page(HACKED));
    const back = await findings();
    expect(back.map(({ fingerprint }) => fingerprint).toSorted()).toEqual(
      opened.map(({ fingerprint }) => fingerprint).toSorted(),
    );
    expect(await words(...RULES)).toEqual(["open fail"]);
    const pages = back.filter(({ rule }) => rule === "defacement-page");
    expect(pages).toMatchObject([{ reopened: 1 }, { reopened: 1 }]);
  });
});

describe("sites that do not answer", () => {
  const stage = openScene();
  afterAll(() => stage.close());

  const drip: Handler = (_request, response) => {
    response.writeHead(200, { "content-type": "text/html" });
    const timer = setInterval(() => response.write("."), 200);
    response.on("close", () => {
      clearInterval(timer);
    });
  };

  it("down, silent, dripping: exit 4, each with its reason, and the findings stay as they were", async () => {
    const handlers = [page(HACKED), page(HACKED), page(HACKED)];
    const served = await Promise.all(
      handlers.map((_, index) =>
        stage.site(`127.0.48.${String(index + 1)}`, (request, response) => {
          handlers[index]?.(request, response);
        }),
      ),
    );
    const sites = served.map(({ address, port }, index): RegisteredSite => {
      const ports = [{ port, scheme: "http" as const }];
      return { unit: `U${String(index)}`, host: `www.x${String(index)}.test`, address, ports };
    });
    stage.write("registry.yaml", registryOf(sites));
    await stage.run("registry", "import", "registry.yaml");
    const command = ["scan", "--area", "defacement", "--allow-reserved", ...resolves(sites)];
    const good = await stage.run(...command);
    await served[0]?.close();
    handlers[1] = () => undefined;
    handlers[2] = drip;
    const bad = await stage.run(...command);

    expect([good.code, bad.code]).toEqual([0, 4]);
    const coverage = await stage.rows<CoverageRow>("coverage");
    expect(coverage.map(({ status, reason }) => `${status} ${reason ?? ""}`)).toEqual([
      "not-assessed connect-refused",
      "not-assessed http-timeout",
      "not-assessed http-timeout",
    ]);
    const found = await stage.rows<FindingRow>("findings");
    expect(found.map(({ host, state, outcome }) => `${host ?? ""} ${state} ${outcome}`)).toEqual(
      sites.map(({ host }) => `${host} open unknown`),
    );
    const told = await stage.run("findings");
    expect(told.out).toContain("chưa kiểm tra lại được");
  });
});
