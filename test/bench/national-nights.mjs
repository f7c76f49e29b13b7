// Adds to the store of national size what the central pages read: two ended nights with their results, open incidents,
// reports that were sent, an account for every unit. Only for measuring.
const NIGHTS = ["R20261121-150000-0002", "R20261122-150000-0003"];
const NIGHT_NOW = "2026-11-22T21:00:00.000Z";
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

/** Every host's findings as both nights left them, committed as a scan does. */
async function addResults(load, path) {
  const { connect } = await load("store/sqlite/connection.js");
  const { openStore } = await load("store/store.js");
  const { resultStore } = await load("store/runs/results.js");
  const store = openStore(path);
  const byHost = grouped(store);
  store.close();
  const connection = connect(path, "NORMAL");
  const results = resultStore(connection, () => new Date(NIGHT_NOW));
  connection.transact(() => {
    for (const [host, all] of byHost) {
      const [first, second] = NIGHTS;
      const earlier = all.filter(isOlder).map((one) => ({ ...one, run: first }));
      const later = all.map((one) => ({ ...one, run: second }));
      results.commitTarget(committed(first, host, { before: [], findings: earlier }));
      results.commitTarget(committed(second, host, { before: earlier, findings: later }));
    }
  });
  connection.db.close();
}

/** What the second night has not seen first. */
function isOlder({ firstSeen }) {
  return firstSeen < NIGHT_NOW.slice(0, 10);
}

/** The findings themselves are stored already. */
function committed(run, host, { before, findings }) {
  const [{ unit }] = findings;
  return {
    run,
    unit,
    host,
    pass: 2,
    state: "done",
    result: {
      target: { unit, host },
      context: {},
      ownHosts: [host],
      areas: ["tls", "cms", "panels", "defacement"],
      otherwise: "not-planned",
      firstTime: false,
      looks: [],
      before,
      findings,
      verdicts: [],
    },
    bodies: [],
    findings: [],
    events: [],
    coverage: [],
  };
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
