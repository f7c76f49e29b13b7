// Measures the defacement judgements on a corpus of labelled pages: shares per category with 95 % Wilson
// intervals, and the cost a page. Run it over the built program:
//   node test/bench/defacement-corpus.mjs FOLDER      (or RASOAT_CORPUS=FOLDER)
// FOLDER holds pages.jsonl.gz: a line a page, {label, category, source, bytes as Latin-1 text}.
// Pages are read as bytes, never rendered. Halves are cut by repository, or by year or file where a category
// is one or two repositories. Weights were chosen on the "dev" half; the errors of the "test" half have been
// looked at too, so its figures are better than those of pages that nobody has seen.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";
import { buildLexicon } from "../../dist/detect/defacement/lexicon.js";
import { scoreView } from "../../dist/detect/defacement/read.js";
import { viewPage } from "../../dist/detect/defacement/view.js";
import { loadKnowledge } from "../../dist/knowledge/load.js";
import { readPage } from "../../dist/text/page.js";

const folder = process.argv[2] ?? process.env.RASOAT_CORPUS;
if (folder === undefined) {
  process.stderr.write("Usage: node test/bench/defacement-corpus.mjs FOLDER\n");
  process.exit(2);
}

const SIGNS = ["page", "partial", "spam", "script", "redirect"];
const GOALS = { deface: 98.5, attrition: 85, spam: 98, benign: 1 };
const lexicon = buildLexicon(loadKnowledge(new URL("../..", import.meta.url).pathname).defacement);

async function* pages() {
  const input = createReadStream(join(folder, "pages.jsonl.gz")).pipe(createGunzip());
  for await (const line of createInterface({ input })) {
    if (line !== "") yield JSON.parse(line);
  }
}

function halfOf({ source }, repositories) {
  const [repository, path = ""] = source.split(/:(.*)/s);
  const year = /\/((?:19|20)\d\d)\//.exec(path)?.[1];
  if (repositories === 1 && year !== undefined) return Number(year) <= 1999 ? "dev" : "test";
  const key =
    repositories <= 2 ? `${repository}/${path.split("/").slice(0, 4).join("/")}` : repository;
  return createHash("sha256").update(`s2${key}`).digest()[0] % 2 === 1 ? "dev" : "test";
}

/** The page's own host is not in the corpus: its canonical address, or the host it links to most, stands in. */
function hostOf(page) {
  const stated =
    page.linkTags.find(({ rel }) => rel === "canonical")?.href ??
    page.metas.find(({ name }) => name === "og:url")?.content;
  if (stated !== undefined && URL.canParse(stated)) return new URL(stated).hostname;
  const counts = new Map();
  for (const { href } of page.links) {
    if (!URL.canParse(href)) continue;
    const { hostname } = new URL(href);
    counts.set(hostname, (counts.get(hostname) ?? 0) + 1);
  }
  const [most] = [...counts].toSorted(([, one], [, other]) => other - one);
  return most !== undefined && most[1] >= 10 ? most[0] : "unit.test";
}

function judge(bytes) {
  const before = process.cpuUsage();
  const page = readPage(bytes, null);
  const host = hostOf(page) || "unit.test";
  const view = viewPage(page, `https://${host}/`, { host, ownHosts: [host] }, lexicon);
  const { signs } = scoreView(view, lexicon);
  const { user, system } = process.cpuUsage(before);
  return { hits: SIGNS.filter((name) => signs[name].score >= 1), ms: (user + system) / 1000 };
}

function wilson(hits, count) {
  const z = 1.96;
  const share = hits / count;
  const middle = share + (z * z) / (2 * count);
  const spread = z * Math.sqrt((share * (1 - share)) / count + (z * z) / (4 * count * count));
  return [middle - spread, middle + spread].map((value) =>
    Math.max(0, Math.min(100, (value / (1 + (z * z) / count)) * 100)),
  );
}

const rows = [];
const repositories = new Map();
for await (const row of pages()) {
  const { hits, ms } = judge(Buffer.from(row.bytes, "latin1"));
  const { label, category, source } = row;
  rows.push({ label, category, source, hits, ms });
  const known = repositories.get(category) ?? new Set();
  repositories.set(category, known.add(source.split(":")[0]));
}

function line(name, group) {
  const flagged = group.filter(({ hits }) => hits.length > 0).length;
  const [low, high] = wilson(flagged, group.length);
  const by = SIGNS.map((sign) => [sign, group.filter(({ hits }) => hits.includes(sign)).length])
    .filter(([, count]) => count > 0)
    .map(([sign, count]) => `${sign} ${count}`)
    .join(", ");
  const share = ((flagged / group.length) * 100).toFixed(1).padStart(5);
  process.stdout.write(
    `${name.padEnd(34)} ${String(group.length).padStart(5)} ${share} %  [${low.toFixed(1)}–${high.toFixed(1)}]  ${by}\n`,
  );
  return (flagged / group.length) * 100;
}

for (const half of ["dev", "test"]) {
  process.stdout.write(`\n${half}\n`);
  const own = rows.filter((row) => halfOf(row, repositories.get(row.category).size) === half);
  const names = [...new Set(own.map(({ label, category }) => `${label} ${category}`))].toSorted();
  for (const name of names) {
    line(
      name,
      own.filter(({ label, category }) => `${label} ${category}` === name),
    );
  }
  const total = (title, test) => line(title, own.filter(test));
  process.stdout.write("\n");
  const isMirror = ({ category }) => category === "attrition-root";
  const shares = {
    deface: total(
      `modern defacement (≥ ${GOALS.deface})`,
      (row) => row.label === "deface" && !isMirror(row),
    ),
    attrition: total(`mirror of 1995–2000 (≥ ${GOALS.attrition})`, isMirror),
    spam: total(`spam (≥ ${GOALS.spam})`, ({ label }) => label === "spam"),
    benign: total(`benign (≤ ${GOALS.benign})`, ({ label }) => label === "benign"),
  };
  total("benign Vietnamese sites (0)", ({ category }) => category.startsWith("vi-"));
  const missed = Object.keys(GOALS).filter((key) =>
    key === "benign" ? shares[key] > GOALS[key] : shares[key] < GOALS[key],
  );
  process.stdout.write(missed.length === 0 ? "all goals met\n" : `missed: ${missed.join(", ")}\n`);
}
const times = rows.map(({ ms }) => ms).toSorted((a, b) => a - b);
const at = (share) =>
  times[Math.min(times.length - 1, Math.floor(times.length * share))].toFixed(1);
process.stdout.write(`\nCPU a page: median ${at(0.5)} ms, p99 ${at(0.99)} ms, worst ${at(1)} ms\n`);
