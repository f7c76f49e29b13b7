import { describe, expect, it } from "vitest";
import type { Area } from "../../../src/model/area.ts";
import { probesFor, restsOnHandshakes } from "../../../src/run/verifying/probe-set.ts";

describe("what a verifying look asks", () => {
  it.each<[string, Area, readonly string[]]>([
    ["tls-cert-expired", "tls", ["certificate", "tls-audit"]],
    // Read from the page's own connection: handshakes alone would never see it mended.
    ["tls-early-data", "tls", ["certificate", "home", "http-transport"]],
    ["http-no-hsts", "tls", ["certificate", "home", "http-transport"]],
    ["cms-behind", "cms", ["home", "cms"]],
    ["exposure-secret", "panels", ["home", "panels"]],
    ["defacement-spam", "defacement", ["home", "defacement-pages"]],
  ])("for %s", (rule, area, probes) => {
    expect(probesFor([{ rule, area }])).toEqual(probes);
    expect(restsOnHandshakes([{ rule, area }])).toBe(!probes.includes("home"));
  });
});
