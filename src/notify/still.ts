// What of a planned letter is still to be told when it goes out: its reader may have left, a finding may have been
// held, mended or called a false alarm meanwhile. What a unit no longer sees does not leave.
import { OPEN_STATES } from "../model/area.ts";
import type { DropReason, Letter, LetterFor, Thing } from "../model/letter.ts";
import type { Store } from "../store/store.ts";
import { recipientsOf } from "./recipients.ts";

export type Still =
  | { readonly outcome: "goes"; readonly letter: Letter; readonly unitName: string }
  | { readonly outcome: "dropped"; readonly why: DropReason };

interface Planned extends LetterFor {
  readonly letter: Letter;
  readonly address: string;
}

export function stillToTell(
  store: Pick<Store, "registry" | "findFinding">,
  central: readonly string[],
  { unit: code, letter, address }: Planned,
): Still {
  if (code === null) {
    if (!central.includes(address)) return { outcome: "dropped", why: "not-a-recipient" };
    return { outcome: "goes", letter, unitName: "" };
  }
  const unit = store.registry().units.find((one) => one.code === code);
  if (unit === undefined || !recipientsOf(unit, letter).includes(address)) {
    return { outcome: "dropped", why: "not-a-recipient" };
  }
  const sees = ({ finding }: Thing): boolean => {
    const found = store.findFinding({ units: [code] }, finding);
    return found !== undefined && (letter.kind === "verified" || OPEN_STATES.includes(found.state));
  };
  const rest = without(letter, sees);
  return rest === null
    ? { outcome: "dropped", why: "nothing-left" }
    : { outcome: "goes", letter: rest, unitName: unit.name };
}

interface List<T> {
  readonly shown: readonly T[];
  readonly total: number;
}

/** null: nothing is left of it. */
function without(letter: Letter, sees: (thing: Thing) => boolean): Letter | null {
  const kept = <T extends Thing>({ shown, total }: List<T>) => {
    const seen = shown.filter(sees);
    return { shown: seen, total: total - (shown.length - seen.length) };
  };
  switch (letter.kind) {
    case "unit-signs": {
      const signs = kept(letter.signs);
      return signs.total === 0 ? null : { ...letter, signs };
    }
    case "verified": {
      const looks = kept(letter.looks);
      return looks.total === 0 ? null : { ...letter, looks };
    }
    case "digest": {
      const [fresh, back] = [kept(letter.fresh), kept(letter.back)];
      const [overdue, soon] = [kept(letter.overdue), kept(letter.soon)];
      const left = fresh.total + back.total + overdue.total + soon.total;
      return left === 0 ? null : { ...letter, fresh, back, overdue, soon };
    }
    case "expiry":
    case "test":
    case "signs":
    case "paused":
    case "requests":
    case "night":
      return letter;
  }
}
