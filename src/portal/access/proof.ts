// How somebody who is signed in proves anew who they are, before what would let a stranger at an open screen stay for
// good: by the password, or, for whom the sign-in provider knows, by signing in there once more.
import type { Account } from "../../model/account.ts";
import type { Text } from "../../model/text.ts";
import type { Desk, Proven } from "./desk.ts";
import type { Asked } from "../oidc/provider.ts";
import type { Departure, OidcDesk } from "../oidc/desk.ts";

export interface Proof {
  /** The account has a password. */
  readonly byPassword: boolean;
  /** Whose sign-in counts instead, as people call it; null: nobody's. */
  readonly provider: Text | null;
  /** Such a sign-in stands, for one act. */
  readonly stands: boolean;
  /** Where the browser goes for it; null where no provider counts. */
  begin(): Promise<Asked<Departure>> | null;
  /** @param password "": the sign-in elsewhere is meant, and spent. */
  give(password: string, source: string): Promise<Proven>;
}

export function createProof(
  { desk, oidc }: { readonly desk: Desk; readonly oidc: OidcDesk | null },
  account: Account,
  session: string,
): Proof {
  const known = oidc !== null && oidc.knows(account) ? oidc : null;
  return {
    byPassword: account.hasPassword,
    provider: known?.label ?? null,
    get stands() {
      return known !== null && desk.isProven(session);
    },
    begin: () => known?.beginProof(session) ?? null,
    give: async (password, source) => {
      if (password === "" && known !== null && desk.spendProof(session)) {
        return { outcome: "right" };
      }
      return account.hasPassword ? desk.prove(account, password, source) : { outcome: "missing" };
    },
  };
}
