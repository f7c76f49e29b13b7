// Measures the portal's pages at national size on the built program, with 50 readers of all roles taking turns
// while another process writes findings as a night does. Prints one line a page; fails when the 95th percentile
// of any page exceeds 300 ms of server time, judged by processor time; the time on the wall stands beside it.
// The very first opening after the start counts like any other. So do first openings after the registry has changed,
// after findings have moved, and after both, of the pages that are made of the whole sector: each is a line of its own.
import { fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import { addNights } from "./national-nights.mjs";
import { FINDINGS, writeNational } from "./national.mjs";

const DIST = resolve(import.meta.dirname, "../../dist");
const ORIGIN = "http://127.0.0.1:8080";
const READERS = 50;
/** Every reader opens every page of its role once or more. */
const ROUNDS = 31;
const MOST_MS = 300;
/** Openings after each kind of change, and how long the portal remembers counts whatever has changed. */
const CHANGES = 5;
const FORGET_MS = 3_100;
const LETTERS = 100_000;
const LETTERS_AT_ONCE = 1_000;
const load = (file) => import(join(DIST, file));

if (process.argv[2] === "write") await write(process.argv[3]);
else await measure();

/** A night at work: one finding after the other, each in a commit of its own. */
async function write(db) {
  const { openStore } = await load("store/store.js");
  const store = openStore(db);
  const found = store.findings("central", { states: ["open"] }).slice(0, 2000);
  for (let at = 0; process.connected; at = (at + 1) % found.length) {
    store.saveFinding({ ...found[at], lastLooked: new Date().toISOString() }, []);
    await new Promise((done) => setTimeout(done, 20));
  }
  store.close();
}

async function measure() {
  const folder = mkdtempSync(join(tmpdir(), "rasoat-bench-"));
  const db = join(folder, "national.db");
  try {
    await writeNational(DIST, db);
    await addNights(DIST, db);
    await addOperations(db);
    process.stdout.write(`${FINDINGS} findings, ${READERS} readers, one writer\n`);
    const writer = fork(import.meta.filename, ["write", db]);
    const times = await read(db);
    writer.disconnect();
    await new Promise((done) => writer.once("exit", done));
    report(times);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Every host watched, nights of a month, and letters of three months: what the schedule and the outbox show. */
async function addOperations(db) {
  const { openStore } = await load("store/store.js");
  const store = openStore(db);
  const dueAt = new Date().toISOString();
  const changed = store.registry().targets.map(({ host, unit }) => {
    return { host, unit, everyMinutes: 30, dueAt, refused: null };
  });
  store.replanWatch(() => ({ changed, gone: [] }));
  for (let night = 1; night <= 30; night++) {
    const day = `2026-10-${String(night).padStart(2, "0")}`;
    const hours = { night: day, from: `${day}T15:00:00.000Z`, until: `${day}T22:00:00.000Z` };
    store.missNight(hours, "not-running");
  }
  const batch = Array.from({ length: LETTERS_AT_ONCE }, (_, at) => {
    const to = [`dv-${at}@bench.test`];
    return { unit: `DV-${at + 100}`, letter: { kind: "test" }, isUrgent: false, to, tells: [] };
  });
  for (let count = 0; count < LETTERS; count += LETTERS_AT_ONCE) store.addLetters(batch, []);
  store.close();
}

async function read(db) {
  const { openStore } = await load("store/store.js");
  const began = performance.now();
  const store = openStore(db);
  const portal = await portalOver(store);
  const ready = Math.round(performance.now() - began);
  process.stdout.write(`ready ${ready} ms after the start; nothing is answered before\n`);
  // What goes on between requests goes on as in production; requests themselves come without a socket.
  const { listen } = await load("portal/server.js");
  const server = await listen(portal, "127.0.0.1", 0);
  const readers = addReaders(store);
  const times = new Map();
  for (let round = 0; round < ROUNDS; round++) {
    for (const { role, paths, cookie } of readers) {
      const path = paths[round % paths.length];
      note(times, `${role} ${path}`, await open(portal, path, cookie));
    }
  }
  await portal.idle();
  const pauses = monitorEventLoopDelay({ resolution: 5 });
  pauses.enable();
  const other = openStore(db);
  await readAfterChanges({ portal, readers, times, changes: changesBy(other) });
  pauses.disable();
  process.stdout.write(
    `longest pause while pages and what they need were made: ${milliseconds(pauses.max)} ms\n`,
  );
  other.close();
  await server.close();
  store.close();
  return times;
}

/** One page as its reader gets it. */
async function open({ app }, path, cookie) {
  // As between two sockets: what goes on in the background has its turn.
  await new Promise((done) => setImmediate(done));
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  const response = await app.request(`${ORIGIN}${path}`, {
    headers: { host: "127.0.0.1:8080", cookie },
  });
  await response.text();
  if (response.status !== 200) throw new Error(`${path}: ${response.status}`);
  const { user, system } = process.cpuUsage(cpu);
  return { wall: performance.now() - began, cpu: (user + system) / 1000 };
}

function milliseconds(nanoseconds) {
  return Math.round(nanoseconds / 1e6);
}

function note(times, key, sample) {
  times.set(key, [...(times.get(key) ?? []), sample]);
}

/** What another process of the program does to the same file: an import, a commit of a night. */
function changesBy(other) {
  let count = 0;
  const [found] = other.findings("central", { states: ["open"] }).slice(-1);
  const registry = () => {
    const rename = (unit, at) => (at === 99 ? { ...unit, name: `Đổi tên ${(count += 1)}` } : unit);
    const by = { actor: "bench", note: "rename" };
    other.reviseRegistry((known) => ({ ...known, units: known.units.map(rename) }), by);
  };
  const findings = () => {
    other.saveFinding({ ...found, dueOn: `2026-12-${10 + ((count += 1) % 20)}` }, []);
  };
  const both = () => {
    registry();
    findings();
  };
  return { "registry changed": registry, "findings moved": findings, "both changed": both };
}

/** Each opening is the first since the change, and later than any brief memory of the portal lasts. */
async function readAfterChanges({ portal, readers, times, changes }) {
  const ofRole = (wanted) => readers.find(({ role }) => role === wanted);
  for (const [name, change] of Object.entries(changes)) {
    for (const role of ["central-admin", "department", "unit-manager"]) {
      for (let round = 0; round < CHANGES; round++) {
        await new Promise((done) => setTimeout(done, FORGET_MS));
        change();
        const sample = await open(portal, "/", ofRole(role).cookie);
        note(times, `${role} / first after ${name}`, sample);
      }
    }
  }
}

async function portalOver(store) {
  const { createPortal } = await load("portal/app.js");
  const { childScribe, portalDownloads } = await load("cli/portal-downloads.js");
  const { loadKnowledge } = await load("knowledge/load.js");
  const { portalGuides } = await load("cli/portal-guides.js");
  const { Settings } = await load("model/settings.js");
  const silent = () => undefined;
  return createPortal({
    store,
    settings: Settings.parse({ schedule: { nightly: { at: "22:00", until: "05:00" } } }),
    knowledge: loadKnowledge(resolve(DIST, "..")),
    now: () => new Date(),
    log: { debug: silent, info: silent, warn: silent, error: silent },
    downloads: portalDownloads({ dbPath: store.path }, childScribe),
    guides: portalGuides(),
    programVersion: "bench",
    machine: "bench",
    requireTotp: true,
    origins: () => [ORIGIN],
    secure: false,
    trustProxy: false,
  });
}

function addReaders(store) {
  const unit = ["/", "/findings", "/coverage", "/ledger", "/sites", "/requests", "/incidents"];
  const central = [
    "/",
    "/incidents",
    `/incidents/${store.incidents("central")[0].id}`,
    "/central/queue",
    "/central/queue?area=tls&page=50",
    "/central/diff",
    "/central/statistics",
    "/central/units",
    "/central/units?gap=head&page=40",
    "/central/registry",
    "/central/authorizations?standing=active&page=60",
    "/central/hosts?page=80",
    "/central/systems?page=80",
    "/central/tls",
    "/central/tls/keys?page=4",
    "/central/tls/names?page=300",
    "/sites",
    "/central/schedule",
    "/central/schedule?outcome=quiet&page=150",
    "/central/letters",
    "/central/letters?state=waiting&page=1900",
    "/central/rules",
    "/central/rules/tls-cert-expired",
    "/central/reports",
    "/findings?province=T%E1%BB%89nh+7&due=overdue",
    "/findings?item=4&page=40",
    "/findings?level=2",
    "/findings?severity=medium&page=40",
    "/coverage?page=20",
  ];
  const admin = [...central, "/central/users", "/central/audit"];
  return Array.from({ length: READERS }, (_, index) => {
    const kind = [
      { role: "unit-manager", code: `DV-${100 + index}`, paths: unit },
      { role: "unit-viewer", code: `DV-${200 + index}`, paths: unit },
      { role: "department", code: `SYT-${(index % 34) + 1}`, paths: unit },
      { role: "central-analyst", code: null, paths: central },
      { role: "central-admin", code: null, paths: admin },
    ][index % 5];
    const { role, code, paths } = kind;
    const id = `reader-${index}`;
    store.addAccount({ id, login: id, name: id, role, unit: code, createdBy: "bench" });
    const token = `${index}`.padStart(43, "x");
    const session = { stage: "full", pending: null, source: "", agent: "" };
    store.startSession({ token, id: `s-${index}`, account: id, ...session });
    return { role, paths, cookie: `rasoat-local=${token}` };
  });
}

function report(times) {
  const all = [];
  let slowest = 0;
  for (const [key, samples] of [...times].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    all.push(...samples);
    slowest = Math.max(slowest, ms(samples, "cpu"));
    process.stdout.write(
      `${key.padEnd(56)} ${String(samples.length).padStart(4)} times  p95 ${ms(samples, "cpu")} ms of processor, ${ms(samples, "wall")} ms on the wall\n`,
    );
  }
  const [cpu, wall] = [ms(all, "cpu"), ms(all, "wall")];
  process.stdout.write(
    `all pages: p95 ${cpu} ms of processor, ${wall} ms on the wall; the slowest page ${slowest} ms\n`,
  );
  if (slowest > MOST_MS) process.exitCode = 1;
}

function ms(samples, what) {
  const sorted = samples.map((sample) => sample[what]).toSorted((a, b) => a - b);
  return Math.round(sorted[Math.ceil(sorted.length * 0.95) - 1]);
}
