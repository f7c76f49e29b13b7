// Reads --resolve HOST:ADDRESS. Whether the address may answer for the host is judged elsewhere.
import { EXIT, RasoatError } from "../model/error.ts";
import { parseIp } from "../text/ip.ts";
import { listOf } from "./lists.ts";
import { canonicalHosts } from "./subjects.ts";

const RESOLVE = {
  exit: EXIT.usage,
  message: {
    vi: "--resolve cần dạng MÁY_CHỦ:ĐỊA_CHỈ_IP, không phải “{value}”.",
    en: "--resolve takes HOST:ADDRESS, not “{value}”.",
  },
} as const;

export interface Override {
  readonly host: string;
  readonly address: string;
}

export function overridesOf(value: unknown): readonly Override[] {
  return listOf(value).map(overrideOf);
}

/** The first colon separates, so that IPv6 addresses need no brackets. */
function overrideOf(value: string): Override {
  const colon = value.indexOf(":");
  const [host] = colon < 1 ? [] : canonicalHosts([value.slice(0, colon)]);
  const address = value.slice(colon + 1);
  if (host === undefined || parseIp(address) === null) {
    throw new RasoatError("RESOLVE", RESOLVE, { value });
  }
  return { host, address };
}
