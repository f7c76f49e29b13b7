// Where rasoat says that port 80 leads, against where Chromium ends on the same random chains of answers.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DetectInput } from "../../../src/model/detector.ts";
import type { Fact } from "../../../src/model/fact.ts";
import type { Knowledge } from "../../../src/model/knowledge.ts";
import type { Port } from "../../../src/model/registry.ts";
import { transportDetector } from "../../../src/detect/tls/transport.ts";
import { createTrust, type Trust } from "../../../src/net/trust.ts";
import { homeProbe } from "../../../src/probes/home.ts";
import { transportProbe } from "../../../src/probes/tls/transport.ts";
import { visit } from "../../../src/run/visit.ts";
import { limits, the, word } from "../../detect/tls/looks.ts";
import { openTestDoor, testTarget } from "../../helpers/loopback/open-test-door.ts";
import { diceOf } from "./dice.ts";
import { randomChain, type Chain } from "./random-chains.ts";
import { openWeb, type Web } from "./web.ts";

const SEED = 2026;
const CHAINS = 30;
const TOGETHER = 3;

let web: Web;
let trust: Trust;
beforeAll(async () => {
  web = await openWeb(["*.test", "*.mo.test"]);
  trust = createTrust([web.root.certPem]);
});
afterAll(() => web.close());

/** A browser beside it leaves little time. */
const PATIENT = {
  connectMs: 5_000,
  tlsMs: 5_000,
  headersMs: 5_000,
  bodyMs: 5_000,
  requestMs: 20_000,
};

const knowledge = { tls: limits } as Knowledge;

/** Both passes of the shared look and of the transport's own, at port 80 and 443 of the chain's host. */
async function lookedAt({ host }: Chain): Promise<readonly Fact[]> {
  const ports: readonly Port[] = [
    { port: web.ports.http, scheme: "http" },
    { port: web.ports.https, scheme: "https" },
  ];
  const names = { [host]: "127.0.0.1", [`www.${host}`]: "127.0.0.1" };
  const { door, ports: fake } = openTestDoor({
    host,
    ports,
    trust,
    names,
    limits: PATIENT,
    others: [{ host: `www.${host}`, ports }],
  });
  const target = testTarget(ports, host);
  const around = {
    probes: [homeProbe, transportProbe],
    knowledge,
    clock: fake.clock,
    log: fake.log,
    signal: fake.signal,
  };
  const what = { target, areas: ["tls"] as const, door, firstTime: false };
  const first = await visit({ ...what, pass: 1, earlier: [], body: () => undefined }, around);
  const body = (sha256: string): Uint8Array | undefined => first.bodies.get(sha256);
  const second = await visit({ ...what, pass: 2, earlier: first.looks, body }, around);
  const input: DetectInput = {
    target,
    ownHosts: [host],
    looks: second.looks,
    body: (sha256) => second.bodies.get(sha256) ?? body(sha256),
    now: new Date().toISOString(),
    knowledge,
  };
  return transportDetector.detect(input);
}

interface End {
  /** Of the last page that was asked for, or of the first at a place that is not granted. */
  readonly scheme: string;
  /** Nothing was shown there. */
  readonly failed: boolean;
}

/** Where a visitor of the chain ends. */
async function endOf(chain: Chain): Promise<End> {
  const page = await web.context.newPage();
  const asked: string[] = [];
  page.on("request", (request) => {
    if (request.isNavigationRequest()) asked.push(request.url());
  });
  const start = `http://${chain.host}:${String(web.ports.http)}/`;
  const answer = await page.goto(start, { waitUntil: "load", timeout: 5_000 }).catch(() => null);
  for (let still = 0, count = 0; still < (chain.movesLate ? 6 : 0); still += 1) {
    if (asked.length !== count) [count, still] = [asked.length, 0];
    await new Promise((wait) => setTimeout(wait, 50));
  }
  const failed = answer === null || page.url().startsWith("chrome-error:");
  await page.close();
  const left = asked.find((url) => new URL(url).hostname.endsWith(".ngoai.test"));
  return { scheme: new URL(left ?? asked.at(-1) ?? start).protocol, failed };
}

/** What rasoat may say of it; that it does not know is no error, and has its share below. */
function mayBeSaid(word: string, { scheme, failed }: End): boolean {
  if (word.startsWith("present")) return scheme === "http:" && !failed;
  return word !== "absent" || scheme === "https:";
}

describe("from port 80", () => {
  it("leads where Chromium ends, or is not known", async () => {
    const dice = diceOf(SEED);
    const chains = Array.from({ length: CHAINS }, (_, id) => randomChain(dice, id, web.ports));
    const byHost = new Map(chains.map((chain) => [chain.host, chain]));
    web.answerWith(({ scheme, host, path }) => {
      const name = host.replace(/^www\.|\.$/g, "");
      const chain = byHost.get(name) ?? byHost.get(/^(m\d+)\.ngoai/.exec(host)?.[1] + ".test");
      return chain?.answers.get(`${scheme}://${host.replace(/\.$/, "")}${path}`) ?? null;
    });
    const different: unknown[] = [];
    const words: string[] = [];
    let next = 0;
    const work = async (): Promise<void> => {
      for (let id = next++; id < chains.length; id = next++) {
        const chain = chains[id];
        if (chain === undefined) return;
        const end = await endOf(chain);
        const facts = (await lookedAt(chain)).filter(({ port }) => port === web.ports.http);
        const rasoat = word(the(facts, "http.no-redirect-to-https"));
        words.push(rasoat.split(" ", 1).join());
        if (!mayBeSaid(rasoat, end))
          different.push({ id, end, rasoat, answers: [...chain.answers] });
      }
    };
    await Promise.all(Array.from({ length: TOGETHER }, work));
    expect(different, `seed ${String(SEED)}`).toEqual([]);
    const known = words.filter((one) => one !== "unknown");
    expect(new Set(known).size).toBe(2);
    expect(known.length).toBeGreaterThan(CHAINS / 4);
  });
});
