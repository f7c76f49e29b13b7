import { describe, expect, it } from "vitest";
import type { TlsLeaf, TlsTraces } from "../../src/model/fleet.ts";
import { commit, freshStore, look, result, run } from "./samples.ts";

const HOST = "www.bv-a.test";

function leaf(changes: Partial<TlsLeaf> = {}): TlsLeaf {
  return {
    port: 443,
    address: "127.0.0.10",
    role: "named",
    sha256: "aa",
    spkiSha256: "bb",
    subject: `CN=${HOST}`,
    issuer: "CN=R12",
    notAfter: "2027-01-01T00:00:00.000Z",
    altNames: [`dns:${HOST}`],
    ...changes,
  };
}

function traces(changes: Partial<TlsTraces> = {}): TlsTraces {
  const leaves = changes.leaves ?? [leaf()];
  return { addresses: null, answered: leaves, leaves, ports: [], intermediates: [], ...changes };
}

/** A store in which each of these was committed, one run after the other. */
function after(...all: readonly { unit?: string; host?: string; traces: TlsTraces }[]) {
  const store = freshStore();
  for (const [index, { unit = "BV-A", host = HOST, traces: of }] of all.entries()) {
    const id = `20261122-16000${String(index)}-aaaa`;
    store.createRun(run({ id }));
    store.planTargets(id, [{ unit, host }]);
    const place = { run: id, unit, host, findings: [], events: [], coverage: [] };
    expect(store.commitTarget(commit({ ...place, traces: of }))).toBe("committed");
  }
  return store;
}

describe("the memory of certificates", () => {
  it("gives back what was committed", () => {
    const store = after({ traces: traces() });
    expect(store.tlsLeaves("central")).toMatchObject([{ ...leaf(), unit: "BV-A", host: HOST }]);
  });

  it("replaces what was answered again, and keeps what was not", () => {
    const second = leaf({ role: "second", sha256: "cc" });
    const store = after(
      { traces: traces({ leaves: [leaf(), second] }) },
      { traces: traces({ leaves: [leaf({ sha256: "dd" })] }) },
    );
    expect(store.tlsLeaves("central").map(({ sha256 }) => sha256)).toEqual(["dd", "cc"]);
  });

  it("forgets a second certificate that is no longer there", () => {
    const second = leaf({ role: "second", sha256: "cc" });
    const store = after(
      { traces: traces({ leaves: [leaf(), second] }) },
      { traces: traces({ answered: [second], leaves: [] }) },
    );
    expect(store.tlsLeaves("central").map(({ role }) => role)).toEqual(["named"]);
  });

  it("forgets addresses that the name no longer leads to, and none while it cannot be resolved", () => {
    const other = leaf({ address: "127.0.0.11" });
    const both = traces({ leaves: [leaf(), other] });
    const none = traces({ leaves: [], answered: [] });
    const kept = after({ traces: both }, { traces: none });
    expect(kept.tlsLeaves("central")).toHaveLength(2);
    const moved = after({ traces: both }, { traces: { ...none, addresses: ["127.0.0.11"] } });
    expect(moved.tlsLeaves("central").map(({ address }) => address)).toEqual(["127.0.0.11"]);
  });

  it("carries nothing of one unit along when a host goes to another", () => {
    const store = after(
      { traces: traces({ ports: [port({ tls13: true })] }) },
      { unit: "BV-B", traces: traces({ leaves: [], answered: [], ports: [] }) },
    );
    expect(store.tlsLeaves("central")).toEqual([]);
    expect(store.tlsPorts("central")).toEqual([]);
  });
});

describe("who may see it", () => {
  const store = () =>
    after(
      {
        traces: traces({
          leaves: [leaf(), leaf({ role: "nameless", subject: "CN=www.bv-b.test" })],
        }),
      },
      { unit: "BV-B", host: "www.bv-b.test", traces: traces() },
    );

  it("a unit sees its own, without what came to a client that named nobody", () => {
    const rows = store().tlsLeaves({ units: ["BV-A"] });
    expect(rows.map(({ host, role }) => [host, role])).toEqual([[HOST, "named"]]);
    expect(store().tlsLeaves("central")).toHaveLength(3);
  });

  it("the rows of some units are those of all, narrowed; never more than the scope", () => {
    const all = store().tlsLeaves("central");
    const of = (unit: string) => all.filter((row) => row.unit === unit);
    expect(store().tlsLeaves("central", ["BV-A"])).toEqual(of("BV-A"));
    expect(of("BV-A").map(({ role }) => role)).toContain("nameless");
    expect(store().tlsLeaves("central", [])).toEqual([]);
    expect(store().tlsLeaves({ units: ["BV-A"] }, ["BV-A", "BV-B"])).toHaveLength(1);
    expect(store().tlsLeaves({ units: ["BV-A"] }, ["BV-B"])).toEqual([]);
  });

  it("looks that count for no area are for the central team only", () => {
    const full = freshStore();
    full.createRun(run());
    full.planTargets(run().id, [{ unit: "BV-A", host: HOST }]);
    const looks = [look(), look({ role: "nameless", areas: [] })];
    full.commitTarget(commit({ result: result({ looks }) }));
    const roles = (scope: "central" | { units: string[] }) =>
      full.targetResult(scope, run().id, HOST)?.looks.map(({ role }) => role);
    expect(roles("central")).toEqual(["home", "nameless"]);
    expect(roles({ units: ["BV-A"] })).toEqual(["home"]);
  });
});

function port(changes: Partial<TlsTraces["ports"][number]>): TlsTraces["ports"][number] {
  return { port: 443, tls13: null, postQuantum: null, ssl2: null, http3: null, ...changes };
}

describe("the memory of ports", () => {
  it("keeps what was known where a later look could not tell", () => {
    const store = after(
      { traces: traces({ ports: [port({ tls13: true, postQuantum: false })] }) },
      { traces: traces({ ports: [port({ postQuantum: true, http3: false })] }) },
    );
    expect(store.tlsPorts("central")).toMatchObject([
      { host: HOST, port: 443, tls13: true, postQuantum: true, ssl2: null, http3: false },
    ]);
  });
});

describe("the memory of intermediates", () => {
  const known = {
    sha256: "11",
    subject: "CN=R12",
    issuer: "CN=Root",
    subjectKeyId: "ab",
    notAfter: "2027-01-01T00:00:00.000Z",
  };

  it("finds them by name, the one that lasts longest first", () => {
    const older = { ...known, sha256: "22", notAfter: "2026-12-01T00:00:00.000Z" };
    const store = after({ traces: traces({ intermediates: [older, known] }) });
    expect(store.intermediatesNamed(["CN=R12", "CN=nobody"])).toEqual([known, older]);
    expect(store.intermediatesNamed(["CN=nobody"])).toEqual([]);
  });
});
