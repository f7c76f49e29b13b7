// A browser as people know it, from what it says of itself. Told, never relied on.
import type { Language } from "../../model/text.ts";

/** In the order in which they are told apart: later ones name the earlier ones' engines. */
const BROWSERS = [
  ["Edge", /\bEdgA?\/(\d+)/],
  ["Cốc Cốc", /\bcoc_coc_browser\/(\d+)/],
  ["Opera", /\bOPR\/(\d+)/],
  ["Firefox", /\bFirefox\/(\d+)/],
  ["Chrome", /Chrome\/(\d+)/],
  ["Safari", /\bVersion\/(\d+).* Safari\//],
] as const;

const SYSTEMS = [
  ["Windows", /\bWindows\b/],
  ["Android", /\bAndroid\b/],
  ["iOS", /\b(?:iPhone|iPad)\b/],
  ["macOS", /\bMac OS X\b/],
  ["Linux", /\bLinux\b/],
] as const;

/** "Chrome 156, Windows"; what is not known is told as the browser says it. @param agent its User-Agent */
export function agentText(agent: string, language: Language): string {
  const browser = BROWSERS.map(([name, pattern]) => ({ name, found: pattern.exec(agent) })).find(
    ({ found }) => found !== null,
  );
  const system = SYSTEMS.find(([, pattern]) => pattern.test(agent));
  if (agent === "") return language === "vi" ? "không rõ" : "unknown";
  if (browser === undefined) return agent;
  const name = `${browser.name} ${browser.found?.[1] ?? ""}`.trim();
  return system === undefined ? name : `${name}, ${system[0]}`;
}
