// A fault that was seen at one of several addresses, and a night on which the name no longer leads there: the address may
// be gone for good, or only missing from tonight's answer. Pure. Such nights count, but it takes more of them.
import type { Finding } from "../model/finding.ts";
import type { Look } from "../model/observation.ts";

/** Nights without the address after which a fault that stood there counts as gone with it. */
export const LOOKS_WITHOUT_ADDRESS = 3;

/**
 * @param looks of one host in a run
 * @returns whether an address that the finding names was not among those that the host's name led to
 */
export function departedIn(looks: readonly Look[]): (finding: Finding) => boolean {
  const resolved = looks.flatMap(({ attempt }) =>
    attempt.status === "ok" && attempt.value.kind === "resolution" ? [attempt.value] : [],
  );
  if (resolved.length === 0) return () => false;
  const known = new Set(
    resolved.flatMap(({ addresses }) => addresses.map(({ address }) => address)),
  );
  return ({ value }) => addressesIn(value).some((address) => !known.has(address));
}

/** Addresses in a value as src/detect/tls/verdict.ts writes them: "expired @ 127.0.0.1, 127.0.0.2; …". */
function addressesIn(value: string): readonly string[] {
  return [...value.matchAll(/ @ ([^;]+)/g)].flatMap(([, list = ""]) =>
    list.split(",").map((address) => address.trim()),
  );
}
