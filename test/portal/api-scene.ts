// Tokens of every kind over the portal of house.ts, and a program that shows one.
import type { Role } from "../../src/model/account.ts";
import type { ApiRoute } from "../../src/portal/api/route.ts";
import { API } from "../../src/portal/api/routes.ts";
import type { PortalOptions } from "../../src/portal/house.ts";
import { authorization } from "../store/samples.ts";
import {
  addAccount,
  type Answer,
  fill,
  FINDING_A,
  FINDING_B,
  FINDING_C,
  house,
  type House,
} from "./house.ts";

const DAY = 86_400_000;

export interface Caller {
  readonly name: string;
  readonly login: string;
  /** The token's own unit; null: all of its owner's. */
  readonly unit: string | null;
  readonly acts?: boolean;
  readonly sees: readonly string[];
  /** What has happened to it since. */
  readonly ends?: "revoked" | "expired" | "disabled" | "reset" | "unknown" | "nobody";
}

const ALL = ["BV-A", "BV-B", "TT-C"];
export const CALLERS: readonly Caller[] = [
  { name: "nobody", login: "a", unit: null, sees: [], ends: "nobody" },
  { name: "an unknown token", login: "a", unit: null, sees: [], ends: "unknown" },
  { name: "unit A", login: "a", unit: "BV-A", acts: true, sees: ["BV-A"] },
  { name: "viewer of A", login: "va", unit: "BV-A", sees: ["BV-A"] },
  { name: "unit B", login: "b", unit: "BV-B", sees: ["BV-B"] },
  { name: "department", login: "d", unit: null, sees: ["BV-A", "BV-B"] },
  { name: "department, A only", login: "d", unit: "BV-A", sees: ["BV-A"] },
  { name: "department, beyond it", login: "d", unit: "TT-C", sees: [] },
  { name: "unit A, B's code", login: "a", unit: "BV-B", acts: true, sees: [] },
  { name: "analyst", login: "n", unit: null, sees: ALL },
  { name: "analyst, C only", login: "n", unit: "TT-C", sees: ["TT-C"] },
  { name: "admin", login: "m", unit: null, sees: ALL },
  { name: "revoked", login: "a", unit: "BV-A", sees: [], ends: "revoked" },
  { name: "expired", login: "a", unit: "BV-A", sees: [], ends: "expired" },
  { name: "disabled owner", login: "a", unit: "BV-A", sees: [], ends: "disabled" },
  { name: "reset owner", login: "a", unit: "BV-A", sees: [], ends: "reset" },
];

const PARAMETERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  [`${API}/findings/:id`]: {
    "BV-A": FINDING_A.id,
    "BV-B": FINDING_B.id,
    "TT-C": FINDING_C.id,
    none: "0123456789abcdef",
  },
  [`${API}/units/:code`]: { "BV-A": "BV-A", "BV-B": "BV-B", "TT-C": "TT-C", none: "KHONG-CO" },
};

export function addresses({ path }: ApiRoute): readonly (readonly [whose: string, path: string])[] {
  if (!path.includes(":")) return [["own", path]];
  const known = Object.entries(PARAMETERS).find(([prefix]) => path.startsWith(prefix));
  if (known === undefined) throw new Error(`${path}: say in PARAMETERS what stands for its parts`);
  return Object.entries(known[1]).map(([whose, value]) => [whose, path.replace(/:\w+/, value)]);
}

export async function scene(over: Partial<PortalOptions> = {}): Promise<House> {
  const on = house(over);
  await fill(on);
  const registry = on.store.registry();
  const shared = authorization({
    unit: "SYT",
    document: "9/QĐ-SYT",
    hosts: ["www.bv-a.test", "www.bv-b.test"],
  });
  on.store.saveRegistry(
    { ...registry, authorizations: [...registry.authorizations, shared] },
    { actor: "test", note: "" },
  );
  const people: readonly (readonly [string, Role, string | null])[] = [
    ["a", "unit-manager", "BV-A"],
    ["va", "unit-viewer", "BV-A"],
    ["b", "unit-manager", "BV-B"],
    ["d", "department", "SYT"],
    ["n", "central-analyst", null],
    ["m", "central-admin", null],
  ];
  for (const [login, role, unit] of people) addAccount(on, login, role, unit);
  return on;
}

/** A token put into the store itself, so that its scope may be more than its owner could have asked for. */
function tokenOf(on: House, { login, unit, acts = false, ends }: Caller): string {
  const token = `rasoat_${login}${(unit ?? "tat-ca").padEnd(42, "x")}`.slice(0, 50).padEnd(50, "y");
  const expiresAt = new Date(on.clock.now.getTime() + DAY).toISOString();
  const id = `token-${login}-${String(unit)}`;
  const by = { account: `id-${login}`, name: "thử", createdBy: "test" };
  on.store.addToken({ token, id, unit, acts, expiresAt, ...by });
  if (ends === "revoked") on.store.revokeToken(id);
  if (ends === "disabled") on.store.disableAccount(`id-${login}`);
  if (ends === "reset") on.store.resetAccount(`id-${login}`);
  if (ends === "expired") on.clock.now = new Date(on.clock.now.getTime() + DAY + 1);
  return ends === "unknown" ? `rasoat_${"z".repeat(43)}` : token;
}

export class Program {
  readonly #on: House;
  readonly #token: string | null;

  constructor(on: House, caller: Caller) {
    this.#on = on;
    const token = tokenOf(on, caller);
    this.#token = caller.ends === "nobody" ? null : token;
  }

  async ask(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await this.#on.portal.app.request(`http://127.0.0.1:8080${path}`, {
      method,
      headers: {
        host: "127.0.0.1:8080",
        ...(this.#token === null ? {} : { authorization: `Bearer ${this.#token}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const { status, headers } = response;
    const bytes = Buffer.from(await response.arrayBuffer());
    return { status, headers, text: bytes.toString(), bytes, location: headers.get("location") };
  }

  get(path: string): Promise<Answer> {
    return this.ask("GET", path);
  }

  async json<T = Record<string, unknown>>(path: string): Promise<T> {
    return JSON.parse((await this.get(path)).text) as T;
  }
}

export function caller(name: string): Caller {
  const found = CALLERS.find((one) => one.name === name);
  if (found === undefined) throw new Error(name);
  return found;
}

export const BODY = { reason: "Đã xử lý" };
