// The measured value of a finding as a set: several things joined by "; ", each perhaps with the addresses that showed it
// ("offered=TLSv1 @ 192.0.2.1, 192.0.2.2"). Compares; makes none.

const PARTS = "; ";
const PLACES = " @ ";
const ADDRESSES = ", ";

/** Whether all that a value names is named by another too: less was seen, and nothing new. */
export function isWithin(value: string, whole: string): boolean {
  const known = whole.split(PARTS);
  return value.split(PARTS).every((part) => known.some((other) => isPartOf(part, other)));
}

function isPartOf(part: string, other: string): boolean {
  if (part === other) return true;
  const [what, places] = part.split(PLACES);
  const [known, knownPlaces = ""] = other.split(PLACES);
  if (what !== known || knownPlaces === "") return false;
  const all = knownPlaces.split(ADDRESSES);
  // One address alone is not named.
  return places === undefined || places.split(ADDRESSES).every((one) => all.includes(one));
}
