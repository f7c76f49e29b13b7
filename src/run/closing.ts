// An authority that grants nothing more from a certain hour on: the end of a night's hours. It never grants what the
// one behind it would not.
import type { LiveAuthority } from "../registry/authority.ts";

export function closingAt(authority: LiveAuthority, until: Date): LiveAuthority {
  return {
    ...authority,
    judge: (ask) => {
      if (ask.at < until) return authority.judge(ask);
      const detail = `the hours of this run ended at ${until.toISOString()}`;
      return { granted: false, refusal: { reason: "window-closed", document: null, detail } };
    },
  };
}
