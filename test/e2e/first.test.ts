// The contract's first line: a registry file goes in, findings and coverage come out.
import { spawnSync } from "node:child_process";
import { afterEach, describe, expect, it } from "vitest";
import {
  BIN,
  html,
  ORDINARY_PAGE,
  registryOf,
  resolves,
  serve,
  workspace,
  type ServedSite,
} from "./program.ts";

const open: { close(): Promise<void> | void }[] = [];

afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

function newWorkspace() {
  const space = workspace();
  open.push({
    close: () => {
      space.remove();
    },
  });
  return space;
}

async function site(address: string, body = ORDINARY_PAGE): Promise<ServedSite> {
  const served = await serve(address, (request, response) => {
    if (request.url === "/") html(response, body);
    else html(response, "<title>Không tìm thấy</title>", 404);
  });
  open.push(served);
  return served;
}

describe("rasoat scan", () => {
  it("looks at an authorized site, writes every request down, and judges again to the same bytes", async () => {
    const space = newWorkspace();
    const served = await site("127.0.40.1");
    const sites = [
      {
        unit: "BV-A",
        host: "www.bv-a.test",
        address: served.address,
        ports: [{ port: served.port, scheme: "http" as const }],
      },
    ];
    space.write("registry.yaml", registryOf(sites));

    const imported = await space.run("registry", "import", "registry.yaml");
    const again = await space.run("registry", "import", "registry.yaml", "--lang", "en");
    const scanned = await space.run("scan", "--allow-reserved", "--json", ...resolves(sites));

    expect(imported.code).toBe(0);
    expect(again.err).toContain("Nothing changed");
    expect(scanned.code).toBe(0);
    const run = scanned.json<{ run: string }>()[0]?.run ?? "";
    const ledger = (await space.run("ledger", "--json")).json<{
      kind: string;
      url: string | null;
    }>();
    const requests = ledger
      .filter(({ kind }) => kind === "request")
      .map(({ url }) => new URL(url ?? "").pathname);
    expect(requests).toEqual(served.requests.map((line) => line.split(" ")[1]?.split("?")[0]));
    const listed = await space.run("findings", "--run", run, "--json");
    const judged = await space.run("reassess", "--run", run, "--as-run", "--json");
    expect(judged.out).toBe(listed.out);
    expect((await space.run("ledger", "--verify")).code).toBe(0);
  });
});

describe("output", () => {
  it("ends quietly when whoever reads it has left", () => {
    const { status, stderr } = spawnSync(
      "sh",
      ["-c", `"${process.execPath}" "${BIN}" rules list --json | head -n 1`],
      {
        encoding: "utf8",
      },
    );

    expect([status, stderr]).toEqual([0, ""]);
  });
});
