// rasoat finding: a person's word on a finding, kept in its history.
import { EXIT, RasoatError } from "../../model/error.ts";
import { WORD_ACTIONS, type Finding, type PersonWord } from "../../model/finding.ts";
import { STATE_WORDS } from "../../model/words.ts";
import { askToVerify } from "../../run/verifying/ask.ts";
import { applyWord, mayBeSaid } from "../../rules/word.ts";
import type { Body } from "../body.ts";
import type { Context } from "../context.ts";
import { dayOf, oneOf, textOf } from "../lists.ts";
import { knowledge, withStore } from "../open.ts";
import { NO_FINDING } from "./explain.ts";
import { actor } from "../actor.ts";

export const findingWord: Body = (context, [word = "", id = ""], options) => {
  const action = oneOf("finding", word, WORD_ACTIONS);
  const until = textOf(options["until"]);
  const resources = textOf(options["resources"]);
  const rootCause = textOf(options["rootCause"]);
  const said: PersonWord = {
    action,
    by: actor(),
    at: new Date().toISOString(),
    reason: textOf(options["reason"]) ?? "",
    until: until === undefined ? null : dayOf("--until", until),
    owner: textOf(options["owner"]) ?? null,
    ...(resources !== undefined && { resources }),
    ...(rootCause !== undefined && { rootCause }),
  };
  return withStore(context, false, (store) => {
    const { calendar } = knowledge(store);
    const { longestDays } = context.settings.exceptions;
    const speak = (finding: Finding) => applyWord(finding, said, { calendar, longestDays });
    const revised = store.reviseFinding("central", id, speak);
    if (revised === undefined) throw new RasoatError("NO_FINDING", NO_FINDING, { id });
    const others =
      options["group"] === true
        ? store
            .findings("central", { units: [revised.unit], group: revised.group })
            .filter((one) => one.id !== revised.id && mayBeSaid(one, action))
            .flatMap((one) => store.reviseFinding("central", one.id, speak) ?? [])
        : [];
    if (action === "claim-fixed") {
      for (const claimed of oneEachHost([revised, ...others])) {
        askToVerify(store, claimed, { by: said.by, now: new Date(said.at) });
      }
    }
    for (const finding of [revised, ...others]) {
      context.print(
        context.json
          ? JSON.stringify(finding)
          : `${finding.id}: ${context.in(STATE_WORDS[finding.state])}`,
      );
      tellEnd(finding, context);
    }
    return EXIT.done;
  });
};

function oneEachHost(findings: readonly Finding[]): readonly Finding[] {
  return [...new Map(findings.map((finding) => [finding.host, finding])).values()];
}

/** No acceptance and no false alarm stands for ever: the person hears until when. */
function tellEnd({ id, state, word }: Finding, context: Context): void {
  const until = word?.until ?? null;
  if (until === null || (state !== "accepted" && state !== "false-positive")) return;
  context.say({
    vi: `${id}: có hiệu lực đến hết ${until}, hoặc đến khi giá trị thay đổi; sau đó tự mở lại.`,
    en: `${id}: holds until ${until}, or until the value changes; then it opens again by itself.`,
  });
}
