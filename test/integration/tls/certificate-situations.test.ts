// Certificates that are sound and faulty in many ways, on real servers, judged by the real detectors. What Chromium makes
// of each is held against Chromium itself in test/browser/tls.
import { afterAll, describe, expect, it } from "vitest";
import { createTrust } from "../../../src/net/trust.ts";
import { HOST } from "../../helpers/loopback/open-test-door.ts";
import { answering, http } from "../../helpers/loopback/servers.ts";
import { pemOf } from "../../helpers/tls/issue.ts";
import { ROOTS } from "../../helpers/tls/plan.ts";
import { situationOf, SITUATIONS } from "../../helpers/tls/situations.ts";
import { createSites, judge, secureOnly, wrongs } from "./sites.ts";

const HSTS = answering(http(200, { "strict-transport-security": "max-age=31536000" }, "<p>A</p>"));
const trust = createTrust(Object.values(ROOTS).map(({ der }) => pemOf(der)));
const sites = createSites();
afterAll(() => sites.closeAll());

describe("certificates in many situations", () => {
  it.each(SITUATIONS)("$name: Chromium $chromium it", async (situation) => {
    const { chain, key } = situationOf(HOST, [situation]);
    const keyPem = key.export({ type: "pkcs8", format: "pem" }).toString();
    const made = { chainPem: chain.map(pemOf).join(""), keyPem };
    const server = await sites.secure(made, { behaviour: HSTS });
    const { facts } = await judge(secureOnly(server), trust);
    expect(wrongs(facts)).toEqual(situation.says);
    expect(facts.find(({ predicate }) => predicate === "tls.certificate-untrusted")?.status).toBe(
      situation.says.includes("tls.certificate-untrusted") ? "present" : "absent",
    );
  });
});
