// Whether a certificate is taken: rasoat's detectors beside Chromium, over every situation of the catalogue and over
// pairs of them at random (a fixed seed). Debian's Chromium and certutil come by test/browser/install.sh.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTrust } from "../../../src/net/trust.ts";
import { certificateDetector } from "../../../src/detect/tls/certificate.ts";
import { handshakeLook, input } from "../../detect/tls/looks.ts";
import { openTestDoor } from "../../helpers/loopback/open-test-door.ts";
import { pemOf } from "../../helpers/tls/issue.ts";
import { ROOTS, type Sent } from "../../helpers/tls/plan.ts";
import { situationOf, SITUATIONS, type Situation } from "../../helpers/tls/situations.ts";
import { openCertificateBrowser, type CertificateBrowser } from "./certificate-browser.ts";

const SEED = 20_261_123;
const PAIRS = 300;
const PEMS = Object.values(ROOTS).map(({ der }) => pemOf(der));
const trust = createTrust(PEMS);

/** What makes browsers refuse; the rest of what is said of a certificate is advice. */
const REFUSING = new Set([
  "tls.certificate-expired",
  "tls.certificate-not-yet-valid",
  "tls.certificate-name-mismatch",
  "tls.certificate-self-signed",
  "tls.certificate-untrusted",
  "tls.chain-incomplete",
  "tls.certificate-weak-signature",
]);

let browser: CertificateBrowser;
beforeAll(async () => {
  browser = await openCertificateBrowser(PEMS);
});
afterAll(() => browser.close());

/** What rasoat says that a browser would refuse; throws where it is left open. */
async function refusalsBy(sent: Sent): Promise<readonly string[]> {
  const { port } = browser;
  const ports = [{ port, scheme: "https" }] as const;
  const { door } = openTestDoor({ host: sent.host, ports, trust, limits: { tlsMs: 5_000 } });
  const versions = { minVersion: "TLSv1.2", maxVersion: "TLSv1.3" } as const;
  const attempt = await door.tls({ port, address: "127.0.0.1", ...versions, probe: "certificate" });
  const look = { ...handshakeLook(attempt, "127.0.0.1"), host: sent.host, port };
  const now = new Date().toISOString();
  const facts = certificateDetector.detect(input([look], { host: sent.host, ports, now }));
  const present = facts.filter(({ status }) => status === "present");
  const said = present.map(({ predicate }) => predicate).filter((one) => REFUSING.has(one));
  const open = facts.filter(({ status, subject }) => status === "unknown" && subject === "leaf");
  if (said.length === 0 && open.length > 0) throw new Error(`left open: ${JSON.stringify(open)}`);
  return said;
}

async function bothOn(host: string, situations: readonly Situation[]) {
  const sent = situationOf(host, situations);
  const chromium = await browser.open(sent);
  const rasoat = await refusalsBy(sent);
  return { chromium, rasoat };
}

describe("certificates, beside Chromium", () => {
  it.each(SITUATIONS.map((situation, at) => ({ ...situation, host: `s${String(at)}.bv-a.test` })))(
    "$name: it $chromium it",
    async (situation) => {
      const { chromium, rasoat } = await bothOn(situation.host, [situation]);
      expect(chromium === null ? "takes" : "refuses").toBe(situation.chromium);
      expect(rasoat.length > 0, `${String(chromium)}, rasoat: ${rasoat.join(" ")}`).toBe(
        chromium !== null,
      );
    },
  );

  it(`agrees on ${String(PAIRS)} pairs of situations, seed ${String(SEED)}`, async () => {
    const differing: string[] = [];
    const seen = { taken: 0, refused: 0 };
    for (const [at, pair] of pairs().entries()) {
      const { chromium, rasoat } = await bothOn(`p${String(at)}.bv-a.test`, pair);
      if (chromium === null) seen.taken += 1;
      else seen.refused += 1;
      if ((chromium === null) !== (rasoat.length === 0)) {
        const names = pair.map(({ name }) => name).join(" + ");
        differing.push(`${names}: ${String(chromium)}, rasoat: ${rasoat.join(" ")}`);
      }
    }
    expect(differing).toEqual([]);
    expect(Math.min(seen.taken, seen.refused)).toBeGreaterThan(5);
  });
});

/** Half of them of what is taken alone: together with faults nearly everything is refused. */
function pairs(): readonly (readonly Situation[])[] {
  const draw = numbers(SEED);
  // A curve that signs with SHA-2 only goes with few of the others.
  const all = SITUATIONS.filter(({ name }) => name !== "an authority with a curve of its own");
  const sound = all.filter(({ chromium }) => chromium === "takes");
  const from = (list: readonly Situation[]): readonly Situation[] =>
    list.slice(Math.floor(draw() * list.length)).slice(0, 1);
  return Array.from({ length: PAIRS }, (_, at) => [
    ...from(sound),
    ...from(at % 2 === 0 ? sound : all),
  ]);
}

/** Park and Miller's generator: numbers from 0 to 1, the same for the same seed. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
