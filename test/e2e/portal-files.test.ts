// Files from the served portal and from the command line are the same bytes.
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openStore } from "../../src/store/store.ts";
import { unzip } from "../export/unzip.ts";
import { commit, finding, intent, OUTCOME, registry, run, seen } from "../store/samples.ts";
import { addPerson, signIn } from "./portal-person.ts";
import { workspace, type Workspace } from "./program.ts";

let place: Workspace;

beforeEach(() => {
  place = workspace();
});

afterEach(() => {
  place.remove();
});

it("of a unit, in every format that holds no hour of its making", async () => {
  const store = openStore(place.db, { create: true });
  store.saveRegistry(registry(), { actor: "test", note: "" });
  store.createRun(run());
  const found = finding();
  store.commitTarget({ ...commit(), result: null, findings: [found], events: [seen(found)] });
  store.ledger.settle(await store.ledger.intend(intent({ unit: found.unit })), OUTCOME);
  await store.ledger.flush();
  await addPerson(store, "a", "unit-manager", found.unit);
  store.close();
  const running = place.start("serve", "--port", "0");
  while (!/127\.0\.0\.1:\d+/.test(running.said())) {
    if (running.child.exitCode !== null) throw new Error(running.said());
    await new Promise((done) => setTimeout(done, 50));
  }
  const origin = /http:\/\/127\.0\.0\.1:\d+/.exec(running.said())?.[0] ?? "";
  const person = await signIn(origin, "a");
  for (const format of ["csv", "json"]) {
    const order = ["export", "remediation", "--unit", found.unit, "--format", format];
    const { out } = await place.run(...order, "--output", "-");
    expect(out).toContain(found.host);
    expect(await person.read(`/download/remediation.${format}`)).toBe(out.replace(/^\ufeff/, ""));
  }
  const order = ["export", "ledger", "--unit", found.unit, "--format", "csv", "--output", "-"];
  const { out } = await place.run(...order);
  expect(out.split("\r\n")).toHaveLength(3);
  expect(await person.read("/download/ledger.csv")).toBe(out.replace(/^\ufeff/, ""));
  // A pack names its hour and its maker: all else is alike.
  const file = place.path("chung-cu.zip");
  await place.run("evidence", found.id, "--unit", found.unit, "--output", file);
  const [there, here] = [
    await person.take(`/findings/${found.id}/evidence.zip`),
    readFileSync(file),
  ];
  expect(sameIn(there, here)).toEqual(["findings.json", "ledger.csv", "looks.json"]);
  running.child.kill("SIGINT");
  expect((await running.ended).code).toBe(0);
});

/** Names of the files that are the same bytes in both packs. */
function sameIn(one: Buffer, other: Buffer): readonly string[] {
  const others = unzip(other);
  return [...unzip(one)]
    .filter(([name, { bytes }]) => others.get(name)?.bytes.equals(bytes) === true)
    .map(([name]) => name)
    .toSorted();
}
