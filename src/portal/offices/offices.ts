// Opens to a signed-in account what is its own: its repository, its offices, and to each audience what it may have. The
// rest is missing to it.
import { type Account, isCentral } from "../../model/account.ts";
import type { WordTerms } from "../../rules/word.ts";
import type { StoredSession } from "../../store/people/sessions.ts";
import { createAdminOffice } from "./admin-office.ts";
import type { CentralDesk } from "./central-desk.ts";
import { createCentralOffice } from "./central-office.ts";
import type { House, PortalOptions } from "../house.ts";
import { createOperationsDesk } from "./operations-desk.ts";
import { createProof } from "../access/proof.ts";
import { createReportDesk } from "./report-desk.ts";
import { createRepository, type Repository, scopeOf } from "../repository.ts";
import { MISSING, type Reply, type Route, type Visit } from "../route.ts";
import { createRuleDesk } from "./rule-office.ts";
import { createTokenDesk } from "../access/token-desk.ts";
import { createUnitOffice, personOf } from "./unit-office.ts";

type SignedRoute = Exclude<Route, { audience: "anyone" | "code" | "enrol" }>;

/** Hands each audience what it may have; the rest is missing to it. */
export function answerFor(
  { house, visit }: { readonly house: House; readonly visit: Visit },
  route: SignedRoute,
  session: StoredSession,
): Reply | Promise<Reply> {
  const { options } = house;
  const { account } = session;
  const office = officeOf(house, account, visit.today);
  const central = isCentral(account.role) ? centralOf(house, account, visit.today) : null;
  const mine = repositoryOf(house, account, visit.today);
  const { store, now } = options;
  const tokens = createTokenDesk({ store, account, by: personOf(account), now });
  const proof = createProof(house, account, session.id);
  const reader = { ...visit, account, session: session.id, mine, office, central, tokens, proof };
  switch (route.audience) {
    case "reader":
      return route.answer(reader);
    case "manager":
      return office === null ? MISSING : route.answer({ ...reader, office });
    case "central":
      return central === null ? MISSING : route.answer({ ...reader, central });
    case "admin": {
      if (central === null || account.role !== "central-admin") return MISSING;
      const admin = createAdminOffice(options.store, personOf(account), options.now);
      const ruleDesk = ruleDeskOf(options, account);
      return route.answer({ ...reader, central, admin, ruleDesk });
    }
  }
}

function repositoryOf({ source }: House, account: Account, today: string): Repository {
  return createRepository(source, scopeOf(account, source.registry()), today);
}

function officeOf({ options, fleet }: House, account: Account, today: string) {
  const { store, now } = options;
  const { unit } = account;
  if (account.role !== "unit-manager" || unit === null) return null;
  const wordTerms = wordTermsOf(options);
  return createUnitOffice({ store, account, unit, wordTerms, fleet, now, today });
}

function centralOf(house: House, account: Account, today: string): CentralDesk {
  const { options, nights, fleet } = house;
  const { store, knowledge, now, machine } = options;
  const { incidents: terms } = knowledge;
  const by = personOf(account);
  const wordTerms = wordTermsOf(options);
  return {
    ...createCentralOffice({ store, account, wordTerms, terms, now, machine }),
    rules: ruleDeskOf(options, account),
    nights,
    fleet,
    reports: createReportDesk({ store, by, today }),
    operations: createOperationsDesk(options),
  };
}

export function wordTermsOf(options: Pick<PortalOptions, "knowledge" | "settings">): WordTerms {
  const { knowledge, settings } = options;
  return { calendar: knowledge.calendar, longestDays: settings.exceptions.longestDays };
}

function ruleDeskOf({ store, knowledge, now }: PortalOptions, account: Account) {
  return createRuleDesk({ store, knowledge, by: personOf(account), now });
}
