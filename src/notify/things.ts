// What of a finding goes into a letter: what it is and where, never its evidence or its value.
import type { Finding } from "../model/finding.ts";
import type { Thing } from "../model/letter.ts";

export function thingOf({ id, host, area, title, severity }: Finding): Thing {
  return { finding: id, host, area, title, severity };
}
