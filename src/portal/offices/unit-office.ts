// What the person in charge of a unit may do: speak on a finding, ask the central team, pause the scanning.
// Every act is bound to the account's own unit; nothing here widens what may be looked at.
import type { Account, RequestKind } from "../../model/account.ts";
import { EXIT, RasoatError } from "../../model/error.ts";
import type { Finding, PersonWord } from "../../model/finding.ts";
import type { Registry, Unit, UnitPause } from "../../model/registry.ts";
import type { CertificateName } from "../../run/fleet.ts";
import { askToVerify } from "../../run/verifying/ask.ts";
import { applyWord, type WordTerms } from "../../rules/word.ts";
import { latestEnd, refuseBadUntil } from "../../rules/word-until.ts";
import type { Store } from "../../store/store.ts";
import { canonicalHost, isIpLiteral } from "../../text/host.ts";
import type { FleetBook } from "../kept/fleet-book.ts";
import { type Notices, noticesOf } from "./incident-office.ts";
import { isFindingId, newId } from "../access/token.ts";

export type Word = Pick<PersonWord, "action" | "reason" | "owner" | "until">;

export interface UnitOffice extends Notices {
  readonly unit: string;
  /** The person's word on all members of a finding's group. @returns undefined when there is none such */
  speak(id: string, word: Word): Finding | undefined;
  /** Asks for a verifying look. @returns undefined when the finding does not exist in the scope */
  verify(id: string): Finding | undefined;
  /** The last day that an exception may be asked for, YYYY-MM-DD. */
  readonly latestException: string;
  /** @returns undefined when the finding does not exist in the scope */
  askAbout(
    id: string,
    ask: {
      readonly kind: Extract<RequestKind, "exception" | "false-alarm">;
      readonly reason: string;
      readonly until: string | null;
    },
  ): Finding | undefined;
  /**
   * Hosts that certificates of the unit's own servers name below its own domains, registered by nobody and not
   * proposed yet. What belongs to others, or may, is never among them.
   */
  namesToPropose(): readonly CertificateName[];
  /** @throws RasoatError with what is wrong with the proposal */
  propose(kind: Extract<RequestKind, "host" | "contact">, subject: string, reason: string): void;
  /** From now on nothing of the unit is looked at, by whoever's document; a running scan obeys within seconds. */
  pause(reason: string): void;
  resume(reason: string): void;
}

export type OfficeStore = Pick<
  Store,
  | "findFinding"
  | "findings"
  | "reviseFinding"
  | "reviseRegistry"
  | "addRequest"
  | "requests"
  | "reviseIncident"
  | "registry"
  | "askVerifying"
>;

const usage = (vi: string, en: string) => ({ exit: EXIT.usage, message: { vi, en } });

const ERRORS = {
  "reason-missing": usage(
    "Hãy ghi lý do, để người khác hiểu được về sau.",
    "Give a reason, so that others understand later.",
  ),
  "date-needed": usage(
    "Hãy ghi ngày kết thúc đề nghị (từ hôm nay trở đi).",
    "Give the date on which the exception should end (today or later).",
  ),
  "asked-already": usage(
    "Đã có một đề nghị đang chờ cho phát hiện này. Hãy đợi trung tâm trả lời.",
    "A request on this finding is waiting already. Wait for the central team's answer.",
  ),
  "host-invalid": usage(
    "“{subject}” không phải tên máy chủ. Ghi tên đầy đủ như www.benhvien.vn, không kèm http:// hay đường dẫn.",
    "“{subject}” is not a host name. Give the full name such as www.hospital.vn, without http:// or a path.",
  ),
  "email-invalid": usage(
    "“{subject}” không phải địa chỉ thư điện tử.",
    "“{subject}” is not an e-mail address.",
  ),
} as const;

function officeError(code: keyof typeof ERRORS, parameters: Record<string, string> = {}) {
  return new RasoatError(code, ERRORS[code], parameters);
}

/** What becomes of a request that is approved. */
export const REQUESTED = { exception: "accept", "false-alarm": "false-positive" } as const;

export interface OfficeOptions {
  readonly store: OfficeStore;
  readonly account: Account;
  readonly unit: string;
  readonly wordTerms: WordTerms;
  readonly fleet: Pick<FleetBook, "ownNames">;
  readonly now: () => Date;
  readonly today: string;
}

