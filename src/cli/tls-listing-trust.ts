// Whether the certificate that `rasoat tls HOST --full` saw holds: by the detectors of a scan, from this one handshake.
import type { Trait } from "../detect/tls/norms.ts";
import { missingIssuers } from "../detect/tls/traces.ts";
import { trustTraits } from "../detect/tls/traits.ts";
import type { Knowledge } from "../model/knowledge.ts";
import type { Target } from "../model/registry.ts";
import { hashLook } from "../probes/record.ts";
import { handshakeAt } from "../probes/tls/handshake.ts";
import type { TlsListing } from "../run/tls-list.ts";
import type { Store } from "../store/store.ts";

interface Means {
  readonly knowledge: Knowledge;
  /** ISO 8601 UTC. */
  readonly now: string;
  readonly store: Pick<Store, "intermediatesNamed">;
}

/** Nothing where no certificate was seen. */
export function listingTrust(
  target: Target,
  { port, address, handshake: attempt }: TlsListing,
  { knowledge, now, store }: Means,
): readonly Trait[] {
  const { host } = target;
  const looks = [hashLook({ ...handshakeAt(host, { port, address }), takenAt: now, attempt })];
  const missing = missingIssuers({ looks });
  const input = {
    target,
    ownHosts: [host],
    looks,
    body: () => undefined,
    now,
    knowledge,
    intermediates: missing.length === 0 ? [] : store.intermediatesNamed(missing),
  };
  return trustTraits(input, port);
}
