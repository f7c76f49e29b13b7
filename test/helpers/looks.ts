// Hand-made looks for tests of the pure floors.
import type { Area } from "../../src/model/area.ts";
import type { Attempt } from "../../src/model/attempt.ts";
import type { HttpExchange, Look, Observation } from "../../src/model/observation.ts";

export const AT = "2026-11-22T15:00:00.000Z";

export function lookOf(parts: Partial<Look> & { readonly attempt: Attempt<Observation> }): Look {
  return {
    id: "0".repeat(64),
    probe: "home",
    role: "home",
    areas: ["cms", "panels", "defacement"] satisfies Area[],
    host: "www.bv-a.test",
    port: 443,
    scheme: "https",
    address: "127.0.0.10",
    locator: "/",
    about: null,
    takenAt: AT,
    ...parts,
  };
}

export function exchangeOf(parts: Partial<HttpExchange> = {}): HttpExchange {
  return {
    kind: "http",
    method: "GET",
    visitor: "browser",
    requested: "https://www.bv-a.test/",
    url: "https://www.bv-a.test/",
    address: "127.0.0.10",
    hops: [],
    unfollowed: null,
    status: 200,
    headers: [["content-type", "text/html; charset=utf-8"]],
    body: {
      sha256: "body",
      gitBlob: "0",
      bytes: 100,
      wireBytes: 100,
      truncated: false,
      masked: 0,
    },
    tls: null,
    durationMs: 5,
    ...parts,
  };
}

export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
