// Certificates and keys side by side: for the central team. A unit is offered its own names and learns of no other's.
import { describe, expect, it } from "vitest";
import { createFleetBook } from "../../src/portal/fleet-book.ts";
import type { Scope } from "../../src/store/scope.ts";
import {
  addAccount,
  CERTIFICATE_WORD,
  fill,
  house,
  type House,
  KNOWLEDGE,
  signedIn,
  type Visitor,
} from "./house.ts";

const OWN = `${CERTIFICATE_WORD}bv-a.test`;

async function scene(): Promise<House> {
  const on = house();
  await fill(on);
  addAccount(on, "a", "unit-manager", "BV-A");
  addAccount(on, "va", "unit-viewer", "BV-A");
  addAccount(on, "n", "central-analyst", null);
  return on;
}

describe("the central team", () => {
  it("sees the shared key, the names, default certificates and the provinces' progress", async () => {
    const visitor = await signedIn(await scene(), "n");
    const { text } = await visitor.get("/central/tls");
    expect(text).toContain("khóa dùng chung");
    expect(text).toMatch(/data-name="Chưa có" class="number">3</);
    const keys = (await visitor.get("/central/tls/keys")).text;
    for (const code of ["BV-A", "BV-B", "TT-C"]) expect(keys).toContain(`/central/units/${code}`);
    expect((await visitor.get("/central/tls/defaults")).text).toContain("CN=BV-A");
    const names = (await visitor.get("/central/tls/names")).text;
    expect(names).toContain("của đơn vị khác");
    const own = (await visitor.get("/central/tls/names?relation=own")).text;
    expect(own).toContain("3 tên");
    expect(own).toContain(OWN);
    expect(own).not.toContain("của đơn vị khác");
  });

  it("is told when nothing was looked at", async () => {
    const on = house();
    addAccount(on, "n", "central-analyst", null);
    const { text } = await (await signedIn(on, "n")).get("/central/tls");
    expect(text).toContain("Chưa có cổng HTTPS nào được kiểm tra TLS.");
  });
});

/** The part of the page that offers names. */
async function offers(visitor: Visitor): Promise<string> {
  const { text } = await visitor.get("/sites");
  return /<ul class="offers">.*?<\/ul>/s.exec(text)?.[0] ?? "";
}

describe("a unit", () => {
  it("is offered the names below its own domain and no other of its certificate", async () => {
    const visitor = await signedIn(await scene(), "a");
    const text = await offers(visitor);
    expect(text).toContain(OWN);
    for (const other of ["bv-b.test", "tt-c.test", "syt.test"]) expect(text).not.toContain(other);
    expect((await visitor.get("/central/tls")).status).toBe(404);
  });

  it("proposes one with one press; it is offered no more, and enters only when it is granted", async () => {
    const on = await scene();
    const visitor = await signedIn(on, "a");
    const form = { kind: "host", subject: OWN, reason: "Có trong chứng thư" };
    expect((await visitor.post("/sites/proposals", form)).location).toBe("/sites?said=proposed");
    expect(await offers(visitor)).toBe("");
    expect(on.store.requests("central", { status: "open" })).toMatchObject([
      { unit: "BV-A", kind: "host", subject: OWN },
    ]);
    expect(on.store.registry().targets.map(({ host }) => host)).not.toContain(OWN);
  });

  it("is offered nothing where it may only read", async () => {
    expect(await offers(await signedIn(await scene(), "va"))).toBe("");
  });
});

describe("what was worked out", () => {
  it("is kept for ten minutes, and not beyond a change of the registry", async () => {
    const on = await scene();
    let asked = 0;
    const source = {
      ...on.store,
      tlsLeaves: (scope: Scope) => {
        asked += 1;
        return on.store.tlsLeaves(scope);
      },
    };
    const book = createFleetBook(source, () => on.clock.now);
    const later = (seconds: number): void => {
      on.clock.now = new Date(on.clock.now.getTime() + seconds * 1000);
    };
    const read = () => book.read(KNOWLEDGE.sharedDomains);
    expect(read()).toBe(read());
    later(599);
    read();
    expect(asked).toBe(1);
    later(2);
    read();
    expect(asked).toBe(2);
    on.store.reviseRegistry((one) => ({ ...one, units: one.units.slice(1) }), {
      actor: "test",
      note: "",
    });
    read();
    expect(asked).toBe(3);
  });
});
