// Certificates and keys side by side: for the central team. A unit is offered its own names and learns of no other's.
import { describe, expect, it } from "vitest";
import { createFleetBook, type Fleet } from "../../src/portal/kept/fleet-book.ts";
import {
  defaultCertificates,
  postQuantumByProvince,
  sharedKeys,
  unregisteredNames,
} from "../../src/run/fleet.ts";
import type { Store } from "../../src/store/store.ts";
import { run, unit } from "../store/samples.ts";
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

const LATE = "2026-11-24T00:00:00.000Z";

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
    const on = await scene();
    const visitor = await signedIn(on, "n");
    const { text } = await visitor.settled(on, "/central/tls");
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
    const { text } = await (await signedIn(on, "n")).settled(on, "/central/tls");
    expect(text).toContain("Chưa có cổng HTTPS nào được kiểm tra TLS, nên chưa thể so sánh.");
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

/** What counts as the same when the fleet is worked out whole. */
function wholeOf({ store }: House): Fleet {
  const leaves = store.tlsLeaves("central");
  const ports = store.tlsPorts("central");
  const registry = store.registry();
  return {
    keys: sharedKeys(leaves, ports, registry),
    names: unregisteredNames(leaves, registry, KNOWLEDGE.sharedDomains),
    defaults: defaultCertificates(leaves, registry),
    provinces: postQuantumByProvince(ports, registry),
  };
}

function bookOf(on: House, over: Partial<Store> = {}) {
  const said: string[] = [];
  const log = { error: (message: string) => void said.push(message) };
  return { said, book: createFleetBook({ ...on.store, ...over }, KNOWLEDGE.sharedDomains, log) };
}

describe("working it out", () => {
  it.each(["", "/keys", "/names", "/defaults"])(
    "is said on /central/tls%s, with a link to look again, until it is there",
    async (part) => {
      const on = await scene();
      const visitor = await signedIn(on, "n");
      const path = `/central/tls${part}?page=1`;
      const { status, text } = await visitor.get(path);
      expect(status).toBe(200);
      expect(text).toContain("Đang tính: 0/4 đơn vị.");
      expect(text).toContain(`<a href="${path}">Tải lại</a>`);
      expect(text).not.toContain("<table");
      await on.portal.idle();
      const after = (await visitor.get(path)).text;
      expect(after).toContain("<table");
      expect(after).not.toContain("Đang tính");
    },
  );

  it("says the same as the whole at once", async () => {
    const on = await scene();
    const { book, said } = bookOf(on);
    expect(book.read()).toEqual({ state: "working", done: 0, of: 4 });
    await book.idle();
    const whole = wholeOf(on);
    expect(book.read()).toEqual({ state: "ready", value: whole });
    expect([whole.keys, whole.defaults].map(({ length }) => length)).toEqual([1, 2]);
    expect(said).toEqual([]);
  });

  it("says the same when the units take many slices", async () => {
    const on = await scene();
    const more = Array.from({ length: 450 }, (_, at) => unit({ code: `AA-${String(at)}` }));
    on.store.reviseRegistry((one) => ({ ...one, units: [...one.units, ...more] }), BY_TEST);
    const { book } = bookOf(on);
    book.read();
    await book.idle();
    expect(book.read()).toEqual({ state: "ready", value: wholeOf(on) });
  });

  it("tells a failure instead of waiting for ever; a unit's own names do not hang on it", async () => {
    const on = await scene();
    const { book, said } = bookOf(on, {
      tlsPorts: () => {
        throw new Error("damaged");
      },
    });
    book.read();
    await book.idle();
    expect(book.read()).toEqual({ state: "failed" });
    expect(said).toEqual(["the fleet could not be laid out"]);
    expect(book.ownNames("BV-A").map(({ name }) => name)).toEqual([OWN]);
  });
});

const BY_TEST = { actor: "test", note: "" };

describe("what was worked out", () => {
  it("is kept until a later scan has ended or the registry has changed", async () => {
    const on = await scene();
    const { book } = bookOf(on);
    const state = () => book.read().state;
    state();
    await book.idle();
    const first = book.read();
    on.clock.now = new Date(on.clock.now.getTime() + 86_400_000);
    on.store.createRun(run({ id: "dang-quet" }));
    on.store.createRun(run({ id: "kiem-lai", kind: "verify", status: "done", endedAt: LATE }));
    expect(book.read()).toBe(first);
    on.store.updateRun(run({ id: "dang-quet", status: "done", endedAt: LATE }));
    expect(state()).toBe("working");
    await book.idle();
    expect(state()).toBe("ready");
    on.store.reviseRegistry((one) => ({ ...one, units: one.units.slice(1) }), BY_TEST);
    expect(state()).toBe("working");
    book.close();
  });

  it("gives a unit its own names and no other's, before and after", async () => {
    const on = await scene();
    const { book } = bookOf(on);
    for (const code of ["BV-A", "BV-B", "TT-C", "SYT", "KHONG-CO"]) {
      const isListed = !["SYT", "KHONG-CO"].includes(code);
      const own = isListed ? [`${CERTIFICATE_WORD}${code.toLowerCase()}.test`] : [];
      const before = bookOf(on).book.ownNames(code);
      expect(before.map(({ name }) => name)).toEqual(own);
      book.read();
      await book.idle();
      expect(book.read().state).toBe("ready");
      expect(book.ownNames(code)).toEqual(before);
    }
  });

  it("is read once, however many of a unit ask after it", async () => {
    const on = await scene();
    let asked = 0;
    const { book } = bookOf(on, {
      tlsLeaves: (...all) => {
        asked += 1;
        return on.store.tlsLeaves(...all);
      },
    });
    book.read();
    await book.idle();
    const once = asked;
    book.ownNames("BV-A");
    book.ownNames("BV-B");
    expect([once, asked]).toEqual([1, 1]);
  });
});
