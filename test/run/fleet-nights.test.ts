// Two hosts, one night after the other: what the first sends tells what the second leaves out; judged again from the
// store it comes out the same, though the fleet has learnt more since.
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { certificateDetector } from "../../src/detect/tls/certificate.ts";
import { loadSources } from "../../src/knowledge/load.ts";
import type { Certificate, Look, TlsHandshake } from "../../src/model/observation.ts";
import { conclude } from "../../src/run/conclude.ts";
import type { Bench } from "../../src/run/judge.ts";
import { reassessAsRun } from "../../src/run/reassess.ts";
import { releaseFirst } from "../../src/run/releases.ts";
import type { Store } from "../../src/store/store.ts";
import { certificate, handshake } from "../detect/tls/looks.ts";
import { freshStore, look, registry, run, system, target } from "../store/samples.ts";

const knowledge = loadSources(resolve(import.meta.dirname, "../.."));
const bench: Bench = {
  knowledge,
  detectors: [certificateDetector],
  closeAfter: { tls: 1, others: 2 },
  versions: { program: "1", ...knowledge.versions },
};
const LOG = { debug() {}, info() {}, warn() {}, error() {} };
const HOSTS = ["www.bv-a.test", "www.bv-b.test"];
const CA = "O=CA của ngành, CN=CA 1";

/** The sector's own authority: its root is pinned by the operator, nobody else knows it. */
const middle: Certificate = certificate({
  sha256: "5a",
  subject: CA,
  issuer: "CN=Root",
  isCa: true,
});
const leafOf = (host: string): Certificate =>
  certificate({ sha256: host, subject: `CN=${host}`, issuer: CA, altNames: [`dns:${host}`] });

function night(store: Store, number: number, host: string, changes: Partial<TlsHandshake>): string {
  const at = `2026-11-2${String(number)}T16:00:00.000Z`;
  const made = run({ id: `run-${String(number)}`, startedAt: at, versions: bench.versions });
  store.createRun(made);
  const value = handshake({ chain: [leafOf(host)], ...changes });
  const looks: Look[] = [
    look({
      probe: "certificate",
      role: "handshake",
      areas: ["tls"],
      host,
      locator: "leaf",
      takenAt: at,
      attempt: { status: "ok", value },
    }),
  ];
  conclude(
    { bench, store, log: LOG },
    {
      target: target({ host, ports: [{ port: 443, scheme: "https" }] }),
      areas: ["tls"],
      system: system(),
      ownHosts: [],
      firstTime: false,
      sharedHosting: null,
      looks,
      bodies: new Map(),
      run: { id: made.id, at, cause: "look" },
      otherwise: "not-planned",
    },
  );
  return made.id;
}

const BROKEN = {
  verification: {
    trusted: false,
    error: "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    anchor: "issuer-missing",
  },
} as const;

function storeWith(): Store {
  const store = freshStore();
  const targets = HOSTS.map((host) => target({ host }));
  store.saveRegistry(registry({ targets }), { actor: "t", note: "" });
  releaseFirst(store, knowledge, "2026-11-01T00:00:00.000Z");
  return store;
}

const [FIRST = "", SECOND = ""] = HOSTS;
const rulesAt = (store: Store, host: string): string[] =>
  store.findingsOfTarget("central", "BV-A", host).map(({ rule }) => rule);

describe("an intermediate that another host sends", () => {
  it("is named, and by nothing that is known of that host", () => {
    const store = storeWith();
    night(store, 1, FIRST, { chain: [leafOf(FIRST), middle] });
    night(store, 2, SECOND, BROKEN);
    const [found] = store.findingsOfTarget("central", "BV-A", SECOND);
    expect(found).toMatchObject({ rule: "tls-chain-incomplete", value: "missing=CA 1" });
    expect(JSON.stringify(found)).toContain("sha256=5a");
    expect(JSON.stringify(found)).not.toContain(FIRST);
  });

  it("is an unknown authority as long as nobody has sent it; the same night stays so when judged again", () => {
    const store = storeWith();
    const blind = night(store, 1, SECOND, BROKEN);
    expect(rulesAt(store, SECOND)).toEqual(["tls-cert-untrusted"]);
    night(store, 2, FIRST, { chain: [leafOf(FIRST), middle] });
    const seeing = night(store, 3, SECOND, BROKEN);
    const run1 = store.findRun(blind);
    const run3 = store.findRun(seeing);
    if (run1 === undefined || run3 === undefined) throw new Error("both runs are kept");
    expect(reassessAsRun(store, run1, bench)).toEqual(store.findingsOfRun("central", blind));
    expect(reassessAsRun(store, run3, bench)).toEqual(store.findingsOfRun("central", seeing));
    expect(store.findingsOfRun("central", seeing).map(({ rule }) => rule)).toContain(
      "tls-chain-incomplete",
    );
  });
});

it("remembers what each host showed", () => {
  const store = storeWith();
  night(store, 1, FIRST, { chain: [leafOf(FIRST), middle] });
  expect(store.tlsLeaves("central")).toMatchObject([{ host: FIRST, unit: "BV-A", role: "named" }]);
  expect(store.intermediatesNamed([CA])).toMatchObject([{ sha256: "5a" }]);
});
