// The one thing that accounts have to do about sign-in providers: let go of the person when an account is reset.
import type { Connection } from "../sqlite/connection.ts";

/** The account's next sign-in with a provider binds it anew. */
export function forgetSubjects(connection: Connection, account: string): void {
  connection.run("DELETE FROM oidc_subjects WHERE account = ?", account);
}
