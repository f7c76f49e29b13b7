// What the documents say of the watch: the home page, day and night, as often as they ask. Asks the authority itself,
// so that there is one judgement and not two. Sends nothing.
import type { Authority, Refusal } from "../model/grant.ts";
import type { Target } from "../model/registry.ts";

/** The same authority, asked for the watch only. */
export function forWatching(authority: Authority): Authority {
  return {
    judge: (ask) => authority.judge({ ...ask, purpose: "watch" }),
    judgeAddress: (grant, address) => authority.judgeAddress(grant, address),
  };
}

export type WatchTerms =
  | { readonly watched: true; readonly everyMinutes: number }
  | { readonly watched: false; readonly refusal: Refusal };

/** Whether and how often a host's home page may be watched at a moment. */
export function watchTerms(
  authority: Authority,
  { unit, host }: Pick<Target, "unit" | "host">,
  at: Date,
): WatchTerms {
  const ask = { unit, host, port: null, area: "defacement", at, purpose: "watch" } as const;
  const verdict = authority.judge(ask);
  if (!verdict.granted) return { watched: false, refusal: verdict.refusal };
  const { watchMinutes, document } = verdict.grant;
  // A grant for the watch names its minutes; without them nothing was asked for.
  if (watchMinutes !== null) return { watched: true, everyMinutes: watchMinutes };
  const refusal = { reason: "area-not-authorized", document, detail: "no watch" } as const;
  return { watched: false, refusal };
}
