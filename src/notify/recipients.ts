// Which of a unit's contacts get which letter. Pure. A contact's own word comes first; without one the role decides:
// security gets all; the head what goes at once, what ends and what is overdue; a contractor nothing.
import type { Letter } from "../model/letter.ts";
import type { Contact, Unit } from "../model/registry.ts";

/** What a letter asks of its reader. */
type Weight = "at-once" | "digest" | "escalation";

/** E-mail addresses, each once, in the order of the registry; none for a unit that is retired. */
export function recipientsOf(unit: Unit, letter: Letter): string[] {
  const weight = weightOf(letter);
  const contacts = unit.retired || !Array.isArray(unit.contacts) ? [] : unit.contacts;
  const addresses = (contacts as readonly Contact[])
    .filter((contact) => gets(contact, weight))
    .map(({ email }) => email);
  return [...new Set(addresses)];
}

/** Whether any letter at all can reach the unit. */
export function isReachable(unit: Unit): boolean {
  return recipientsOf(unit, { kind: "test" }).length > 0;
}

function weightOf(letter: Letter): Weight {
  switch (letter.kind) {
    case "unit-signs":
      return "at-once";
    case "expiry":
      return "escalation";
    case "digest":
      return letter.overdue.total > 0 ? "escalation" : "digest";
    case "verified":
    case "test":
    // Those below go to the central team.
    case "signs":
    case "paused":
    case "requests":
    case "night":
      return "digest";
  }
}

function gets({ role, mail }: Contact, weight: Weight): boolean {
  switch (mail) {
    case "off":
      return false;
    case "digest":
      return weight !== "at-once";
    case "at-once":
      return true;
    case undefined:
      return role === "security" || (role === "head" && weight !== "digest");
  }
}
