// A public address while the configuration names no contact, in a network of its own that has no way out: a fault
// could not send anything either. Needs root (unshare) and strace.
import { readFileSync } from "node:fs";
import { expect, it, onTestFinished } from "vitest";
import { stringify } from "yaml";
import { day, openScene, traced, type LedgerRow } from "../../e2e/scene.ts";

const HERE_ALONE = ["unshare", "--net"];

const REGISTRY = stringify({
  units: [
    {
      code: "BV-A",
      name: "Bệnh viện A",
      systems: [
        {
          code: "BV-A-WEB",
          hosts: [{ host: "www.bv-a.test", ports: [80], addresses: ["1.2.3.4/32"] }],
        },
      ],
    },
  ],
  authorizations: [
    {
      document: "1/QĐ-BVA",
      unit: "BV-A",
      signedBy: "Giám đốc",
      signedOn: day(-9),
      validFrom: day(-9),
      validTo: day(90),
      hosts: "all-registered",
      areas: ["tls", "cms", "panels", "defacement"],
    },
  ],
});

it("exit 2 with the way to mend it, a refusal in the ledger, no connect", async () => {
  const stage = openScene();
  onTestFinished(() => stage.close());
  stage.write("registry.yaml", REGISTRY);
  await stage.run("registry", "import", "registry.yaml");
  const trace = stage.path("trace.txt");
  const { args, under = [] } = traced(["scan", "--resolve", "www.bv-a.test:1.2.3.4"], trace);
  const ended = await stage.launch({ args, under: [...HERE_ALONE, ...under] }).ended;

  expect(ended.code).toBe(2);
  expect(ended.err).toContain("Thêm contact: {name, url, email} vào rasoat.yaml");
  const ledger = await stage.rows<LedgerRow>("ledger");
  expect(ledger.map(({ kind, reason, address }) => [kind, reason, address])).toEqual([
    ["refusal", "no-contact", "1.2.3.4"],
  ]);
  expect(readFileSync(trace, "utf8")).not.toMatch(/AF_INET/);
});
