import { expect, it } from "vitest";
import { RasoatError } from "../../src/model/error.ts";
import type { Incident } from "../../src/model/incident.ts";
import { connect } from "../../src/store/sqlite/connection.ts";
import { finding, freshStore, NOW, run, seen } from "./samples.ts";

const AT = NOW.toISOString();

function incident(over: Partial<Incident> = {}): Incident {
  return {
    id: "SC20261122-aaaaaaaa",
    unit: "BV-A",
    findings: [finding().id],
    state: "open",
    serious: true,
    atOnce: false,
    detectedAt: AT,
    confirmedAt: AT,
    confirmedBy: "lan",
    reason: "đã xác nhận",
    sent: [],
    closedAt: null,
    closing: null,
    ...over,
  };
}

function withOne(over: Partial<Incident> = {}) {
  const store = freshStore();
  store.createRun(run());
  const found = finding({ held: true });
  store.saveFinding(found, [seen(found)]);
  const opened = store.openIncident("central", found.id, (before, history, incidents) => {
    expect([before, history.length, incidents]).toEqual([found, 1, []]);
    return {
      incident: incident({ findings: [before.id], ...over }),
      events: [
        { incident: over.id ?? incident().id, at: AT, actor: "lan", action: "opened", detail: "x" },
      ],
      finding: { ...before, held: false },
      findingEvents: [seen(before, { cause: "person", actor: "lan", detail: "confirm" })],
    };
  });
  return { store, found, opened };
}

it("opening writes the incident, the finding and both histories, or nothing", () => {
  const { store, found, opened } = withOne();
  expect(opened).toEqual(incident({ findings: [found.id] }));
  expect(store.findIncident("central", "SC2026")).toEqual(opened);
  expect(store.incidentEvents("central", incident().id)).toHaveLength(1);
  expect(store.findFinding("central", found.id)?.held).toBe(false);
  expect(store.events("central", found.id)).toHaveLength(2);
  const refuse = () => {
    throw new RasoatError("no", { exit: 2, message: { vi: "không", en: "no" } });
  };
  expect(() => store.openIncident("central", found.id, refuse)).toThrow(RasoatError);
  expect(store.openIncident("central", "ffff", refuse)).toBeUndefined();
  expect(store.incidents("central")).toHaveLength(1);
});

it("another unit sees nothing of it", () => {
  const { store, found, opened } = withOne();
  const theirs = { units: ["BV-B"] };
  expect(store.incidents(theirs)).toEqual([]);
  expect(store.findIncident(theirs, opened?.id ?? "")).toBeUndefined();
  expect(store.incidentEvents(theirs, opened?.id ?? "")).toEqual([]);
  expect(
    store.reviseIncident(theirs, opened?.id ?? "", (before) => ({ incident: before, events: [] })),
  ).toBeUndefined();
  expect(
    store.openIncident(theirs, found.id, () => ({
      incident: incident(),
      events: [],
      finding: found,
      findingEvents: [],
    })),
  ).toBeUndefined();
  expect(store.incidents({ units: ["BV-A"] })).toHaveLength(1);
});

it("is listed by unit and state, latest detection first", () => {
  const { store } = withOne();
  const closed = store.reviseIncident("central", incident().id, (before) => ({
    incident: { ...before, state: "closed" },
    events: [{ incident: before.id, at: AT, actor: "lan", action: "closed", detail: "" }],
  }));
  expect(closed?.state).toBe("closed");
  expect(store.incidents("central", { states: ["open"] })).toEqual([]);
  expect(store.incidents("central", { states: ["closed"], units: ["BV-A"] })).toHaveLength(1);
  expect(store.incidentEvents("central", incident().id).map(({ action }) => action)).toEqual([
    "opened",
    "closed",
  ]);
});

it("an id that is the beginning of two is refused; a changed row is no answer", () => {
  const { store, found } = withOne();
  store.openIncident("central", found.id, (before) => ({
    incident: incident({ id: "SC20261122-bbbbbbbb", detectedAt: "2026-11-23T00:00:00.000Z" }),
    events: [],
    finding: before,
    findingEvents: [],
  }));
  expect(store.incidents("central").map(({ id }) => id.slice(-1))).toEqual(["b", "a"]);
  expect(() => store.findIncident("central", "SC2026")).toThrow(/id-ambiguous/);
  const { db } = connect(store.path, "FULL");
  expect(() => db.exec("UPDATE incident_events SET actor = 'x'")).toThrow(/only ever added/);
  expect(() => db.exec("DELETE FROM incident_events")).toThrow(/only ever added/);
  db.exec("UPDATE incidents SET json = replace(json, 'lan', 'tom') WHERE id LIKE '%b'");
  db.close();
  expect(() => store.incidents("central")).toThrow(/store-damaged/);
});