export function createUnitOffice(options: OfficeOptions): UnitOffice {
  const { store, account, unit } = options;
  const scope = { units: [unit] };
  const by = personOf(account);
  return {
    unit,
    latestException: latestEnd(options.today, options.wordTerms.longestDays),
    ...noticesOf({ ...options, by, scope }),
    speak: (id, word) => {
      const finding = speak(options, id, word);
      if (finding !== undefined && word.action === "claim-fixed") verify(options, finding);
      return finding;
    },
    verify: (id) => {
      const finding = isFindingId(id) ? store.findFinding(scope, id) : undefined;
      if (finding !== undefined) verify(options, finding);
      return finding;
    },
    askAbout: (id, { kind, reason, until }) => {
      const finding = isFindingId(id) ? store.findFinding(scope, id) : undefined;
      if (finding === undefined) return undefined;
      demandReason(reason);
      refuseBadEnd(options, kind, until);
      const waiting = store.requests(scope, { status: "open", finding: finding.id });
      if (waiting.length > 0) throw officeError("asked-already");
      const about = { unit, kind, finding: finding.id, subject: "" };
      store.addRequest({ id: newId(), ...about, reason, until, askedBy: by });
      return finding;
    },
    namesToPropose: () => namesToPropose(options),
    propose: (kind, subject, reason) => {
      demandReason(reason);
      const about = { unit, kind, finding: null, subject: proposed(kind, subject) };
      store.addRequest({ id: newId(), ...about, reason, until: null, askedBy: by });
    },
    pause: (reason) => {
      demandReason(reason);
      const at = options.now().toISOString();
      setPause(options, { by, at, reason }, `pause: ${reason}`);
    },
    resume: (reason) => {
      demandReason(reason);
      setPause(options, null, `resume: ${reason}`);
    },
  };
}

function refuseBadEnd(
  { wordTerms, today }: OfficeOptions,
  kind: "exception" | "false-alarm",
  until: string | null,
): void {
  if (until !== null) {
    refuseBadUntil(REQUESTED[kind], until, { ...wordTerms, today });
  } else if (kind === "exception") throw officeError("date-needed");
}

/** How a person is named in histories. */
export function personOf({ name, login }: Account): string {
  return `${name} (${login})`;
}

export function demandReason(reason: string): void {
  if (reason.trim() === "") throw officeError("reason-missing");
}

/** A person means the thing, not one of its ports: the word goes to every open member of the group. */
function speak(options: OfficeOptions, id: string, word: Word): Finding | undefined {
  if (!isFindingId(id)) return undefined;
  const { store, account, unit, wordTerms } = options;
  const scope = { units: [unit] };
  const spoken: PersonWord = {
    ...word,
    by: personOf(account),
    at: options.now().toISOString(),
  };
  const finding = store.reviseFinding(scope, id, (before) => applyWord(before, spoken, wordTerms));
  if (finding === undefined) return undefined;
  const others = store
    .findings(scope, { group: finding.group, states: ["open", "in-progress"] })
    .filter((other) => other.id !== finding.id && other.state !== finding.state);
  for (const other of others) {
    store.reviseFinding(scope, other.id, (before) => applyWord(before, spoken, wordTerms));
  }
  return finding;
}

/** One look for each host of the group that is not settled; asking twice changes nothing. */
function verify({ store, account, unit, now }: OfficeOptions, finding: Finding): void {
  const asked = { by: personOf(account), now: now() };
  const members = store
    .findings({ units: [unit] }, { group: finding.group })
    .filter(({ state }) => state !== "fixed" && state !== "false-positive");
  const oneEach = new Map(members.map((member) => [member.host, member]));
  for (const member of oneEach.values()) askToVerify(store, member, asked);
}

function namesToPropose({ store, unit, fleet }: OfficeOptions): CertificateName[] {
  const scope = { units: [unit] };
  const waiting = new Set(
    store.requests(scope, { status: "open" }).map(({ kind, subject }) => `${kind} ${subject}`),
  );
  return fleet.ownNames(unit).filter(({ name }) => !waiting.has(`host ${name}`));
}

function proposed(kind: "host" | "contact", subject: string): string {
  const text = subject.trim();
  if (kind === "contact") {
    if (/^[^\s@<>"']{1,64}@[a-z0-9.-]{3,190}$/i.test(text)) return text.toLowerCase();
    throw officeError("email-invalid", { subject: text });
  }
  const host = canonicalHost(text);
  if (host === null || isIpLiteral(host) || !host.includes(".")) {
    throw officeError("host-invalid", { subject: text });
  }
  return host;
}

function setPause({ store, unit, account }: OfficeOptions, paused: UnitPause | null, note: string) {
  store.reviseRegistry((registry) => withPause(registry, unit, paused), {
    actor: personOf(account),
    note,
  });
}

export function withPause(registry: Registry, code: string, paused: UnitPause | null): Registry {
  const units = registry.units.map((one): Unit => {
    if (one.code !== code || (one.paused ?? null) === paused) return one;
    return { ...one, paused };
  });
  return { ...registry, units };
}
