import { afterAll, describe, expect, it } from "vitest";
import { makeAuthority, makeCertificate } from "../../../src/cli/demo/certificates.ts";
import type { Port } from "../../../src/model/registry.ts";
import { createTrust } from "../../../src/net/trust.ts";
import { the, word } from "../../detect/tls/looks.ts";
import { HOST } from "../../helpers/loopback/open-test-door.ts";
import {
  answering,
  http,
  type Behaviour,
  type TestServer,
} from "../../helpers/loopback/servers.ts";
import { PAGE, createSites, judge, secureOnly, wrongs } from "./sites.ts";

const root = makeAuthority({ name: { commonName: "Test Root" } });
const good = makeCertificate({ names: [HOST], issuer: root });
const trust = createTrust([root.certPem]);
const sites = createSites();
afterAll(() => sites.closeAll());

describe("protocol versions on real servers", () => {
  // The last number: all connections; the page's own shows the certificate.
  it.each<
    ["TLSv1" | "TLSv1.1" | "TLSv1.2" | "TLSv1.3", "TLSv1" | "TLSv1.2" | "TLSv1.3", string[], number]
  >([
    ["TLSv1", "TLSv1.3", ["tls.protocol-1-0 tls", "tls.protocol-1-1 tls"], 20],
    ["TLSv1.1", "TLSv1.2", ["tls.no-1-3 tls", "tls.protocol-1-1 tls"], 19],
    ["TLSv1", "TLSv1", ["tls.no-1-3 tls", "tls.protocol-1-0 tls"], 16],
    ["TLSv1.2", "TLSv1.2", ["tls.no-1-3 tls"], 16],
    ["TLSv1.2", "TLSv1.3", [], 15],
    ["TLSv1.3", "TLSv1.3", [], 9],
  ])("from %s to %s", async (min, max, expected, connections) => {
    const server = await sites.secure(good, { min, max });
    const { facts, cost } = await judge(secureOnly(server), trust);
    expect(wrongs(facts).filter((name) => name.endsWith(" tls"))).toEqual(expected);
    expect(facts.filter(({ status }) => status === "unknown")).toEqual([]);
    expect(cost).toBe(connections);
    expect(server.connections()).toBe(connections);
  });

  it.each([1, 3, 5])(
    "concludes nothing from refusals when the server stops answering after %s connections",
    async (allowed) => {
      const server = await sites.secure(good);
      const limited = await sites.limited(server.port, allowed);
      const { facts } = await judge(secureOnly(limited), trust);
      expect(wrongs(facts).filter((name) => name.endsWith(" tls"))).toEqual([]);
      expect(word(the(facts, "tls.protocol-1-0"))).toMatch(/^unknown/);
      expect(word(the(facts, "tls.cipher-null"))).toMatch(/^unknown/);
      // Proven by the full handshake, whatever came later.
      expect(word(the(facts, "tls.no-1-3"))).toBe("absent");
    },
  );

  it.each<[string, Behaviour, string]>([
    ["plain HTTP", PAGE, "unknown not-tls"],
    ["silence", () => undefined, "unknown tls-timeout"],
    ["a bare reset", (socket) => socket.resetAndDestroy(), "unknown connection-reset"],
    [
      "an alert to everything",
      (socket) => {
        socket.once("data", () => socket.end(Buffer.from([0x15, 3, 1, 0, 2, 2, 40])));
      },
      "unknown tls-failed",
    ],
    [
      "a server that speaks SSL 3.0 only",
      (socket) => {
        socket.once("data", () => socket.end(Buffer.from([0x15, 3, 0, 0, 2, 2, 40])));
      },
      "unknown tls-failed",
    ],
  ])("passes nothing on a port that answers with %s", async (_name, behaviour, expected) => {
    const server = await sites.plain(behaviour);
    const { facts } = await judge(secureOnly(server), trust);
    const ofTls = facts.filter(({ predicate }) => predicate.startsWith("tls."));
    const words = new Set(ofTls.map(word));
    expect(words).toContain(expected);
    // A port that speaks, but only to refuse, is audited too: which concludes nothing either.
    words.delete("unknown inconclusive");
    expect([...words]).toEqual([expected]);
    expect(ofTls.length).toBeGreaterThan(25);
  });
});

