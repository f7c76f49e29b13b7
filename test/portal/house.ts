// A portal over a real file with two units, a department above them and one account of each kind, and a
// visitor with a cookie jar. Requests go straight to the application; no socket is opened.
import { hash } from "@node-rs/argon2";
import { onTestFinished } from "vitest";
import { loadKnowledge } from "../../src/knowledge/load.ts";
import { OPEN_STATES } from "../../src/model/area.ts";
import type { Role } from "../../src/model/account.ts";
import type { Finding } from "../../src/model/finding.ts";
import type { TlsTraces } from "../../src/model/fleet.ts";
import type { Incident } from "../../src/model/incident.ts";
import { Settings } from "../../src/model/settings.ts";
import { createPortal, type Portal } from "../../src/portal/app.ts";
import type { PortalOptions } from "../../src/portal/house.ts";
import { createPasswords } from "../../src/portal/access/passwords.ts";
import { type ReportSubject, subtree } from "../../src/portal/repository.ts";
import { totpAt } from "../../src/portal/access/totp.ts";
import { openIncident } from "../../src/rules/incident.ts";
import type { Scope } from "../../src/store/scope.ts";
import type { Store } from "../../src/store/store.ts";
import {
  authorization,
  commit,
  finding,
  freshStore,
  intent,
  NOW,
  OUTCOME,
  registry,
  run,
  seen,
  system,
  target,
  unit,
} from "../store/samples.ts";

export const ORIGIN = "http://127.0.0.1:8080";
export const PASSWORD = "sáu con ngựa màu tím";
/** Cheap on purpose: what is tested is who gets in, not how long it takes. */
export const CHEAP = { memoryCost: 32, timeCost: 1, parallelism: 1 };
export const KNOWLEDGE = loadKnowledge(new URL("../../", import.meta.url).pathname);
const CHEAP_HASH = await hash(PASSWORD.normalize("NFC"), CHEAP);

export const SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

export interface Clock {
  now: Date;
}

export interface House {
  readonly store: Store;
  readonly portal: Portal;
  readonly clock: Clock;
}

/** Below a unit's own domain, and known only from its certificate. */
export const CERTIFICATE_WORD = "trong-chung-thu.";

export const LEDGER_WORD = "/chi-rieng-don-vi-";

export function house(over: Partial<PortalOptions> = {}): House {
  const clock: Clock = { now: NOW };
  const store = freshStore({ now: () => clock.now });
  const portal = createPortal({
    store,
    settings: Settings.parse({}),
    knowledge: KNOWLEDGE,
    now: () => clock.now,
    log: {
      debug: () => undefined,
      info: () => undefined,
      warn: () => undefined,
      error: (...all) => {
        throw new Error(JSON.stringify(all));
      },
    },
    downloads: {
      remediation: (subject) => Promise.resolve(JSON.stringify(openOf(store, subject))),
      report: (subject) => Promise.resolve(JSON.stringify(subject)),
      ledger: (subject, { host }) => {
        const filter = { ...(host === "" ? {} : { host }), limit: 1_000 };
        return Promise.resolve(JSON.stringify(store.ledgerPage(within(store, subject), filter)));
      },
      pack: (subject, { id }) => Promise.resolve(JSON.stringify(heldOf(store, subject, id))),
      notice: (subject, { incident }) =>
        Promise.resolve(JSON.stringify(heldOf(store, subject, incident))),
    },
    guides: {
      unit: "# Đơn vị",
      central: "# Trung tâm",
      pictures: new Map([["a.png", Buffer.of(1)]]),
    },
    programVersion: "0.1.0",
    machine: "test",
    requireTotp: true,
    passwords: createPasswords(CHEAP),
    origins: () => [ORIGIN],
    secure: false,
    trustProxy: false,
    ...over,
  });
  onTestFinished(() => portal.close());
  return { store, portal, clock };
}

function within(store: Store, subject: ReportSubject): Scope {
  if (subject.kind === "all") return "central";
  const { kind, unit: code } = subject;
  return { units: kind === "unit" ? [code] : subtree(code, store.registry()) };
}

/** Stands for a pack or a notice: what the subject holds of an incident or a finding. */
function heldOf(store: Store, subject: ReportSubject, id: string): readonly unknown[] {
  const scope = within(store, subject);
  const incident = store.findIncident(scope, id);
  const findings = [id, ...(incident?.findings ?? [])].map((one) => store.findFinding(scope, one));
  return [
    incident,
    ...findings,
    store.incidentEvents(scope, id),
    store.ledgerPage(scope, { limit: 1_000 }),
  ];
}

