// rasoat tls HOST --full: registered and granted hosts only, through the same ledger as a scan.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeCertificate } from "../../src/cli/demo/certificates.ts";
import type { NormRow, SeenRow } from "../../src/detect/tls/norms.ts";
import type { TlsListing } from "../../src/run/tls-list.ts";
import {
  html,
  ORDINARY_PAGE,
  registryOf,
  resolves,
  serve,
  workspace,
  type RegisteredSite,
  type ServedSite,
  type Workspace,
} from "./program.ts";

const HOST = "www.bv-a.test";

type Listed = TlsListing & {
  readonly norms: readonly NormRow[];
  readonly seen: readonly SeenRow[];
};

let space: Workspace;
let served: ServedSite;
let site: RegisteredSite;
let flags: readonly string[];

beforeAll(async () => {
  space = workspace();
  const made = makeCertificate({ names: [HOST] });
  served = await serve("127.0.41.1", (_request, response) => html(response, ORDINARY_PAGE), {
    cert: made.chainPem,
    key: made.keyPem,
  });
  const { address, port } = served;
  site = { unit: "BV-A", host: HOST, address, ports: [{ port, scheme: "https" }] };
  space.write("registry.yaml", registryOf([site]));
  flags = ["--full", "--allow-reserved", ...resolves([site])];
  const { code, err } = await space.run("registry", "import", "registry.yaml");
  if (code !== 0) throw new Error(err);
});

afterAll(async () => {
  await served.close();
  space.remove();
});

describe("rasoat tls", () => {
  it("prints the full lists, and every connection is in the ledger", async () => {
    const listed = await space.run("tls", HOST, ...flags, "--json");
    expect(listed.code).toBe(0);
    const [answer] = listed.json<{ host: string; lists: readonly Listed[] }>();
    const [lists] = answer?.lists ?? [];
    expect(lists).toMatchObject({
      port: site.ports[0]?.port,
      address: site.address,
      incomplete: null,
    });
    expect(lists?.versions.map(({ version }) => version)).toEqual(["TLSv1.3", "TLSv1.2"]);
    expect(lists?.versions[1]?.suites).toContain("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
    expect(lists?.groups.tls13).toContain("x25519");
    expect(lists?.features).toMatchObject({
      alpn: "http/1.1",
      sessionTickets: true,
      keysUsedAgain: false,
    });
    expect(lists?.handshake).toMatchObject({
      status: "ok",
      value: { chain: [{ altNames: [`dns:${HOST}`] }] },
    });
    expect(lists?.page).toMatchObject({ status: "ok", value: { status: 200 } });
    const topics = lists?.norms.map(({ topic }) => topic);
    for (const topic of ["ec-key", "signature", "lifetime", "early-data", "alpn"]) {
      expect(topics).toContain(topic);
    }
    const trust = lists?.norms.find(({ topic }) => topic === "trust");
    expect(trust?.values).toEqual(["self-signed"]);
    const seen = lists?.seen.map(({ topic, values }) => [topic, values]);
    expect(seen).toContainEqual(["resumption", ["ticket"]]);
    expect(seen).toContainEqual(["http3", ["no"]]);
    expect(lists?.connections).toBe(served.connections());
    const rows = (await space.run("ledger", "--host", HOST, "--json")).json<{
      kind: string;
      method?: string;
    }>();
    expect(rows.filter(({ kind, method }) => kind === "connect" && method === "TLS")).toHaveLength(
      served.connections(),
    );
  });

  it("says it for people in both languages", async () => {
    const vietnamese = await space.run("tls", HOST, ...flags);
    const english = await space.run("--lang", "en", "tls", HOST, ...flags);
    expect(vietnamese.out).toMatch(/Nhóm trao đổi khóa\n {2}TLSv1\.3: /);
    expect(vietnamese.out).toMatch(/của trang\)\n {2}.+\n {4}\d{4}-\d\d-\d\d → /);
    expect(vietnamese.out).toContain("  giao thức HTTP chọn qua ALPN: http/1.1\n");
    expect(vietnamese.out).toContain("  nối lại phiên: bằng vé phiên\n");
    expect(vietnamese.err).toContain("một bắt tay đầy đủ và xem trang");
    expect(english.out).toMatch(/Key exchange groups\n {2}TLSv1\.3: /);
    expect(english.out).toContain("  HTTP version chosen by ALPN: http/1.1\n");
  });

  it.each<[string, readonly string[], number, string]>([
    ["a host that nobody registered", ["www.khac.test", "--full"], 3, "không có trong danh mục"],
    ["a private address without the flag", [HOST, "--full"], 3, "dải riêng"],
    ["without --full", [HOST], 2, "--full"],
    ["a port that is none", [HOST, "--full", "--port", "x"], 2, "--port"],
    [
      "an address outside the pin",
      [HOST, "--full", "--resolve", `${HOST}:127.0.99.9`],
      2,
      "nằm trong dải đã ghim",
    ],
  ])("sends nothing for %s", async (_name, args, code, words) => {
    const before = served.connections();
    const extra =
      args.includes("--resolve") || args[0] !== HOST || code === 2 ? [] : resolves([site]);
    const ended = await space.run("tls", ...args, ...extra);
    expect(ended.code).toBe(code);
    expect(ended.out).toBe("");
    expect(ended.err).toContain(words);
    expect(served.connections()).toBe(before);
  });

  it("asks no more than once where nobody speaks TLS", async () => {
    const plain = await serve("127.0.41.2", (_request, response) => html(response, ORDINARY_PAGE));
    const host = "www.bv-p.test";
    const other: RegisteredSite = {
      unit: "BV-P",
      host,
      address: plain.address,
      ports: [{ port: plain.port, scheme: "https" }],
    };
    space.write("plain.yaml", registryOf([other]));
    expect((await space.run("registry", "import", "plain.yaml")).code).toBe(0);
    const ended = await space.run("tls", host, "--full", "--allow-reserved", ...resolves([other]));
    await plain.close();

    expect(ended.code).toBe(4);
    expect(ended.out).toContain("Không xem được cổng này: ");
    expect(plain.connections()).toBe(1);
  });

  it("refuses a port that is not registered, and says so in the ledger", async () => {
    const before = served.connections();
    const ended = await space.run("tls", HOST, ...flags, "--port", "9");
    expect(ended.code).toBe(4);
    expect(served.connections()).toBe(before);
    const ledger = await space.run("ledger", "--host", HOST, "--json");
    expect(ledger.out).toContain("port-not-registered");
  });

  it("sends nothing once the document is revoked", async () => {
    const before = served.connections();
    const [document = ""] = (await space.run("authorization", "list", "--json"))
      .json<{ document: string }>()
      .map((row) => row.document);
    expect((await space.run("authorization", "revoke", document, "--reason", "thử")).code).toBe(0);
    const ended = await space.run("tls", HOST, ...flags);
    expect(ended.code).toBe(3);
    expect(ended.err).toContain("thu hồi");
    expect(served.connections()).toBe(before);
  });
});
