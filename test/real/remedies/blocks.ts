// The lines that remedies tell people to paste, and where in a configuration they belong. Starts nothing.
import { resolve } from "node:path";
import { loadSources } from "../../../src/knowledge/load.ts";
import type { ServerKind } from "../../../src/model/action.ts";
import type { Rule } from "../../../src/model/rule.ts";
import { remediesOf, remedySteps } from "../../../src/rules/remedy.ts";

const { rules, actions } = loadSources(resolve(import.meta.dirname, "../../.."));

export interface PastedBlock {
  readonly rule: string;
  readonly action: string | undefined;
  readonly language: "vi" | "en";
  /** What is said above the lines. */
  readonly said: string;
  readonly code: readonly string[];
}

function blocksOf(rule: Rule, server: ServerKind): readonly PastedBlock[] {
  const step = remediesOf(rule, actions)[server];
  if (step === undefined) return [];
  return (["vi", "en"] as const).flatMap((language) =>
    remedySteps(step[language])
      .filter(({ code }) => code.length > 0 && !code.some((line) => line.startsWith("systemctl")))
      .map(({ text, code }) => ({
        rule: rule.id,
        action: rule.action,
        language,
        said: text,
        code,
      })),
  );
}

/** Of the remedies of all rules, each block once; console commands are not for a configuration. */
export function blocksFor(...servers: readonly ServerKind[]): readonly PastedBlock[] {
  const blocks = new Map<string, PastedBlock>();
  for (const rule of rules) {
    for (const block of servers.flatMap((server) => blocksOf(rule, server))) {
      const key = block.code.join("\n");
      if (!blocks.has(key)) blocks.set(key, block);
    }
  }
  return [...blocks.values()];
}

/** Hosting panels run Apache: what goes into .htaccess. */
export function htaccessBlocks(): readonly PastedBlock[] {
  return blocksFor("cpanel", "directadmin").filter(({ said }) => said.includes(".htaccess"));
}

/** The block of an action, for one server. @throws Error where the action has none */
export function blockOf(action: string, server: ServerKind): string {
  const found = blocksFor(server).find((block) => block.action === action);
  if (found === undefined) throw new Error(`${action} has nothing to paste for ${server}`);
  return found.code.join("\n");
}

/** nginx takes "geo" and "map" in its http block only, the rest of a remedy in a server block. */
export function nginxParts(code: string): { readonly http: string; readonly server: string } {
  const isOutside = /^(?:geo|map) .*\{\n(?:.*\n)*?\}$/gm;
  return {
    http: (code.match(isOutside) ?? []).join("\n"),
    server: code.replace(isOutside, ""),
  };
}