/** Stands for the list: what of the subject is open. */
function openOf(store: Store, subject: ReportSubject): readonly Finding[] {
  return store.findings(within(store, subject), { states: OPEN_STATES });
}

export const FINDING_A = finding({
  value: "rieng-A",
  evidence: [{ observation: "l", text: "ma-rieng-A" }],
});
export const FINDING_B = finding({
  unit: "BV-B",
  system: "BV-B-WEB",
  host: "www.bv-b.test",
  group: "g-b",
  value: "rieng-B",
  evidence: [{ observation: "l", text: "ma-rieng-B" }],
});
export const FINDING_C = finding({
  unit: "TT-C",
  system: "TT-C-WEB",
  host: "www.tt-c.test",
  group: "g-c",
  value: "rieng-C",
  evidence: [{ observation: "l", text: "ma-rieng-C" }],
});

/** Each unit's certificate is on the one key of their hoster, names a host of its own, and all hosts of the others. */
function tracesOf(code: string, hosts: readonly string[]): TlsTraces {
  const own = `${CERTIFICATE_WORD}${code.toLowerCase()}.test`;
  const leaf = {
    port: 443,
    address: "127.0.0.10",
    sha256: code,
    spkiSha256: "khoa-cua-nha-cung-cap",
    subject: `CN=${code}`,
    issuer: "CN=R12",
    notAfter: "2027-01-01T00:00:00.000Z",
    altNames: [...hosts, own].map((name) => `dns:${name}`),
  };
  return {
    addresses: null,
    answered: [],
    leaves: [
      { ...leaf, role: "named" },
      { ...leaf, role: "nameless", altNames: [`dns:${hosts.at(-1) ?? ""}`] },
    ],
    ports: [{ port: 443, tls13: true, postQuantum: false, ssl2: null, http3: null }],
    intermediates: [],
  };
}

/** BV-A and BV-B stand below SYT; TT-C stands alone. */
export async function fill({ store }: House): Promise<void> {
  const codes = ["SYT", "BV-A", "BV-B", "TT-C"];
  const names: Record<string, string> = {
    SYT: "Sở Y tế Mẫu",
    "BV-A": "Bệnh viện Hoa Sen",
    "BV-B": "Bệnh viện Ban Mai",
    "TT-C": "Trung tâm Cát Tường",
  };
  const host = (code: string) => `www.${code.toLowerCase()}.test`;
  store.saveRegistry(
    registry({
      units: codes.map((code) =>
        unit({
          code,
          name: names[code] ?? "",
          parent: code.startsWith("BV") ? "SYT" : null,
          formerly: [],
        }),
      ),
      systems: codes.map((code) => system({ code: `${code}-WEB`, unit: code })),
      targets: codes.map((code) => target({ unit: code, system: `${code}-WEB`, host: host(code) })),
      authorizations: codes.map((code) => authorization({ unit: code, document: `1/QĐ-${code}` })),
    }),
    { actor: "test", note: "" },
  );
  store.createRun(run());
  for (const found of [FINDING_A, FINDING_B, FINDING_C]) {
    const where = { unit: found.unit, host: found.host ?? "" };
    const rest = commit();
    store.commitTarget({
      ...rest,
      ...where,
      result: null,
      findings: [found],
      events: [seen(found)],
      traces: tracesOf(found.unit, codes.map(host)),
      coverage: rest.coverage.map((row) => ({ ...row, host: where.host })),
    });
    const path = `${LEDGER_WORD}${found.unit}`;
    const url = `https://${where.host}${path}`;
    store.ledger.settle(await store.ledger.intend(intent({ ...where, url })), OUTCOME);
  }
  await store.ledger.flush();
  store.updateRun(run({ status: "done", endedAt: NOW.toISOString() }));
}

/** What a unit's sign is told by; nobody else may read it. */
export const SIGN_WORD = "dau-hieu-don-vi-";

/** A sign of defacement that nobody has confirmed yet. */
export function signOf(code: string, name = ""): Finding {
  return finding({
    unit: code,
    system: `${code}-WEB`,
    host: `www.${code.toLowerCase()}.test`,
    area: "defacement",
    rule: "defacement-page",
    severity: "critical",
    subject: `/${name}`,
    group: `g-sign-${code}-${name}`,
    value: `${SIGN_WORD}${code}`,
    title: { vi: "Trang bị thay nội dung", en: "The page was replaced" },
    directive: [
      {
        document: "2132/BYT-K2ĐT",
        item: "10a",
        relation: "triggers",
        why: { vi: "Là sự cố", en: "An incident" },
      },
    ],
  });
}

