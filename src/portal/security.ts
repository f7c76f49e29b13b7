// What every answer carries and every request must show: headers, cookies, origin. No business here.
import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import type { NamedFile } from "./files/page-files.ts";
import { isToken } from "./access/token.ts";

/** No script, no outside assets, no framing, forms only to ourselves. */
const POLICY =
  "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/** For the pages that have a script of ours: static files of this origin, nothing inline. */
export const SCRIPT_POLICY = `${POLICY}; script-src 'self'`;

/**
 * `Referrer-Policy: same-origin` and not `no-referrer`: with the latter, browsers send `Origin: null` with our
 * own forms, and the check of the origin would have to let that pass. Nothing leaves to others either way.
 */
const HEADERS: Readonly<Record<string, string>> = {
  "Content-Security-Policy": POLICY,
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "same-origin",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
  "Cache-Control": "no-store",
};

export interface Placement {
  /** Origins under which the portal is reached, the one for links first: "https://rasoat.example". */
  readonly origins: () => readonly string[];
  /** Reached over https: cookies get the __Host- prefix and the Secure flag. */
  readonly secure: boolean;
  /** A reverse proxy of ours stands in front and names the visitor's address. */
  readonly trustProxy: boolean;
}

export function secureHeaders(secure: boolean): readonly (readonly [string, string])[] {
  const strict = secure ? [["Strict-Transport-Security", "max-age=31536000"] as const] : [];
  return [...Object.entries(HEADERS), ...strict];
}

/** The Host header names us: a page elsewhere whose name was bound to our address gets nothing. */
export function isOurHost(placement: Placement, host: string | undefined): boolean {
  return placement.origins().some((origin) => new URL(origin).host === host?.toLowerCase());
}

/** A form comes from our own pages or it is not taken; a missing or "null" origin is not ours. */
export function isOurOrigin(placement: Placement, origin: string | undefined): boolean {
  return origin !== undefined && placement.origins().includes(origin.toLowerCase());
}

/** "trip": the way to a sign-in provider and back. */
export type CookieKind = "session" | "form" | "language" | "trip";

function cookieName(kind: CookieKind, secure: boolean): string {
  const names = {
    session: "rasoat",
    form: "rasoat-form",
    language: "rasoat-language",
    trip: "rasoat-trip",
  };
  return secure ? `__Host-${names[kind]}` : `${names[kind]}-local`;
}

/** "" when there is none; tokens of another form are none. */
export function readCookie(c: Context, kind: CookieKind, secure: boolean): string {
  const value = getCookie(c, cookieName(kind, secure)) ?? "";
  return kind === "language" || isToken(value) ? value : "";
}

/** @param value "" forgets it */
export function writeCookie(c: Context, kind: CookieKind, value: string, secure: boolean): void {
  setCookie(c, cookieName(kind, secure), value, {
    path: "/",
    httpOnly: true,
    // Another site sends the browser back from a trip; nothing is done by it but to end that trip.
    sameSite: kind === "trip" ? "Lax" : "Strict",
    secure,
    ...(value === "" ? { maxAge: 0 } : {}),
    ...(kind === "trip" && value !== "" ? { maxAge: 600 } : {}),
    ...(kind === "language" && value !== "" ? { maxAge: 31_536_000 } : {}),
  });
}

/** As an attachment that nothing in it can act from. */
export function sendFile(c: Context, { name, type, bytes }: NamedFile): Response {
  c.header("Content-Type", type);
  c.header("Content-Disposition", `attachment; filename="${name}"`);
  c.header("Content-Security-Policy", "default-src 'none'; sandbox");
  return typeof bytes === "string" ? c.body(bytes) : c.body(new Uint8Array(bytes));
}

/** The visitor's address, for delays and the audit. */
export function sourceOf(c: Context, placement: Placement): string {
  if (placement.trustProxy) {
    const named = c.req.header("x-forwarded-for")?.split(",").at(-1)?.trim() ?? "";
    if (/^[0-9a-f.:]{3,45}$/i.test(named)) return named;
  }
  return remoteAddress(c.env) ?? "";
}

const LOOPBACK_HOST = /^(?:127\.[\d.]+|\[::1\]|localhost)(?::\d+)?$/i;

/** From this very machine, through no proxy and under no public name: for the figures of operation. */
export function isLocal(c: Context): boolean {
  // A proxy that says nothing of itself still asks for what its visitors asked for.
  if (!LOOPBACK_HOST.test(c.req.header("host") ?? "")) return false;
  const proxied = ["x-forwarded-for", "forwarded", "x-real-ip", "via"].some(
    (name) => c.req.header(name) !== undefined,
  );
  const address = remoteAddress(c.env) ?? "";
  return !proxied && (/^(?:::ffff:)?127\./.test(address) || address === "::1");
}

function remoteAddress(env: unknown): string | undefined {
  if (typeof env !== "object" || env === null || !("incoming" in env)) return undefined;
  const { incoming } = env as { incoming?: { socket?: { remoteAddress?: string } } };
  return incoming?.socket?.remoteAddress;
}
