// The rest of the badssl catalogue (chromium/badssl.com, folder "domains"), mirrored on loopback under the names that
// it has there: versions, suites, key exchange, client certificates, and what pages do with HTTPS.
import { afterAll, describe, expect, it } from "vitest";
import { makeCertificate } from "../../../src/cli/demo/certificates.ts";
import { createTrust } from "../../../src/net/trust.ts";
import { the, word } from "../../detect/tls/looks.ts";
import { HOST } from "../../helpers/loopback/open-test-door.ts";
import { answering, http, type Behaviour } from "../../helpers/loopback/servers.ts";
import { suites, type Script } from "../../helpers/tls/scripted-server.ts";
import { CBC, DHE, FIXED, MODERN, TLS13, look, present, root, unsure, with_ } from "./audited.ts";
import { createSites, judge, secureOnly, wrongs } from "./sites.ts";

const ALONE = ["no-1-3", "no-post-quantum"];
const only = (...names: readonly string[]): Partial<Script> => ({
  versions: ["TLSv1.2"],
  suites: suites(...names),
});
const dh = (bits: number): Partial<Script> => ({
  versions: ["TLSv1.2"],
  suites: DHE,
  dhBits: bits,
});
const old = (version: "TLSv1" | "TLSv1.1"): Partial<Script> => ({
  versions: [version],
  suites: CBC,
});

describe("the badssl catalogue, versions and suites", () => {
  it.each<[string, Partial<Script>, readonly string[]]>([
    ["tls-v1-0", old("TLSv1"), [...ALONE, "protocol-1-0"]],
    ["tls-v1-1", old("TLSv1.1"), [...ALONE, "protocol-1-1"]],
    ["tls-v1-2", { versions: ["TLSv1.2"], suites: MODERN }, ALONE],
    ["mozilla-modern", { versions: ["TLSv1.3"], suites: TLS13 }, []],
    ["mozilla-intermediate", { suites: with_(...DHE), dhBits: 2048 }, []],
    [
      "mozilla-old",
      {
        versions: ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"],
        suites: with_(...CBC, ...FIXED, ...suites("TLS_RSA_WITH_3DES_EDE_CBC_SHA")),
      },
      ["cipher-3des", "no-forward-secrecy", "protocol-1-0", "protocol-1-1"],
    ],
    ["cbc: no fault of its own", { versions: ["TLSv1.2"], suites: CBC }, ALONE],
    ["rc4-md5", only("TLS_RSA_WITH_RC4_128_MD5"), [...ALONE, "cipher-rc4", "no-forward-secrecy"]],
    ["rc4", only("TLS_ECDHE_RSA_WITH_RC4_128_SHA"), [...ALONE, "cipher-rc4"]],
    ["3des", only("TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA"), [...ALONE, "cipher-3des"]],
    ["null", only("TLS_RSA_WITH_NULL_SHA"), [...ALONE, "cipher-null", "no-forward-secrecy"]],
    ["static-rsa", { versions: ["TLSv1.2"], suites: FIXED }, [...ALONE, "no-forward-secrecy"]],
    ["dh480", dh(480), [...ALONE, "dh-weak"]],
    ["dh512", dh(512), [...ALONE, "dh-weak"]],
    ["dh1024", dh(1024), [...ALONE, "dh-weak"]],
    ["dh2048", dh(2048), ALONE],
    // Whether a prime is one, or its group small, is not computed: its length is all that is judged.
    ["dh-composite, dh-small-subgroup: not decided", dh(2048), ALONE],
    ["client-cert-missing", { asksForCertificate: true }, []],
  ])("%s", async (_name, script, expected) => {
    const run = await look(script);
    expect(present(run)).toEqual(expected.toSorted());
    expect(unsure(run)).toEqual([]);
  });
});

const trust = createTrust([root.certPem]);
const made = makeCertificate({ names: [HOST], issuer: root, scts: 2 });
const sites = createSites();
afterAll(() => sites.closeAll());

const SECURE = { "content-type": "text/html", "strict-transport-security": "max-age=63072000" };
const page = (html: string, headers: Readonly<Record<string, string>> = SECURE): Behaviour =>
  answering(http(200, headers, `<html><body><h1>Bệnh viện A</h1>${html}</body></html>`));

const LOGIN =
  '<form method="post" action="/in"><input name="user"><input type="password" name="pass"></form>';
const MIXED = ["http.mixed-content http"];
const FORM = ["http.insecure-form http"];

describe("the badssl catalogue, pages", () => {
  it.each<[string, Behaviour, readonly string[]]>([
    ["hsts", page(""), []],
    ["no hsts", page("", { "content-type": "text/html" }), ["http.no-hsts http"]],
    ["mixed-script", page('<script src="http://cdn.bv-b.test/a.js"></script>'), MIXED],
    ["mixed", page('<img src="http://cdn.bv-b.test/a.jpg">'), MIXED],
    [
      "very",
      page(
        '<img src="http://a.bv-b.test/a.png"><link rel="stylesheet" href="http://a.bv-b.test/a.css">',
      ),
      MIXED,
    ],
    [
      "mixed-form",
      page('<form method="post" action="http://bv-b.test/resource"><input name="q"></form>'),
      FORM,
    ],
    ["a form to its own page", page(LOGIN), []],
    [
      "upgrade: the browser is told to use HTTPS",
      page('<img src="http://cdn.bv-b.test/a.jpg">', {
        ...SECURE,
        "content-security-policy": "upgrade-insecure-requests",
      }),
      [],
    ],
  ])("%s", async (_name, behaviour, expected) => {
    const server = await sites.secure(made, { behaviour });
    const { facts } = await judge(secureOnly(server), trust);
    expect(wrongs(facts)).toEqual(expected);
  });

  it.each<[string, string, readonly string[]]>([
    ["http", "", []],
    ["http-textarea", '<form method="post" action="/in"><textarea name="q"></textarea></form>', []],
    ["http-password", LOGIN, FORM],
    ["http-login", LOGIN, FORM],
    [
      "http-credit-card, as a form for patients has it",
      '<form method="post" action="/in"><input name="so_cccd"><input name="ho_ten"></form>',
      FORM,
    ],
  ])("%s, and nobody on 443", async (_name, html, expected) => {
    const closed = await sites.plain();
    await closed.close();
    const plain = await sites.plain(page(html, { "content-type": "text/html" }));
    const ports = [
      { port: plain.port, scheme: "http" },
      { port: closed.port, scheme: "https" },
    ] as const;
    const { facts } = await judge(ports, trust);
    expect(wrongs(facts)).toEqual([...expected, "http.no-https http"]);
  });

  it("client: a server that asks for a certificate and goes on without one", async () => {
    const server = await sites.secure(made, { behaviour: page(""), asksForCertificate: true });
    const { facts } = await judge(secureOnly(server), trust);
    expect(wrongs(facts)).toEqual([]);
    expect(word(the(facts, "tls.certificate-expired", "leaf"))).toBe("absent");
  });
});
