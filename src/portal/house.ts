// What a portal is made from, and what it keeps to answer requests with.
import type { Knowledge } from "../model/knowledge.ts";
import type { Log } from "../model/ports.ts";
import type { Settings } from "../model/settings.ts";
import type { Store } from "../store/store.ts";
import type { Desk } from "./access/desk.ts";
import type { Downloads } from "./files/downloads.ts";
import type { FleetBook } from "./kept/fleet-book.ts";
import type { Guides } from "./files/guides.ts";
import type { Metrics } from "./metrics.ts";
import type { NightBook } from "./kept/night-book.ts";
import type { OidcDesk, OidcOffer } from "./oidc/desk.ts";
import type { Passwords } from "./access/passwords.ts";
import type { Source } from "./repository.ts";
import type { Placement } from "./security.ts";

export interface PortalOptions extends Placement {
  readonly store: Store;
  readonly knowledge: Knowledge;
  /** What runs by itself, whether letters are sent, how long exceptions may hold. */
  readonly settings: Pick<Settings, "schedule" | "notify" | "exceptions">;
  readonly now: () => Date;
  readonly log: Log;
  readonly downloads: Downloads;
  readonly guides: Guides;
  readonly programVersion: string;
  /** Name of this machine, to tell whether a run's process lives. */
  readonly machine: string;
  /** False in the demo only. */
  readonly requireTotp: boolean;
  /** Sign-in with a provider of the organisation; absent: passwords alone. */
  readonly oidc?: OidcOffer | null;
  /** Only tests hand in cheaper ones. */
  readonly passwords?: Passwords;
}

/** Everything a request is answered with. */
export interface House {
  readonly options: PortalOptions;
  readonly desk: Desk;
  readonly oidc: OidcDesk | null;
  /** What repositories read from. */
  readonly source: Source;
  readonly metrics: Metrics;
  readonly nights: NightBook;
  readonly fleet: FleetBook;
  /** Paths that can be opened, to lead back to after a refusal. */
  readonly readable: ReadonlySet<string>;
}
