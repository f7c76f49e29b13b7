// The detectors; their order does not matter to what comes out.
import type { Detector } from "../model/detector.ts";
import type { Predicate } from "../model/predicate.ts";
import { cmsDetector } from "./cms/detector.ts";
import { driftDetector } from "./defacement/drift.ts";
import { defacementDetector } from "./defacement/pages.ts";
import { panelsDetector } from "./panels/panels.ts";
import { REGISTRY_DETECTOR, REGISTRY_EMITS } from "./registry/declared.ts";
import { addressesDetector } from "./tls/addresses.ts";
import { certificateDetector } from "./tls/certificate.ts";
import { cipherDetector } from "./tls/ciphers.ts";
import { contentDetector } from "./tls/content.ts";
import { earlyDataDetector } from "./tls/early-data.ts";
import { featureDetector } from "./tls/features.ts";
import { protocolDetector } from "./tls/protocols.ts";
import { transportDetector } from "./tls/transport.ts";

export const detectors: readonly Detector[] = [
  certificateDetector,
  protocolDetector,
  cipherDetector,
  featureDetector,
  earlyDataDetector,
  addressesDetector,
  transportDetector,
  contentDetector,
  cmsDetector,
  panelsDetector,
  defacementDetector,
  driftDetector,
];

/** Which detectors can state a predicate: what `rasoat rules check` holds the rules against. */
export function emittedPredicates(): ReadonlyMap<Predicate, readonly string[]> {
  const all = [...detectors, { id: REGISTRY_DETECTOR, emits: REGISTRY_EMITS }];
  const emitted = new Map<Predicate, string[]>();
  for (const { id, emits } of all) {
    for (const predicate of emits) emitted.set(predicate, [...(emitted.get(predicate) ?? []), id]);
  }
  return emitted;
}
