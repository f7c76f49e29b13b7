// One step that mends findings, with how it is done on each kind of server: data/actions/<id>.yaml.
// Several rules share an action, so that one setting behind nine findings is one thing to do.
import { z } from "zod";
import { Text } from "./text.ts";

/** What a unit's site may run on; told from what the server says of itself. */
export const SERVER_KINDS = ["iis", "nginx", "apache", "cpanel", "directadmin"] as const;
export const ServerKind = z.enum(SERVER_KINDS);
export type ServerKind = z.infer<typeof ServerKind>;

/** Steps for one kind of server, to be read after its name; `contractor` is text to send on. */
export const Remedies = z.strictObject({
  iis: Text.optional(),
  nginx: Text.optional(),
  apache: Text.optional(),
  cpanel: Text.optional(),
  directadmin: Text.optional(),
  contractor: Text.optional(),
});
export type Remedies = z.infer<typeof Remedies>;

export const Action = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  /** What is done, as one line of a plan. */
  title: Text,
  servers: Remedies.omit({ contractor: true }).default({}),
  /** Where the steps depend on the product instead: by product slug. */
  products: z.record(z.string(), Text).default({}),
  /** What to ask of the contractor that runs the site. */
  contractor: Text,
});
export type Action = z.infer<typeof Action>;
