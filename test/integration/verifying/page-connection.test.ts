// Verifying looks and looks of the watch at sites over HTTPS, where a page's own connection may show the certificate: what
// is asked, how many connections it takes, and that what one area's look shows by the way settles nothing of another's.
// Real servers, the real door; their own counts are the witness.
import type { Server } from "node:https";
import { describe, expect, it } from "vitest";
import type { Finding } from "../../../src/model/finding.ts";
import type { Look } from "../../../src/model/observation.ts";
import type { Authorization } from "../../../src/model/registry.ts";
import { DEFACED, stageOf } from "../../run/schedule/watch-stage.ts";
import {
  expiredCertificate,
  HOST,
  ordinaryPages,
  scene,
  site,
  soundCertificate,
  type Pages,
  type Scene,
  type Site,
} from "../../run/verifying/scene.ts";

const EXPIRED = "tls-cert-expired";
const PAGE = "defacement-page";
const HSTS = "http-no-hsts";
const REDIRECT = "http-no-redirect-to-https";

interface Secure extends Site {
  /** That came in. */
  connections: number;
  /** Another certificate from now on. */
  show(certificate: ReturnType<typeof soundCertificate>): void;
}

interface Served {
  readonly certificate?: ReturnType<typeof soundCertificate>;
  readonly pages?: Pages;
  /** That of the same host's site at another address. */
  readonly port?: number;
}

async function secure(address: string, served: Served = {}): Promise<Secure> {
  const { certificate = soundCertificate(), pages = {}, port = 0 } = served;
  const at = await site(address, pages, certificate, port);
  const server = at.server as Server;
  const show = (next: typeof certificate): void => {
    server.setSecureContext(next);
  };
  const counted = Object.assign(at, { connections: 0, show });
  server.on("connection", () => (counted.connections += 1));
  return counted;
}

/** Looked at once by a night, and nothing counted of that. */
async function scanned(
  served: readonly Secure[],
  document: Partial<Authorization> = {},
): Promise<Scene> {
  const on = scene({ served: served.map((one) => ({ site: one, scheme: "https" })), document });
  await on.scan(["tls", "defacement"]);
  for (const one of served) forget(one);
  return on;
}

function forget(at: Secure): void {
  at.requests.length = 0;
  at.connections = 0;
}

/** The looks of the latest run of a kind. */
function looksOf({ store }: Scene, kind: "verify" | "watch" = "verify"): readonly Look[] {
  const [run] = store.listRuns({ kind });
  return run === undefined ? [] : (store.targetResult("central", run.id, HOST)?.looks ?? []);
}

/** Besides those of the audit. */
function told(looks: readonly Look[]): readonly string[] {
  return looks
    .filter(({ probe }) => probe !== "tls-audit")
    .map(({ probe, address, attempt }) =>
      [probe, address, attempt.status === "ok" ? "ok" : attempt.reason].join(" "),
    );
}

function rulesBut(rule: string, { store }: Scene): readonly Finding[] {
  return store.findings("central").filter((one) => one.rule !== rule);
}

const isPresent = (rule: string, { store }: Scene): boolean =>
  store.findings("central", { rules: [rule] }).length > 0;

describe("a verifying look at a finding on the certificate", { timeout: 30_000 }, () => {
  it("shakes hands and asks for no page, and leaves what the page shows as it was", async () => {
    const at = await secure("127.0.62.1", {
      certificate: expiredCertificate(),
      pages: { "/": DEFACED },
    });
    const on = await scanned([at]);
    const others = rulesBut(EXPIRED, on);
    expect(others.map(({ rule }) => rule)).toContain(PAGE);
    expect(await on.look(on.claim(EXPIRED))).toMatchObject({ outcome: "still" });
    expect(at.requests).toEqual([]);
    expect(told(looksOf(on))).toEqual(["certificate 127.0.62.1 ok"]);
    at.show(soundCertificate());
    at.pages = ordinaryPages();
    expect(await on.look(on.claim(EXPIRED))).toMatchObject({ state: "done", outcome: "gone" });
    expect(on.finding(EXPIRED).state).toBe("fixed");
    expect(rulesBut(EXPIRED, on)).toEqual(others);
  });

  it("is clean where the page is in trouble: hands were shaken, and no page was needed", async () => {
    const at = await secure("127.0.62.2", { certificate: expiredCertificate() });
    const on = await scanned([at]);
    at.trouble = 503;
    at.show(soundCertificate());
    expect(await on.look(on.claim(EXPIRED))).toMatchObject({ outcome: "gone" });
    expect(at.requests).toEqual([]);
  });

  it("comes to nothing where nobody shakes hands", async () => {
    const at = await secure("127.0.62.3", { certificate: expiredCertificate() });
    const on = await scanned([at]);
    const id = on.claim(EXPIRED);
    await at.close();
    const reason = "connect-refused";
    expect(await on.look(id)).toMatchObject({ state: "done", outcome: "could-not", reason });
    expect(on.finding(EXPIRED)).toMatchObject({ state: "claimed-fixed", outcome: "unknown" });
  });
});

