// The remedy that fits a place: the rule's general text, then the steps for the server or product that was seen,
// or all of them where nothing is known. And the text that a unit sends on to its contractor. Pure.
import { SERVER_KINDS, type Action, type Remedies, type ServerKind } from "../model/action.ts";
import type { Finding } from "../model/finding.ts";
import type { Knowledge } from "../model/knowledge.ts";
import type { Rule } from "../model/rule.ts";
import type { Language, Text } from "../model/text.ts";
import { valueText } from "../text/evidence/told.ts";

const NAMES: Readonly<Record<ServerKind, string>> = {
  iis: "IIS",
  nginx: "nginx",
  apache: "Apache",
  cpanel: "cPanel",
  directadmin: "DirectAdmin",
};

/** Hosting panels run Apache below: where only Apache is seen, either may be what the unit has in hand. */
const MAY_BE: Readonly<Partial<Record<ServerKind, readonly ServerKind[]>>> = {
  apache: ["cpanel", "directadmin"],
};

export type RemedyKnowledge = Pick<Knowledge, "actions" | "products">;

export interface RemedyInput {
  readonly rule: Rule;
  readonly knowledge: RemedyKnowledge;
  /** The finding's: a product slug for software. */
  readonly subject: string;
  /** Seen at the place; empty: not known. */
  readonly servers: readonly ServerKind[];
}

/** The rule's own steps before those of its action. */
export function remediesOf(rule: Rule, actions: readonly Action[]): Remedies {
  const action = actionOf(rule, actions);
  if (action === undefined) return rule.remedies;
  return { ...action.servers, contractor: action.contractor, ...rule.remedies };
}

export function actionOf(rule: Rule, actions: readonly Action[]): Action | undefined {
  return rule.action === undefined ? undefined : actions.find(({ id }) => id === rule.action);
}

export function remedyOf({ rule, knowledge, subject, servers }: RemedyInput): Text {
  const steps = [
    ...productSteps(rule, knowledge, subject),
    ...serverSteps(remediesOf(rule, knowledge.actions), servers),
  ];
  return steps.reduce(
    (text, [name, step]) => ({
      vi: `${text.vi}\n${name}: ${step.vi}`,
      en: `${text.en}\n${name}: ${step.en}`,
    }),
    rule.remedy,
  );
}

type Step = readonly [name: string, step: Text];

function serverSteps(remedies: Remedies, servers: readonly ServerKind[]): readonly Step[] {
  const isPanelSeen = servers.includes("cpanel") || servers.includes("directadmin");
  const fitting = new Set([
    ...servers,
    ...(isPanelSeen ? [] : servers.flatMap((kind) => MAY_BE[kind] ?? [])),
  ]);
  return SERVER_KINDS.flatMap((kind): readonly Step[] => {
    const step = remedies[kind];
    if (step === undefined || (fitting.size > 0 && !fitting.has(kind))) return [];
    return [[NAMES[kind], step]];
  });
}

function productSteps(rule: Rule, knowledge: RemedyKnowledge, subject: string): readonly Step[] {
  const steps = actionOf(rule, knowledge.actions)?.products ?? {};
  const own = steps[subject];
  const chosen = own === undefined ? Object.entries(steps) : [[subject, own] as const];
  return chosen.map(([slug, step]) => [
    knowledge.products.find((product) => product.slug === slug)?.name ?? slug,
    step,
  ]);
}

/** One step of a remedy: what to do, and lines to copy into a file or a console. */
export interface RemedyStep {
  readonly text: string;
  /** Without the indent that marks them; empty where there is nothing to copy. */
  readonly code: readonly string[];
}

const CODE_INDENT = "    ";

/** The lines of a remedy as steps: indented lines belong to the step above them. */
export function remedySteps(remedy: string): readonly RemedyStep[] {
  const steps: { text: string; code: string[] }[] = [];
  for (const line of remedy.split("\n")) {
    const last = steps.at(-1);
    if (last !== undefined && line.startsWith(CODE_INDENT)) {
      last.code.push(line.slice(CODE_INDENT.length));
    } else {
      steps.push({ text: line, code: [] });
    }
  }
  return steps;
}

/** The rule's own check with the finding's host and port put in, so that its commands can be pasted. */
export function verifyText({ host, port }: Pick<Finding, "host" | "port">, rule: Rule): Text {
  if (host === null || port === null) return rule.verify;
  const filled = (text: string, name: string): string =>
    text
      .replaceAll(`${name}:443`, `${host}:${String(port)}`)
      .replaceAll(`-p 443 ${name}`, `-p ${String(port)} ${host}`)
      .replaceAll(new RegExp(`\\b${name}\\b`, "g"), host);
  return { vi: filled(rule.verify.vi, "TEN-MAY-CHU"), en: filled(rule.verify.en, "HOST") };
}

/** What a unit sends to the contractor that runs the site; null where the rule has nothing to ask of one. */
export function forwardText(
  finding: Pick<Finding, "area" | "host" | "port" | "subject" | "title" | "value" | "dueOn">,
  rule: Rule,
  actions: readonly Action[],
): Text | null {
  const { contractor } = remediesOf(rule, actions);
  if (contractor === undefined) return null;
  const { host, port, subject, title, dueOn } = finding;
  const place = host === null ? subject : port === null ? host : `${host}:${String(port)}`;
  const verify = verifyText(finding, rule);
  const detail = (language: Language): string => {
    const text = valueText(finding, language);
    return text === "" || text === place ? "" : ` (${text})`;
  };
  const line = (...parts: readonly string[]): string =>
    parts.filter((part) => part !== "").join("\n");
  return {
    vi: line(
      `Khi rà soát từ bên ngoài, tại ${place} ghi nhận: ${title.vi}${detail("vi")}.`,
      contractor.vi,
      dueOn === ""
        ? ""
        : `Đề nghị hoàn thành trước hết ngày ${dueOn.split("-").toReversed().join("/")}.`,
      `Cách kiểm tra sau khi sửa: ${verify.vi}`,
    ),
    en: line(
      `A review from outside noted at ${place}: ${title.en}${detail("en")}.`,
      contractor.en,
      dueOn === "" ? "" : `Please finish by the end of ${dueOn}.`,
      `How to check afterwards: ${verify.en}`,
    ),
  };
}
