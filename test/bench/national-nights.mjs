// Adds to the store of national size what the central pages read: two ended nights with their results, open incidents,
// reports that were sent, an account for every unit. Only for measuring.
const NIGHTS = ["R20261121-150000-0002", "R20261122-150000-0003"];
const INCIDENTS = 100;
const REPORTS = 3000;

/** @param root folder of the built program (dist) */
export async function addNights(root, path) {
  const load = (file) => import(`${root}/${file}`);
  const { openStore } = await load("store/store.js");
  const { loadKnowledge } = await load("knowledge/load.js");
  const knowledge = loadKnowledge(`${root}/..`);
  const store = openStore(path);
  addRuns(store);
  addIncidents(store, knowledge, await load("rules/incident.js"));
  addReports(store);
  for (const { code } of store.registry().units) {
    const login = code.toLowerCase();
    const account = { id: `unit-${login}`, login, name: code, role: "unit-manager", unit: code };
    store.addAccount({ ...account, createdBy: "bench" });
  }
  store.close();
  await addResults(load, path);
}

function addRuns(store) {
  for (const [index, id] of NIGHTS.entries()) {
    const startedAt = `2026-11-2${index + 1}T15:00:00.000Z`;
    store.createRun({
      id,
      kind: "scan",
      status: "done",
      startedAt,
      endedAt: startedAt.replace("T15", "T21"),
      areas: ["tls", "cms", "panels", "defacement"],
      units: [],
      hosts: [],
      allowReserved: false,
      resolve: [],
      versions: { program: "0.1.0", rules: "r", data: "d" },
    });
  }
}

function addIncidents(store, knowledge, { isIncidentSign, openIncident }) {
  const signs = store
    .findings("central", { areas: ["defacement"], states: ["open"] })
    .filter(isIncidentSign)
    .slice(0, INCIDENTS);
  for (const { id } of signs) {
    store.openIncident("central", id, (finding, history, incidents) =>
      openIncident({
        finding,
        history,
        incidents,
        terms: knowledge.incidents,
        decision: { by: "bench", at: "2026-11-22T16:00:00.000Z", reason: "bench" },
        serious: null,
        atOnce: false,
        into: null,
      }),
    );
  }
}

function addReports(store) {
  for (const [index, { code }] of store.registry().units.slice(0, REPORTS).entries()) {
    const about = { scope: "unit", unit: code, kind: "bao-cao", number: `${index}/BC` };
    const when = { date: "2026-11-20", recipient: "Sở Y tế", run: null, corrects: null };
    store.addSentReport("central", { ...about, ...when, enteredBy: "bench" });
  }
}

/** Every host's findings as both nights left them; each twentieth finding is new in the second. */
async function addResults(load, path) {
  const { connect } = await load("store/connection.js");
  const { openStore } = await load("store/store.js");
  const { packResult } = await load("store/result-value.js");
  const store = openStore(path);
  const byHost = grouped(store);
  store.close();
  const connection = connect(path, "NORMAL");
  connection.transact(() => {
    for (const [host, all] of byHost) {
      for (const [index, id] of NIGHTS.entries()) {
        const known = index === 1 ? all : all.filter((_, at) => at % 20 !== 19);
        const findings = known.map((finding) => ({ ...finding, run: id }));
        const { sha256, content } = packResult({ before: [], findings, verdicts: [] });
        connection.run(
          `INSERT INTO results (run, unit, host, sha256, content)
           SELECT number, ?, ?, ?, ? FROM runs WHERE id = ?`,
          all[0].unit,
          host,
          sha256,
          content,
          id,
        );
      }
    }
  });
  connection.db.close();
}

function grouped(store) {
  const byHost = new Map();
  for (const finding of store.findings("central")) {
    const list = byHost.get(finding.host);
    if (list === undefined) byHost.set(finding.host, [finding]);
    else list.push(finding);
  }
  return byHost;
}
