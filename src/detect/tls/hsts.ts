// Reads Strict-Transport-Security as RFC 6797, section 6.1, has a browser read it.

export type Hsts =
  | {
      readonly state: "valid";
      readonly maxAge: number;
      readonly includeSubDomains: boolean;
      /** Asks to be built into browsers: no part of the RFC, and browsers themselves ignore it. */
      readonly preload: boolean;
    }
  /** `why` is for evidence. A browser ignores such a header altogether; some forgive an unknown directive twice. */
  | { readonly state: "invalid"; readonly why: string };

// token "=" (token | quoted-string), RFC 7230; a directive may be empty (";;").
const DIRECTIVE =
  /^([!#$%&'*+.^_`|~0-9A-Za-z-]+)(?:[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([!#$%&'*+.^_`|~0-9A-Za-z-]+)))?$/;

/** @param value the first header field of that name; later ones are ignored (section 8.1) */
export function readHsts(value: string): Hsts {
  const directives = new Map<string, string | null>();
  for (const part of splitDirectives(value)) {
    const match = DIRECTIVE.exec(part);
    if (match === null) return { state: "invalid", why: "malformed" };
    const [, name = "", quoted, token] = match;
    const key = name.toLowerCase();
    if (directives.has(key)) return { state: "invalid", why: `${key} twice` };
    directives.set(key, quoted?.replace(/\\(.)/g, "$1") ?? token ?? null);
  }
  const age = directives.get("max-age");
  if (age === undefined) return { state: "invalid", why: "no max-age" };
  if (age === null || !/^\d+$/.test(age)) return { state: "invalid", why: "max-age no number" };
  if ((directives.get("includesubdomains") ?? null) !== null)
    return { state: "invalid", why: "includesubdomains with a value" };
  return {
    state: "valid",
    maxAge: Math.min(Number(age), Number.MAX_SAFE_INTEGER),
    includeSubDomains: directives.get("includesubdomains") === null,
    preload: directives.get("preload") === null,
  };
}

/** Splits at semicolons outside quotes; empty directives are allowed and dropped. */
function splitDirectives(value: string): readonly string[] {
  const parts: string[] = [];
  let current = "";
  let quoted = false;
  for (let index = 0; index < value.length; index += 1) {
    const character = value.charAt(index);
    if (quoted && character === "\\") {
      current += character + value.charAt(index + 1);
      index += 1;
      continue;
    }
    if (character === '"') quoted = !quoted;
    if (character === ";" && !quoted) {
      parts.push(current);
      current = "";
    } else {
      current += character;
    }
  }
  parts.push(current);
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}
