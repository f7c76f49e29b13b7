// One request as the portal sees it: who calls, with what secret, and what handlers are to get.
import type { Context } from "hono";
import type { StoredSession } from "../store/people/sessions.ts";
import type { House } from "./house.ts";
import type { Visit } from "./route.ts";
import { readCookie, writeCookie } from "./security.ts";
import { newToken } from "./access/token.ts";

export interface Scene {
  readonly house: House;
  readonly c: Context;
  readonly caller: Caller;
  readonly visit: Visit;
}

/** A session of some stage, and the secret that its forms are bound to. */
export interface Caller {
  readonly token: string;
  readonly session: StoredSession | undefined;
  readonly secret: string;
}

export function callerOf({ options, desk }: House, c: Context): Caller {
  const { secure } = options;
  const token = readCookie(c, "session", secure);
  const session = token === "" ? undefined : desk.session(token);
  if (session !== undefined) return { token, session, secret: token };
  const known = readCookie(c, "form", secure);
  if (known !== "") return { token, session, secret: known };
  const secret = newToken();
  writeCookie(c, "form", secret, secure);
  return { token, session, secret };
}
