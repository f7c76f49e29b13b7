import { describe, expect, it } from "vitest";
import { failed } from "../../../src/model/attempt.ts";
import type { Look, TlsFlight } from "../../../src/model/observation.ts";
import { missingIssuers, tracesOf } from "../../../src/detect/tls/traces.ts";
import { AUDIT_PROBE } from "../../../src/text/tls/topics.ts";
import {
  ADDRESS,
  HOST,
  INTERMEDIATE,
  REFUSED,
  certificate,
  exchange,
  flight,
  handshake,
  handshakeLook,
  input,
  look,
} from "./looks.ts";

function audited(role: string, about: string, changes: Partial<TlsFlight> = {}): Look {
  const attempt = { status: "ok" as const, value: flight(changes) };
  return look({ probe: AUDIT_PROBE, role, about, locator: "tls", attempt });
}

const place = { port: 443, address: ADDRESS };

describe("traces of certificates", () => {
  it("keeps what was shown, by place and role", () => {
    const second = certificate({ sha256: "ec", spkiSha256: "ec" });
    const strange = certificate({ sha256: "ff", altNames: ["dns:khac.test"] });
    const traces = tracesOf(
      input([
        handshakeLook(handshake()),
        audited("second-certificate", "TLSv1.2", { chain: [second] }),
        audited("nameless", "TLSv1.2", { servername: null, chain: [strange] }),
      ]),
    );
    expect(traces.leaves).toMatchObject([
      { ...place, role: "named", sha256: "00", altNames: [`dns:${HOST}`] },
      { ...place, role: "second", sha256: "ec" },
      { ...place, role: "nameless", sha256: "ff", altNames: ["dns:khac.test"] },
    ]);
    expect(traces.intermediates).toMatchObject([{ sha256: "01", subject: INTERMEDIATE.subject }]);
  });

  it("tells a refusal, which is an answer, from a look that came to nothing", () => {
    const refused = { outcome: "refused" as const, chain: [] };
    const traces = tracesOf(
      input([
        handshakeLook(failed("connect-timeout")),
        handshakeLook(handshake(REFUSED)),
        audited("second-certificate", "TLSv1.2", refused),
      ]),
    );
    expect(traces).toMatchObject({ leaves: [], answered: [{ ...place, role: "second" }] });
  });

  it("learns no intermediate from a chain that leads nowhere", () => {
    const verification = { trusted: false, error: "X", anchor: "issuer-missing" as const };
    const traces = tracesOf(input([handshakeLook(handshake({ verification }))]));
    expect(traces.intermediates).toEqual([]);
  });

  it("knows all addresses of the name where it was resolved", () => {
    const value = {
      kind: "resolution" as const,
      addresses: [{ address: "127.0.0.11", family: 4 as const }],
      override: false,
    };
    const resolve = look({ probe: "resolve", role: "resolve", attempt: { status: "ok", value } });
    expect(tracesOf(input([resolve])).addresses).toEqual(["127.0.0.11"]);
    expect(tracesOf(input([])).addresses).toBeNull();
  });
});

describe("traces of ports", () => {
  const page = (headers: [string, string][]) =>
    look({
      probe: "home",
      role: "home",
      locator: "/",
      attempt: { status: "ok", value: exchange({ headers }) },
    });

  it.each<[string, [string, string][], boolean]>([
    ["h3", [["alt-svc", 'h3=":443"; ma=86400']], true],
    ["a draft among others", [["alt-svc", 'h2=":443", H3-29=":443"']], true],
    ["another service", [["alt-svc", 'h2="alt.test:443"']], false],
    ["withdrawn", [["alt-svc", "clear"]], false],
    ["no header", [], false],
  ])("HTTP/3 by Alt-Svc: %s", (_name, headers, http3) => {
    const [port] = tracesOf(input([handshakeLook(handshake()), page(headers)])).ports;
    expect(port).toMatchObject({ port: 443, http3, tls13: null });
  });

  it("takes post-quantum groups from the audit, and no refusal without its canary", () => {
    const hybrid = audited("post-quantum", "TLSv1.3", {
      outcome: "retry",
      version: "TLSv1.3",
      suites: [0x1301],
      group: 0x11ec,
    });
    const none = audited("post-quantum", "TLSv1.3", { outcome: "refused", suites: [] });
    const base = handshakeLook(handshake());
    expect(tracesOf(input([base, hybrid])).ports).toMatchObject([
      { postQuantum: true, tls13: true },
    ]);
    expect(tracesOf(input([base, none])).ports).toMatchObject([{ postQuantum: null }]);
    const confirmed = [audited("baseline", "TLSv1.2"), none, audited("canary", "TLSv1.2")];
    expect(tracesOf(input([base, ...confirmed])).ports).toMatchObject([{ postQuantum: false }]);
  });
});

describe("issuers to look for in the fleet", () => {
  it("are those at which a chain breaks off, once each", () => {
    const verification = { trusted: false, error: "X", anchor: "issuer-missing" as const };
    const alone = handshake({ chain: [certificate()], verification });
    const both = [handshakeLook(alone), handshakeLook(alone, "127.0.0.11")];
    expect(missingIssuers(input(both))).toEqual([certificate().issuer]);
    expect(missingIssuers(input([handshakeLook(handshake())]))).toEqual([]);
  });
});
