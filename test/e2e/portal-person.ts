// A person at the served portal: signs in with password and one-time code, keeps cookies, sends forms. Accounts are
// made in the database directly, as `rasoat user` and an invitation would.
import { createPasswords } from "../../src/portal/access/passwords.ts";
import { totpAt } from "../../src/portal/access/totp.ts";
import type { Role } from "../../src/model/account.ts";
import type { Store } from "../../src/store/store.ts";

const PASSWORD = "sáu con ngựa màu tím";
const SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
const CHEAP = { memoryCost: 32, timeCost: 1, parallelism: 1 };

export async function addPerson(
  store: Store,
  login: string,
  role: Role,
  unit: string | null,
): Promise<void> {
  const id = `id-${login}`;
  store.addAccount({ id, login, name: `Người ${login}`, role, unit, createdBy: "test" });
  store.setPassword(id, await createPasswords(CHEAP).hash(PASSWORD));
  store.setTotp(id, SECRET);
}

export interface Person {
  /** The page's text. */
  read(path: string): Promise<string>;
  /** A file's bytes. */
  take(path: string): Promise<Buffer>;
  /** Sends a form. @returns where it leads */
  send(path: string, fields: Readonly<Record<string, string>>): Promise<string>;
}

export async function signIn(origin: string, login: string): Promise<Person> {
  const cookies = new Map<string, string>();
  const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(`${origin}${path}`, {
      ...init,
      headers: { origin, cookie, ...(init.headers as Record<string, string> | undefined) },
      redirect: "manual",
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === "" || /max-age=0/i.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
    return response;
  };
  const read = async (path: string): Promise<string> => (await ask(path)).text();
  const take = async (path: string): Promise<Buffer> =>
    Buffer.from(await (await ask(path)).arrayBuffer());
  const send = async (path: string, fields: Readonly<Record<string, string>>): Promise<string> => {
    const csrf = /name="csrf" value="([^"]+)"/.exec(await read("/invitation/none"))?.[1] ?? "";
    const response = await ask(path, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ csrf, ...fields }).toString(),
    });
    const to = response.headers.get("location");
    if (to === null)
      throw new Error(`${path}: ${String(response.status)} ${await response.text()}`);
    return to;
  };
  await send("/login", { login, password: PASSWORD });
  const home = await send("/login/code", { code: totpAt(SECRET, new Date()) });
  if (home !== "/") throw new Error(`${login} did not get in: ${home}`);
  return { read, take, send };
}
