// Remedies: does every rule say what to do, on each kind of server it can be about, in both languages?
import { SERVER_KINDS, type Action } from "../model/action.ts";
import type { FindingArea } from "../model/area.ts";
import type { Rule } from "../model/rule.ts";
import type { Text } from "../model/text.ts";
import { problem, repeated, type Problem } from "./problem.ts";
import { remediesOf } from "./remedy.ts";

/** What is set at the server needs steps for each kind of it; software and incidents do not depend on it. */
const NEEDS_SERVERS: ReadonlySet<FindingArea> = new Set(["tls", "panels"]);

export function checkRemedies(
  rules: readonly Rule[],
  actions: readonly Action[],
): readonly Problem[] {
  return [
    ...repeated(actions.map(({ id }) => id)).map((id) =>
      problem(id, "có hai hành động cùng mã: đổi một mã", "two actions have this id: change one"),
    ),
    ...actions.flatMap((action) => untranslated(action.id, textsOfAction(action))),
    ...rules.flatMap((rule) => [
      ...checkRule(rule, actions),
      ...untranslated(rule.id, Object.entries(rule.remedies)),
    ]),
  ];
}

function checkRule(rule: Rule, actions: readonly Action[]): readonly Problem[] {
  if (rule.action !== undefined && !actions.some(({ id }) => id === rule.action)) {
    return [
      problem(
        rule.id,
        `hành động "${rule.action}" không có trong data/actions`,
        `action "${rule.action}" is not in data/actions`,
      ),
    ];
  }
  // What a registry declares is mended by the unit itself, in its own papers.
  if (rule.area === "registry") return [];
  const remedies = remediesOf(rule, actions);
  const needed = [...(NEEDS_SERVERS.has(rule.area) ? SERVER_KINDS : []), "contractor"] as const;
  return needed
    .filter((kind) => remedies[kind] === undefined)
    .map((kind) =>
      problem(
        rule.id,
        `thiếu cách khắc phục cho ${kind}: ghi action, hoặc thêm vào remedies`,
        `has no remedy for ${kind}: name an action, or add it to remedies`,
      ),
    );
}

type NamedText = readonly [name: string, text: Text | undefined];

function textsOfAction(action: Action): readonly NamedText[] {
  return [
    ["title", action.title],
    ["contractor", action.contractor],
    ...Object.entries(action.servers),
    ...Object.entries(action.products),
  ];
}

/** A text that is the same in both languages, or Vietnamese without one accent, was never translated. */
export function untranslated(about: string, texts: readonly NamedText[]): readonly Problem[] {
  return texts
    .filter(([, text]) => text !== undefined && !isTranslated(text))
    .map(([name]) =>
      problem(
        about,
        `${name}: thiếu bản tiếng Việt đúng (có dấu, dạng NFC)`,
        `${name}: the Vietnamese text is missing (accents, NFC form)`,
      ),
    );
}

function isTranslated({ vi, en }: Text): boolean {
  return vi !== en && /[^\u0000-\u007f]/.test(vi) && vi === vi.normalize();
}
