// A store with two units, a clock, and a mail server in memory: what is told to whom, letter by letter. Tests of the
// wire itself stand in smtp.test.ts.
import { loadKnowledge } from "../../src/knowledge/load.ts";
import type { Finding } from "../../src/model/finding.ts";
import type { Registry } from "../../src/model/registry.ts";
import { createPostOffice, type PostOfficeOptions } from "../../src/notify/post-office.ts";
import type { Opened, Outcome, PostalService } from "../../src/notify/smtp.ts";
import { signRules } from "../../src/rules/incident.ts";
import type { Store } from "../../src/store/store.ts";
import { readLetter, type ReadLetter } from "../helpers/mail-server.ts";
import {
  authorization,
  finding,
  freshStore,
  registry,
  run,
  seen,
  system,
  target,
  unit,
} from "../store/samples.ts";

export const KNOWLEDGE = loadKnowledge(new URL("../../", import.meta.url).pathname);
export const CENTRE = "truc@trung-tam.test";
export const AT_A = "cntt@bv-a.test";
export const AT_B = "cntt@bv-b.test";

/** Half past three in the afternoon in Việt Nam: letters of the day may go. */
export const AFTERNOON = new Date("2026-11-22T08:30:00.000Z");

export interface Posted extends ReadLetter {
  readonly to: string;
  readonly raw: string;
}

/** Takes everything unless told otherwise. */
export interface Postbox extends PostalService {
  readonly letters: Posted[];
  /** What the next letters come to; when empty, they are taken. */
  readonly outcomes: Outcome[];
  /** What the next connections come to; when empty, they open. */
  readonly openings: Extract<Opened, { outcome: "unreachable" }>[];
  opened: number;
}

export function postbox(): Postbox {
  const box: Postbox = {
    letters: [],
    outcomes: [],
    openings: [],
    opened: 0,
    open: () => {
      box.opened++;
      const refused = box.openings.shift();
      if (refused !== undefined) return Promise.resolve(refused);
      return Promise.resolve({
        outcome: "open",
        session: {
          send: ({ to, bytes }) => {
            const outcome = box.outcomes.shift() ?? { outcome: "sent" as const };
            // After an unknown outcome the letter may have been taken: here it was.
            const wasTaken =
              outcome.outcome === "sent" || ("isUnknown" in outcome && outcome.isUnknown);
            const raw = bytes.toString("latin1");
            if (wasTaken) box.letters.push({ ...readLetter(raw), to, raw });
            return Promise.resolve(outcome);
          },
          end: () => Promise.resolve(),
        },
      });
    },
  };
  return box;
}

export function twoUnits(over: Partial<Registry> = {}): Registry {
  return registry({
    units: [
      unit({ name: "Bệnh viện A" }),
      unit({
        code: "BV-B",
        name: "Bệnh viện B",
        contacts: [{ email: AT_B, role: "security" }],
      }),
    ],
    systems: [system(), system({ code: "BV-B-WEB", unit: "BV-B" })],
    targets: [target(), target({ unit: "BV-B", system: "BV-B-WEB", host: "www.bv-b.test" })],
    authorizations: [authorization(), authorization({ unit: "BV-B", document: "7/QĐ-BVB" })],
    ...over,
  });
}

export function scene(over: Partial<PostOfficeOptions> = {}, starts = AFTERNOON) {
  const clock = { now: starts };
  const store = freshStore({ now: () => clock.now });
  store.saveRegistry(twoUnits(), { actor: "test", note: "" });
  const box = postbox();
  const officeOver = (service: PostalService) =>
    createPostOffice({
      store,
      signRules: signRules(KNOWLEDGE.rules),
      terms: KNOWLEDGE.incidents,
      now: () => clock.now,
      machine: "test",
      central: [CENTRE],
      digestFrom: "07:00",
      service,
      from: "rasoat@trung-tam.test",
      perHour: 20,
      language: "vi",
      portalUrl: "https://rasoat.trung-tam.test",
      log: {
        debug: () => undefined,
        info: () => undefined,
        warn: () => undefined,
        error: (...all) => {
          throw new Error(JSON.stringify(all));
        },
      },
      ...over,
    });
  const office = officeOver(box);
  const never = new AbortController().signal;
  return {
    store,
    box,
    clock,
    officeOver,
    turn: () => office.turn(never),
    /** Goes on by so many minutes, takes a turn, and hands out the letters that it brought. */
    after: async (minutes: number): Promise<Posted[]> => {
      clock.now = new Date(clock.now.getTime() + minutes * 60_000);
      const before = box.letters.length;
      await office.turn(never);
      return box.letters.slice(before);
    },
    put: (over: Partial<Finding> = {}): Finding => put(store, over),
  };
}

/** Stores a finding as a scan would have. */
export function put(store: Store, over: Partial<Finding> = {}): Finding {
  const made = finding(over);
  store.saveFinding(made, [seen(made)]);
  return made;
}

/** Item 10a applies to it. */
export function sign(over: Partial<Finding> = {}): Partial<Finding> {
  const { directive } = finding();
  const [first] = directive;
  return {
    rule: "defacement-page",
    area: "defacement",
    severity: "critical",
    subject: "/",
    group: "g-sign",
    title: { vi: "Trang chủ bị thay nội dung", en: "The home page was defaced" },
    directive:
      first === undefined ? [] : [first, { ...first, item: "10a", relation: "triggers" as const }],
    ...over,
  };
}

export const OF_B: Partial<Finding> = {
  unit: "BV-B",
  system: "BV-B-WEB",
  host: "www.bv-b.test",
};

/** A whole scan that has ended. */
export function endedScan(store: Store, id: string, at: Date): void {
  const ended = run({ id, status: "done", startedAt: at.toISOString(), endedAt: at.toISOString() });
  store.createRun(ended);
}

export function subjects(letters: readonly Posted[]): string[] {
  return letters.map(({ to, headers }) => `${to}: ${headers.get("subject") ?? ""}`);
}
