// Everything that is data rather than code, as one frozen value read by src/knowledge.
import type { Action } from "./action.ts";
import type { Calendar, Citation, Directive } from "./directive.ts";
import type { DefacementKnowledge } from "./defacement-knowledge.ts";
import type { IncidentTerms } from "./incident.ts";
import type { PanelSignature } from "./panel-signature.ts";
import type { HashTable, Product } from "./product.ts";
import type { Rule } from "./rule.ts";
import type { TlsKnowledge } from "./tls-knowledge.ts";

export interface Knowledge {
  /** SHA-256 over the files of rules/ and data/, first 12 hex digits each. */
  readonly versions: { readonly rules: string; readonly data: string };
  readonly rules: readonly Rule[];
  readonly actions: readonly Action[];
  readonly directives: readonly Directive[];
  readonly law: readonly Citation[];
  readonly calendar: Calendar;
  readonly incidents: IncidentTerms;
  readonly products: readonly Product[];
  /** Tables of known static files, by the name a product gives in `hashes`. */
  readonly hashes: Readonly<Record<string, HashTable>>;
  readonly panels: readonly PanelSignature[];
  readonly defacement: DefacementKnowledge;
  readonly tls: TlsKnowledge;
  /** Domains below which many owners live (hosting, portals): no wildcard, no "own host". */
  readonly sharedDomains: readonly string[];
}
