// Accounts, invitations, sessions, requests, counts: what the portal keeps, on a real file.
import { describe, expect, it } from "vitest";
import type { Role } from "../../src/model/account.ts";
import { openStore, type Store } from "../../src/store/store.ts";
import {
  commit,
  finding,
  freshStore,
  intent,
  NOW,
  refusal,
  registry,
  run,
  unit,
} from "./samples.ts";

const LATER = "2026-11-25T16:00:00.000Z";

function account(store: Store, login: string, role: Role = "unit-manager"): string {
  const id = `id-${login}`;
  const code = role.startsWith("central") ? null : "BV-A";
  store.addAccount({ id, login, name: "Người A", role, unit: code, createdBy: "test" });
  return id;
}

describe("accounts", () => {
  it("finds a login whatever its case and composition, and refuses a second one", () => {
    const store = freshStore();
    account(store, "Nguyễn.A");

    expect(store.accountByLogin("nguyễn.a".normalize("NFD").toUpperCase())?.login).toBe("nguyễn.a");
    expect(() => account(store, "NGUYỄN.A")).toThrow(/account-exists/);
    expect(store.accounts()).toHaveLength(1);
  });

  it("lets the database refuse a unit's role without a unit", () => {
    const store = freshStore();

    expect(() => {
      store.addAccount({
        id: "x",
        login: "x",
        name: "",
        role: "unit-viewer",
        unit: null,
        createdBy: "",
      });
    }).toThrow(/CHECK/);
  });

  it("uses an invitation once, in date, and only the newest", () => {
    let now = NOW;
    const store = freshStore({ now: () => now });
    const id = account(store, "a");
    const invite = (token: string): void => {
      store.addInvitation({ token, account: id, expiresAt: LATER, createdBy: "test" });
    };
    invite("first");
    invite("second");

    expect(store.invited("first")).toBeUndefined();
    expect(store.invited("second")?.login).toBe("a");
    expect(store.redeemInvitation("second", "hash")).toBe(true);
    expect(store.redeemInvitation("second", "other")).toBe(false);
    expect(store.credentials("A")?.password).toBe("hash");

    invite("third");
    now = new Date(LATER);
    expect(store.redeemInvitation("third", "late")).toBe(false);
    expect(store.credentials("a")?.password).toBe("hash");
  });

  it("ends sessions and invitations when an account is disabled or reset", () => {
    const store = freshStore();
    const id = account(store, "a");
    const session = { account: id, stage: "full", pending: null, source: "", agent: "" } as const;
    store.startSession({ ...session, token: "t1", id: "s1" });
    store.addInvitation({ token: "i", account: id, expiresAt: LATER, createdBy: "test" });
    store.disableAccount(id);

    expect(store.findSession("t1")).toBeUndefined();
    expect(store.invited("i")).toBeUndefined();
    expect(store.accountByLogin("a")?.disabledAt).toBe(NOW.toISOString());

    store.enableAccount(id);
    store.setPassword(id, "hash");
    store.setTotp(id, "SECRET");
    store.startSession({ ...session, token: "t2", id: "s2" });
    store.resetAccount(id);
    expect(store.findSession("t2")).toBeUndefined();
    expect(store.accountByLogin("a")).toMatchObject({ hasPassword: false, hasTotp: false });
  });

  it("takes a code's counter once", () => {
    const store = freshStore();
    const id = account(store, "a");

    expect([5, 5, 4, 6].map((counter) => store.spendTotpCounter(id, counter))).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });
});

describe("sessions", () => {
  it("keeps no token, finds by it, lists and revokes by the account only", () => {
    const store = freshStore();
    const a = account(store, "a");
    const b = account(store, "b");
    const session = { stage: "full", pending: null, source: "127.0.0.1", agent: "x" } as const;
    store.startSession({ ...session, token: "ta", id: "sa", account: a });
    store.startSession({ ...session, token: "tb", id: "sb", account: b });

    expect(store.findSession("ta")?.account.login).toBe("a");
    expect(store.sessionsOf(a).map(({ id }) => id)).toEqual(["sa"]);
    expect(store.revokeSession(a, "sb")).toBe(false);
    expect(store.revokeSession(b, "sb")).toBe(true);
    expect(store.findSession("tb")).toBeUndefined();
    expect(store.openSessions()).toBe(1);
  });

  it("counts failures by a hashed key until they are cleared", () => {
    const store = freshStore();
    store.noteFailure("account a");
    store.noteFailure("account a");

    expect(store.failures("account a")).toEqual({ count: 2, lastMs: NOW.getTime() });
    store.clearFailures("account a");
    expect(store.failures("account a").count).toBe(0);
  });
});

describe("requests", () => {
  it("shows a unit its own only, and decides once, all or nothing", () => {
    const store = freshStore();
    const ask = (id: string, code: string): void => {
      store.addRequest({
        id,
        unit: code,
        kind: "host",
        finding: null,
        subject: "moi.bv-a.test",
        reason: "Trang mới",
        until: null,
        askedBy: "a",
      });
    };
    ask("r1", "BV-A");
    ask("r2", "BV-B");

    expect(store.requests({ units: ["BV-A"] }).map(({ id }) => id)).toEqual(["r1"]);
    expect(store.findRequest({ units: ["BV-A"] }, "r2")).toBeUndefined();
    expect(store.findRequest("central", "r2")?.unit).toBe("BV-B");

    const decision = { status: "approved", by: "c", answer: "" } as const;
    expect(() =>
      store.decideRequest("r1", decision, () => {
        throw new Error("no");
      }),
    ).toThrow("no");
    expect(store.findRequest("central", "r1")?.status).toBe("open");
    expect(store.decideRequest("r1", decision, () => undefined)).toBe(true);
    expect(store.decideRequest("r1", decision, () => undefined)).toBe(false);
  });
});