describe("a verifying look at a defaced page", { timeout: 30_000 }, () => {
  it("notes no certificate, though its connections show one, and makes none of its own", async () => {
    const at = await secure("127.0.62.4", {
      certificate: expiredCertificate(),
      pages: { "/": DEFACED },
    });
    const on = await scanned([at]);
    const others = rulesBut(PAGE, on);
    expect(others.map(({ rule }) => rule)).toContain(EXPIRED);
    expect(await on.look(on.claim(PAGE))).toMatchObject({ outcome: "still" });
    expect(at.connections).toBe(at.requests.length);
    const looks = looksOf(on);
    expect(new Set(looks.flatMap(({ areas }) => areas))).toEqual(new Set(["defacement"]));
    expect(told(looks).filter((one) => one.startsWith("certificate"))).toEqual([]);
    at.pages = ordinaryPages();
    at.show(soundCertificate());
    const id = on.claim(PAGE);
    expect(await on.look(id)).toMatchObject({ outcome: "gone", wait: "second-look" });
    expect(await on.look(id)).toMatchObject({ state: "done", outcome: "gone" });
    expect(on.finding(PAGE).state).toBe("fixed");
    // The certificate is sound by now, and nobody has asked for it.
    expect(rulesBut(PAGE, on)).toEqual(others);
  });

  it("beside one at the certificate: each settles its own", async () => {
    const at = await secure("127.0.62.5", {
      certificate: expiredCertificate(),
      pages: { "/": DEFACED },
    });
    const on = await scanned([at]);
    const [page, certificate] = [on.claim(PAGE), on.claim(EXPIRED)];
    at.show(soundCertificate());
    expect(await on.look(page)).toMatchObject({ outcome: "still" });
    expect(on.finding(EXPIRED)).toMatchObject({ state: "claimed-fixed", cleanLooks: 0 });
    expect(await on.look(certificate)).toMatchObject({ outcome: "gone" });
    expect([on.finding(EXPIRED).state, on.finding(PAGE).state]).toEqual(["fixed", "open"]);
  });
});

describe("a verifying look at a finding on the way to the page", { timeout: 30_000 }, () => {
  it("takes one connection for page and certificate, and judges nothing of the certificate", async () => {
    const at = await secure("127.0.62.6");
    const on = await scanned([at]);
    const others = rulesBut(HSTS, on);
    at.show(expiredCertificate());
    // Nothing can be said of HSTS while browsers refuse the certificate.
    const id = on.claim(HSTS);
    const reason = "depends-on-failed";
    expect(await on.look(id)).toMatchObject({ outcome: "could-not", reason });
    expect(at.connections).toBe(1);
    expect(told(looksOf(on))).toEqual(["certificate 127.0.62.6 ok", "home 127.0.62.6 ok"]);
    expect(isPresent(EXPIRED, on)).toBe(false);
    expect(rulesBut(HSTS, on)).toEqual(others);
  });

  it("may do so within the hours of verifying looks, outside the night's", async () => {
    const at = await secure("127.0.62.7");
    const on = await scanned([at]);
    on.document({
      window: { from: "00:00", to: "00:01", timezone: "Pacific/Kiritimati" },
      verify: { from: "00:00", to: "23:59", maxRequests: 1 },
    });
    expect(await on.look(on.claim(HSTS))).toMatchObject({ outcome: "still" });
    expect(at.connections).toBe(1);
    expect(told(looksOf(on))).toEqual(["certificate 127.0.62.7 ok", "home 127.0.62.7 ok"]);
  });

  it("keeps the certificate where the page came to nothing, and settles nothing", async () => {
    const at = await secure("127.0.62.8");
    const on = await scanned([at]);
    at.trouble = 503;
    const reason = "server-error";
    expect(await on.look(on.claim(HSTS))).toMatchObject({ outcome: "could-not", reason });
    expect(at.connections).toBe(1);
    expect(told(looksOf(on))[0]).toBe("certificate 127.0.62.8 ok");
    expect(on.finding(HSTS)).toMatchObject({ state: "claimed-fixed", outcome: "unknown" });
  });

  it("has the page of the other port where hands are not shaken, and says nothing of the way to it", async () => {
    const at = await secure("127.0.62.9");
    const plain = await site("127.0.62.9", {});
    const on = scene({
      served: [
        { site: plain, scheme: "http" },
        { site: at, scheme: "https" },
      ],
    });
    await on.scan(["tls"]);
    plain.requests.length = 0;
    await at.close();
    const reason = "depends-on-failed";
    expect(await on.look(on.claim(REDIRECT))).toMatchObject({ outcome: "could-not", reason });
    expect(told(looksOf(on))).toEqual([
      "home 127.0.62.9 ok",
      "home  connect-refused",
      "certificate 127.0.62.9 connect-refused",
    ]);
    expect(plain.requests).toEqual(["/"]);
  });
});