export function addFinding({ store }: House, found: Finding): Finding {
  store.saveFinding(found, [seen(found)]);
  return found;
}

/** A confirmed one. */
export function addIncident(on: House, code: string): Incident {
  return openIncidentOf(on, addFinding(on, signOf(code, "su-co")).id, `${SIGN_WORD}${code}`);
}

export function openIncidentOf(on: House, finding: string, reason: string): Incident {
  const opened = on.store.openIncident("central", finding, (one, history, incidents) =>
    openIncident({
      finding: one,
      history,
      incidents,
      terms: KNOWLEDGE.incidents,
      decision: { by: "Người trực", at: NOW.toISOString(), reason },
      serious: null,
      atOnce: false,
      into: null,
    }),
  );
  if (opened === undefined) throw new Error("no incident");
  return opened;
}

export function addAccount({ store }: House, login: string, role: Role, code: string | null): void {
  store.addAccount({
    id: `id-${login}`,
    login,
    name: `Người ${login}`,
    role,
    unit: code,
    createdBy: "test",
  });
  store.setPassword(`id-${login}`, CHEAP_HASH);
  store.setTotp(`id-${login}`, SECRET);
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly bytes: Buffer;
  readonly headers: Headers;
  readonly location: string | null;
}

/** A browser without eyes: keeps cookies, sends its own origin, fills in the form token. */
export class Visitor {
  readonly #portal: Portal;
  readonly cookies = new Map<string, string>();

  constructor({ portal }: Pick<House, "portal">) {
    this.#portal = portal;
  }

  async get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.#ask("GET", path, { headers });
  }

  async ask(method: string, path: string): Promise<Answer> {
    return this.#ask(method, path, { headers: { origin: ORIGIN } });
  }

  /** @param token the form token; default: the one on the page that the visitor would have come from */
  async post(
    path: string,
    fields: Readonly<Record<string, string>>,
    more: { readonly token?: string; readonly headers?: Readonly<Record<string, string>> } = {},
  ): Promise<Answer> {
    const csrf = more.token ?? (await this.token());
    const headers = {
      origin: ORIGIN,
      "content-type": "application/x-www-form-urlencoded",
      ...more.headers,
    };
    const body = new URLSearchParams({ csrf, ...fields }).toString();
    return this.#ask("POST", path, { headers, body });
  }

  /** A form with several fields of one name. */
  async send(path: string, body: URLSearchParams): Promise<Answer> {
    const headers = { origin: ORIGIN, "content-type": "application/x-www-form-urlencoded" };
    return this.#ask("POST", path, { headers, body: body.toString() });
  }

  async token(): Promise<string> {
    const { text } = await this.get("/invitation/none");
    return /name="csrf" value="([^"]+)"/.exec(text)?.[1] ?? "";
  }

  async signIn(house: House, login: string, password = PASSWORD): Promise<Answer> {
    const first = await this.post("/login", { login, password });
    if (first.location !== "/login/code") return first;
    // A code works once: each sign-in of the tests happens in a step of its own.
    house.clock.now = new Date(house.clock.now.getTime() + 30_000);
    return this.post("/login/code", { code: totpAt(SECRET, house.clock.now) });
  }

  /** The page after what it needs was worked out between requests. */
  async settled({ portal }: Pick<House, "portal">, path: string): Promise<Answer> {
    await this.get(path);
    await portal.idle();
    return this.get(path);
  }

  async #ask(method: string, path: string, init: RequestInit): Promise<Answer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { host: "127.0.0.1:8080", ...(init.headers as Record<string, string>), cookie };
    const response = await this.#portal.app.request(`${ORIGIN}${path}`, {
      ...init,
      method,
      headers,
    });
    for (const line of response.headers.getSetCookie()) this.#keep(line);
    const bytes = Buffer.from(await response.arrayBuffer());
    return {
      status: response.status,
      text: bytes.toString(),
      bytes,
      headers: response.headers,
      location: response.headers.get("location"),
    };
  }

  #keep(line: string): void {
    const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (/max-age=0/i.test(line) || value === "") this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}

export async function signedIn(on: House, login: string): Promise<Visitor> {
  const visitor = new Visitor(on);
  const answer = await visitor.signIn(on, login);
  if (answer.location !== "/") throw new Error(`${login} did not get in: ${answer.text}`);
  return visitor;
}
