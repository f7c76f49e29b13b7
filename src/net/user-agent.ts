// Who we say we are, in every request. All visitors name rasoat; none of them pretends to be somebody else alone.
import type { Visitor } from "../model/observation.ts";

export interface AgentContact {
  readonly url: string;
  readonly email?: string | undefined;
}

/** What the requests of one run say about their sender. */
export interface Agent {
  /** "rasoat/<version> (+<contact url>)", ASCII only. */
  readonly userAgent: string;
  /** For the From header (RFC 9110, section 10.1.2); null when there is none, or none in ASCII. */
  readonly from: string | null;
}

/** Printable ASCII, nothing that could end a header or a comment. */
const PLAIN = /^[\x21-\x27\x2a-\x7e]+$/;

/** @param contact null: the run may reach loopback only, and says so */
export function agentOf(version: string, contact: AgentContact | null): Agent {
  const url = contact === null || !URL.canParse(contact.url) ? null : new URL(contact.url).href;
  const shown =
    url === null ? "loopback only" : `+${url.replaceAll("(", "%28").replaceAll(")", "%29")}`;
  const email = contact?.email ?? "";
  return {
    userAgent: `rasoat/${version.replace(/[^\w.+-]/g, "")} (${shown})`,
    from: PLAIN.test(email) ? email : null,
  };
}

/** Headers that tell who visits. The search visitor's Referer is a word only: that page is never asked for. */
export function visitorHeaders(agent: Agent, visitor: Visitor): Record<string, string> {
  const from = agent.from === null ? {} : { from: agent.from };
  switch (visitor) {
    case "browser":
      return { "user-agent": agent.userAgent, ...from };
    case "search-bot":
      return { "user-agent": `${agent.userAgent} like Googlebot/2.1`, ...from };
    case "search-visitor":
      return {
        "user-agent": agent.userAgent,
        referer: "https://www.google.com.vn/",
        ...from,
      };
    case "mobile":
      return { "user-agent": `${agent.userAgent} Mobile`, ...from };
  }
}
