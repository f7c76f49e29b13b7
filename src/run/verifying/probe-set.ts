// Which probes a verifying look runs: what the rules behind its findings rest on, and no more.
import type { Finding } from "../../model/finding.ts";

type ProbeSet = "transport" | "tls" | "cms" | "panels" | "defacement";

const PROBES: Readonly<Record<ProbeSet, readonly string[]>> = {
  transport: ["certificate", "home", "http-transport"],
  tls: ["certificate", "tls-audit"],
  cms: ["home", "cms"],
  panels: ["home", "panels"],
  defacement: ["home", "defacement-pages"],
};

/** Rules on TLS that rest on the page's own connection, besides those named "http-…". */
const PAGE_CONNECTION = new Set(["tls-early-data"]);

/** What has to be asked so that the rules behind the findings can judge. */
function probeSetOf([first]: readonly Pick<Finding, "area" | "rule">[]): ProbeSet {
  const area = first?.area ?? "tls";
  if (area !== "registry" && area !== "tls") return area;
  const rule = first?.rule ?? "";
  return rule.startsWith("http-") || PAGE_CONNECTION.has(rule) ? "transport" : "tls";
}

/** Ids of probes. @param findings of one group, hence of one area */
export function probesFor(findings: readonly Pick<Finding, "area" | "rule">[]): readonly string[] {
  return PROBES[probeSetOf(findings)];
}

/** Asked of one port by handshakes alone; no page is fetched. */
export function restsOnHandshakes(findings: readonly Pick<Finding, "area" | "rule">[]): boolean {
  return probeSetOf(findings) === "tls";
}