describe("overview", () => {
  const OPEN = { states: ["open"] } as const;

  function filled(): Store {
    const store = freshStore();
    store.createRun(run());
    const both = {
      group: "g-both",
      subject: "tls",
      rule: "tls-no-tls1-3",
      severity: "low",
    } as const;
    const rows = [
      finding({ group: "g-cert" }),
      finding({ ...both, port: 80, dueOn: "2026-11-20" }),
      finding({ ...both, port: 443, dueOn: "2027-01-20" }),
      finding({ host: "b.test", unit: "BV-B", group: "g-b", severity: "critical" }),
      finding({ subject: "held", group: "g-held", held: true }),
      finding({ subject: "info", group: "g-info", severity: "info", dueOn: "" }),
    ];
    store.commitTarget(commit({ findings: rows, events: [] }));
    return store;
  }

  it("tells a finding that has moved from one that was merely seen again", () => {
    const store = filled();
    const [found] = store.findings("central", { units: ["BV-B"] });
    if (found === undefined) throw new Error("no finding");
    const version = store.findingsVersion();
    store.saveFinding({ ...found, lastLooked: "2026-12-01T00:00:00.000Z", value: "khác" }, []);
    expect(store.findingsVersion()).toBe(version);
    const moves = [
      { state: "fixed" },
      { severity: "low" },
      { dueOn: "2027-02-02" },
      { held: true },
      { system: "BV-B-KHAC" },
      { group: "g-khac" },
    ] as const;
    for (const [index, move] of moves.entries()) {
      store.saveFinding({ ...found, ...Object.assign({}, ...moves.slice(0, index), move) }, []);
      expect(store.findingsVersion()).toBe(version + index + 1);
    }
    const other = openStore(store.path);
    other.saveFinding({ ...found, id: "f0f0f0f0f0f0f0f0", fingerprint: "f0".repeat(32) }, []);
    expect(store.findingsVersion()).toBe(version + moves.length + 1);
    other.close();
  });

  it("lists groups once, most urgent first, a page at a time, within the scope", () => {
    const store = filled();
    const page = store.findingGroups({ units: ["BV-A"] }, OPEN, { limit: 2, offset: 0 });

    expect(page.total).toBe(3);
    expect(page.groups.map(({ finding: { group } }) => group)).toEqual(["g-cert", "g-both"]);
    expect(page.groups[1]?.places).toEqual(["www.bv-a.test:80", "www.bv-a.test:443"]);
    const rest = store.findingGroups({ units: ["BV-A"] }, OPEN, { limit: 2, offset: 2 });
    expect(rest.groups.map(({ finding: { group } }) => group)).toEqual(["g-info"]);
    expect(store.findingGroups("central", OPEN, { limit: 9, offset: 0 }).total).toBe(5);
    expect(store.findingGroups({ units: [] }, OPEN, { limit: 9, offset: 0 }).total).toBe(0);
  });

  it.each([
    { filter: { severity: "low" }, total: 1 },
    { filter: { dueBefore: "2026-11-22" }, total: 1 },
    { filter: { host: "b.test" }, total: 1 },
    { filter: { held: true }, total: 1 },
    { filter: { rule: "tls-cert-expired", units: ["BV-A"] }, total: 3 },
  ] as const)("narrows by $filter", ({ filter, total }) => {
    const page = filled().findingGroups("central", { ...OPEN, ...filter }, { limit: 9, offset: 0 });

    expect(page.total).toBe(total);
    expect(page.groups).toHaveLength(total);
  });

  it("counts groups and what is overdue, never beyond the scope", () => {
    const store = filled();
    const counts = store.countGroups({ units: ["BV-A"] }, OPEN, "2026-11-22");

    expect(counts.severity).toEqual([
      { key: "high", groups: 1, overdue: 0 },
      { key: "low", groups: 1, overdue: 1 },
      { key: "info", groups: 1, overdue: 0 },
    ]);
    expect(store.countGroups("central", OPEN, "2026-11-22").unit).toEqual([
      { key: "BV-A", groups: 4, overdue: 1 },
      { key: "BV-B", groups: 1, overdue: 0 },
    ]);
  });

  it("pages the ledger backwards, without what belongs to nobody or to others", async () => {
    const store = freshStore();
    await store.ledger.intend(intent());
    await store.ledger.intend(intent({ unit: "BV-B", host: "b.test" }));
    await store.ledger.refuse(refusal());
    await store.ledger.intend(intent({ url: "https://www.bv-a.test/2" }));

    const scope = { units: ["BV-A"] };
    const [newest] = store.ledgerPage(scope, { limit: 1 });
    expect(newest?.url).toBe("https://www.bv-a.test/2");
    const older = store.ledgerPage(scope, { limit: 9, before: newest?.row ?? 0 });
    expect(older.map(({ host }) => host)).toEqual(["www.bv-a.test"]);
    expect(store.ledgerPage("central", { limit: 9 })).toHaveLength(4);
  });
});

describe("the registry", () => {
  it("is revised in one step from what is stored at that moment", () => {
    const store = freshStore();
    store.saveRegistry(registry(), { actor: "test", note: "" });
    const pause = { by: "a", at: NOW.toISOString(), reason: "bảo trì" };
    const saved = store.reviseRegistry(
      (before) => ({ ...before, units: before.units.map((one) => ({ ...one, paused: pause })) }),
      { actor: "a", note: "pause" },
    );

    expect(saved?.changed).toBe(1);
    expect(store.registry().units).toEqual([unit({ paused: pause })]);
  });
});
