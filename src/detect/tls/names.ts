// Does a certificate speak for a host? RFC 9525, section 6.3, and nothing more generous than that.

/**
 * @param host canonical: lower-case A-labels without a trailing dot, or an IP address
 * @param altNames "dns:…" and "ip:…" entries as observed; the subject's CN counts for nothing
 */
export function matchesHost(host: string, altNames: readonly string[]): boolean {
  if (isAddress(host)) return altNames.some((name) => sameAddress(name, host));
  return altNames.some(
    (name) => name.startsWith("dns:") && matchesPattern(host, name.slice(4).toLowerCase()),
  );
}

/** A wildcard is the whole left-most label, stands for exactly one label, and needs two more after it. */
function matchesPattern(host: string, pattern: string): boolean {
  if (!pattern.includes("*")) return pattern === host;
  if (!pattern.startsWith("*.")) return false;
  const suffix = pattern.slice(1);
  if (suffix.includes("*") || suffix.split(".").length < 3) return false;
  const label = host.slice(0, host.length - suffix.length);
  return host.endsWith(suffix) && label !== "" && !label.includes(".");
}

function isAddress(host: string): boolean {
  return host.includes(":") || /^[0-9]{1,3}(?:\.[0-9]{1,3}){3}$/.test(host);
}

function sameAddress(name: string, host: string): boolean {
  return name.startsWith("ip:") && plainAddress(name.slice(3)) === plainAddress(host);
}

/** One spelling for an IPv6 address: the URL parser compresses it as RFC 5952 does. */
function plainAddress(address: string): string {
  const bare = address.replace(/^\[|\]$/g, "").toLowerCase();
  const url = bare.includes(":") ? `http://[${bare}]/` : `http://${bare}/`;
  return URL.canParse(url) ? new URL(url).hostname : bare;
}