describe("at a host of two addresses", { timeout: 30_000 }, () => {
  async function two(first: string, second: string) {
    const one = await secure(first);
    const certificate = expiredCertificate();
    const other = await secure(second, { certificate, port: one.port });
    return { one, other, on: await scanned([one, other]) };
  }

  it("the page shows the first one's certificate; the other's takes a connection of its own", async () => {
    const { one, other, on } = await two("127.0.62.10", "127.0.62.11");
    expect(await on.look(on.claim(HSTS))).toMatchObject({ outcome: "still" });
    expect(told(looksOf(on))).toEqual([
      "certificate 127.0.62.10 ok",
      "home 127.0.62.10 ok",
      "certificate 127.0.62.11 ok",
    ]);
    expect([one.connections, other.connections]).toEqual([1, 1]);
    expect(other.requests).toEqual([]);
  });

  it("what is wrong at the second alone stands until it is mended there", async () => {
    const { one, other, on } = await two("127.0.62.12", "127.0.62.13");
    expect(on.finding(EXPIRED).value).toContain("127.0.62.13");
    expect(on.finding(EXPIRED).value).not.toContain("127.0.62.12");
    one.show(soundCertificate());
    expect(await on.look(on.claim(EXPIRED))).toMatchObject({ outcome: "still" });
    other.show(soundCertificate());
    expect(await on.look(on.claim(EXPIRED))).toMatchObject({ outcome: "gone" });
    expect(on.finding(EXPIRED).state).toBe("fixed");
  });

  it("a second that does not answer settles nothing, and hinders nothing of the page's", async () => {
    const { other, on } = await two("127.0.62.14", "127.0.62.15");
    await other.close();
    const reason = "connect-refused";
    expect(await on.look(on.claim(EXPIRED))).toMatchObject({ outcome: "could-not", reason });
    expect(on.finding(EXPIRED)).toMatchObject({ state: "claimed-fixed", cleanLooks: 0 });
    expect(await on.look(on.claim(HSTS))).toMatchObject({ outcome: "still" });
    expect(told(looksOf(on)).at(-1)).toBe("certificate 127.0.62.15 connect-refused");
  });
});

describe("where the area tls is not granted any more", { timeout: 30_000 }, () => {
  it.each([EXPIRED, PAGE])(
    "a look at %s asks what is still granted and notes no certificate",
    async (rule) => {
      const at = await secure("127.0.62.16", {
        certificate: expiredCertificate(),
        pages: { "/": DEFACED },
      });
      const on = await scanned([at]);
      const id = on.claim(rule);
      const runs = on.store.listRuns({ kind: "verify" }).length;
      on.document({ areas: ["defacement"] });
      const isGranted = rule === PAGE;
      const reason = "area-not-authorized";
      expect(await on.look(id)).toMatchObject(
        isGranted ? { outcome: "still" } : { outcome: "refused", reason },
      );
      expect(at.connections > 0).toBe(isGranted);
      expect(on.store.listRuns({ kind: "verify" }).length - runs).toBe(Number(isGranted));
      expect(told(looksOf(on)).filter((one) => one.startsWith("certificate"))).toEqual([]);
    },
  );
});

describe("a look of the watch", { timeout: 30_000 }, () => {
  it("takes one connection, notes no certificate and settles nothing of one", async () => {
    const at = await secure("127.0.62.17", { certificate: expiredCertificate() });
    const made = stageOf([{ site: at, scheme: "https" }]);
    await made.scan(["tls", "defacement"]);
    const before = made.store.findings("central");
    expect(before.map(({ rule }) => rule)).toContain(EXPIRED);
    at.show(soundCertificate());
    forget(at);
    expect(await made.period()).toMatchObject({ outcome: "quiet" });
    expect([at.requests, at.connections]).toEqual([["/"], 1]);
    at.pages = { "/": DEFACED };
    forget(at);
    expect(await made.period()).toMatchObject({ outcome: "sign" });
    expect([at.requests, at.connections]).toEqual([["/", "/"], 2]);
    const looks = looksOf(made, "watch");
    expect(told(looks)).toEqual(["home 127.0.62.17 ok", "home 127.0.62.17 ok"]);
    expect(new Set(looks.flatMap(({ areas }) => areas))).toEqual(new Set(["defacement"]));
    expect(rulesBut(PAGE, made)).toEqual(before);
  });

  it("says that it could not look where hands are not shaken, and leaves all as it was", async () => {
    const at = await secure("127.0.62.18");
    const made = stageOf([{ site: at, scheme: "https" }]);
    await made.scan(["tls", "defacement"]);
    const before = made.store.findings("central");
    await at.close();
    expect(await made.period()).toMatchObject({ outcome: "could-not", reason: "connect-refused" });
    expect(made.store.findings("central")).toEqual(before);
  });
});
