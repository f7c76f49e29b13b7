// What a route of the JSON interface is. A handler gets what the token's scope holds and the checked question, and
// returns a value; undefined stands for what is missing and for what is another's alike.
import type { z } from "zod";
import type { Account } from "../../model/account.ts";
import type { ApiToken } from "../../store/people/tokens.ts";
import type { CentralDesk } from "../offices/central-desk.ts";
import type { NamedFile } from "../files/page-files.ts";
import type { Repository } from "../repository.ts";
import type { UnitOffice } from "../offices/unit-office.ts";

/** What programs of the central team may ask for beyond what any token reads. */
export type ApiCentral = Pick<CentralDesk, "runs" | "operations">;

export interface ApiVisit {
  readonly account: Account;
  readonly token: ApiToken;
  readonly mine: Repository;
  /** null for tokens that only read. */
  readonly office: UnitOffice | null;
  /** null but for tokens of the central team that reach all. */
  readonly central: ApiCentral | null;
  readonly now: Date;
  /** Local date of Việt Nam, YYYY-MM-DD. */
  readonly today: string;
  /** Aborts when the caller leaves. */
  readonly gone: AbortSignal;
  /** A part of the path; "" when there is none of that name. */
  parameter(name: string): string;
}

/** What a file answers in the document: any bytes of that type. */
export type Answered =
  | { readonly kind: "json"; readonly schema: z.ZodType }
  | { readonly kind: "file"; readonly type: string };

/**
 * - reader: every token · manager: tokens of a unit's manager that may act · central: the central team's tokens
 *   that reach all
 */
export type ApiAudience = "reader" | "manager" | "central";

export interface ApiRoute {
  readonly method: "GET" | "POST";
  /** Begins with "/api/v1"; parts that vary are written ":name". */
  readonly path: string;
  /** What the audit calls it. */
  readonly act: string;
  readonly summary: { readonly vi: string; readonly en: string };
  readonly audience: ApiAudience;
  /** Of the address for GET, of the JSON body for POST; unknown names are refused. */
  readonly asked: z.ZodObject;
  readonly answered: Answered;
  /** @param given has passed `asked`. @returns undefined for what is missing; a NamedFile where one is answered */
  answer(visit: ApiVisit, given: unknown): unknown;
}

type Head = Pick<ApiRoute, "path" | "act" | "summary">;

interface Parts<V, Q extends z.ZodObject, R> {
  readonly asked: Q;
  readonly answer: (visit: V, given: z.output<Q>) => R;
}

type Json<V, Q extends z.ZodObject, A extends z.ZodType> = Head &
  Parts<V, Q, z.input<A> | undefined> & { readonly schema: A };

/** Every token may ask it; what it sees is its scope. */
export function reading<Q extends z.ZodObject, A extends z.ZodType>(
  route: Json<ApiVisit, Q, A>,
): ApiRoute {
  return { ...jsonRoute(route, "GET", "reader"), answer: asking(route) };
}

export type ApiCentralVisit = ApiVisit & { readonly central: ApiCentral };

export function centralReading<Q extends z.ZodObject, A extends z.ZodType>(
  route: Json<ApiCentralVisit, Q, A>,
): ApiRoute {
  const answer = asking(route);
  return {
    ...jsonRoute(route, "GET", "central"),
    answer: (visit, given) =>
      visit.central === null ? undefined : answer({ ...visit, central: visit.central }, given),
  };
}

export type ApiManagerVisit = ApiVisit & { readonly office: UnitOffice };

export function acting<Q extends z.ZodObject, A extends z.ZodType>(
  route: Json<ApiManagerVisit, Q, A>,
): ApiRoute {
  const answer = asking(route);
  return {
    ...jsonRoute(route, "POST", "manager"),
    answer: (visit, given) =>
      visit.office === null ? undefined : answer({ ...visit, office: visit.office }, given),
  };
}

/** A file of what the token's scope holds. */
export function filing<Q extends z.ZodObject>(
  route: Head & Parts<ApiVisit, Q, Promise<NamedFile | undefined>> & { readonly type: string },
): ApiRoute {
  const { path, act, summary, asked, type } = route;
  const head = { method: "GET", path, act, summary, audience: "reader", asked } as const;
  return { ...head, answered: { kind: "file", type }, answer: asking(route) };
}

function jsonRoute(
  { path, act, summary, asked, schema }: Head & { asked: z.ZodObject; schema: z.ZodType },
  method: ApiRoute["method"],
  audience: ApiAudience,
): Omit<ApiRoute, "answer"> {
  return { method, path, act, summary, audience, asked, answered: { kind: "json", schema } };
}

/** The door has held the question against the route's own schema; here its type is taken up again. */
function asking<V, Q extends z.ZodObject, R>({ answer }: Parts<V, Q, R>) {
  return (visit: V, given: unknown): R => answer(visit, given as z.output<Q>);
}