describe("from HTTP to HTTPS on real servers", () => {
  const moved = (location: string, status = 301): Behaviour =>
    answering(http(status, { location }));

  function portsOf(plain: TestServer, secure: { readonly port: number }): readonly Port[] {
    return [
      { port: plain.port, scheme: "http" },
      { port: secure.port, scheme: "https" },
    ];
  }

  async function words(plain: Behaviour, secure: Behaviour = PAGE) {
    const https = await sites.secure(good, { behaviour: secure });
    const plainServer = await sites.plain(plain);
    const { facts } = await judge(portsOf(plainServer, https), trust);
    return {
      noHttps: word(the(facts, "http.no-https")),
      noRedirect: word(the(facts, "http.no-redirect-to-https")),
      noHsts: word(the(facts, "http.no-hsts")),
    };
  }

  it("is content with a redirect and a year of HSTS", async () => {
    const https = await sites.secure(good, {
      behaviour: answering(http(200, { "strict-transport-security": "max-age=31536000" }, "<p>A")),
    });
    const plain = await sites.plain(moved(`https://${HOST}:${String(https.port)}/`));
    const { facts, cost } = await judge(portsOf(plain, https), trust);
    expect(wrongs(facts)).toEqual([]);
    expect(facts.filter(({ status }) => status === "unknown")).toEqual([]);
    expect(cost).toBe(17);
  });

  it("misses the redirect and HSTS", async () => {
    expect(await words(PAGE)).toMatchObject({
      noHttps: "absent",
      noRedirect: expect.stringMatching(/^present url=http:.* status=200$/) as string,
      noHsts: "present header=none",
    });
  });

  it("reads only the first HSTS field, in any case, quoted", async () => {
    const header = http(200, { "Strict-Transport-Security": 'MAX-AGE="31536000"' }, "<p>A");
    const twice = Buffer.from(
      header.toString().replace("\r\n\r\n", "\r\nstrict-transport-security: max-age=0\r\n\r\n"),
    );
    expect(await words(PAGE, answering(twice))).toMatchObject({ noHsts: "absent" });
  });

  it("hears HSTS on a redirect too, as browsers do", async () => {
    const behaviour: Behaviour = (socket) => {
      socket.once("data", (data: Buffer) => {
        const there = data.toString().startsWith("GET /vi/");
        const hsts = { "strict-transport-security": "max-age=31536000" };
        socket.end(there ? http(200, {}, "<p>A</p>") : http(302, { location: "/vi/", ...hsts }));
      });
    };
    expect(await words(PAGE, behaviour)).toMatchObject({ noHsts: "absent" });
  });

  it("does not take a redirect from http to http for one to https", async () => {
    const behaviour: Behaviour = (socket) => {
      socket.once("data", (data: Buffer) => {
        const there = data.toString().startsWith("GET /vi/");
        socket.end(there ? http(200, {}, "<p>A</p>") : http(302, { location: "/vi/" }));
      });
    };
    expect(await words(behaviour)).toMatchObject({
      noRedirect: expect.stringMatching(/^present/) as string,
    });
  });

  it("says so when https is only named, at a host out of scope", async () => {
    expect(await words(moved("https://ngoai.test/"))).toMatchObject({ noRedirect: "absent" });
    expect(await words(moved("http://ngoai.test/"))).toMatchObject({
      noRedirect: "unknown redirect-out-of-scope",
    });
  });

  it("sees the redirect although HTTPS then fails", async () => {
    const dead = await sites.secure(good, { behaviour: (socket) => socket.destroy() });
    const plain = await sites.plain(moved(`https://${HOST}:${String(dead.port)}/`));
    const { facts } = await judge(portsOf(plain, dead), trust);
    expect(word(the(facts, "http.no-redirect-to-https"))).toBe("absent");
    expect(word(the(facts, "http.no-hsts"))).toMatch(/^unknown/);
  });

  it("says that there is no HTTPS where the port refuses", async () => {
    const closed = await sites.plain();
    await closed.close();
    const plain = await sites.plain();
    const { facts } = await judge(portsOf(plain, closed), trust);
    expect(wrongs(facts)).toEqual(["http.no-https http"]);
    expect(word(the(facts, "http.no-redirect-to-https"))).toBe("unknown depends-on-failed");
  });

  it("says that there is no HTTPS where the port speaks plain HTTP", async () => {
    const { facts } = await judge(portsOf(await sites.plain(), await sites.plain()), trust);
    expect(wrongs(facts)).toEqual(["http.no-https http"]);
  });

  it("does not know where the port is silent", async () => {
    const silent = await sites.plain(() => undefined);
    const { facts } = await judge(portsOf(await sites.plain(), silent), trust);
    expect(word(the(facts, "http.no-https"))).toBe("unknown tls-timeout");
  });

  it("does not judge HSTS where the certificate does not hold", async () => {
    const https = await sites.secure(makeCertificate({ names: [HOST] }));
    const { facts } = await judge(secureOnly(https), trust);
    expect(word(the(facts, "http.no-hsts"))).toBe("unknown depends-on-failed");
  });
});
