// Start pages as the shared look brings them, and what the detector of their contents says of one.
import type { DetectInput } from "../../../src/model/detector.ts";
import type { HttpExchange, Look } from "../../../src/model/observation.ts";
import { contentDetector } from "../../../src/detect/tls/content.ts";
import { HOST, exchange, input, look, the, word } from "./looks.ts";

export interface Served {
  readonly path?: string;
  readonly url?: string;
  readonly headers?: HttpExchange["headers"];
  readonly status?: number;
  readonly truncated?: boolean;
}

export function home(port: number, served: Served): Look {
  const scheme = port === 80 ? "http" : "https";
  const path = served.path ?? "/";
  const url = served.url ?? `${scheme}://${HOST}${path}`;
  const headers = served.headers ?? [["content-type", "text/html; charset=utf-8"] as const];
  const body = {
    sha256: path,
    gitBlob: "b",
    bytes: 1,
    wireBytes: 1,
    truncated: served.truncated === true,
    masked: 0,
  };
  const value = exchange({
    url,
    requested: `${scheme}://${HOST}${path}`,
    headers,
    body,
    status: served.status ?? 200,
  });
  return look({
    probe: "home",
    role: "home",
    port,
    scheme,
    locator: path,
    attempt: { status: "ok", value },
  });
}

export function said(html: string, served: Served & { port?: number; head?: string } = {}) {
  const port = served.port ?? 443;
  const page: DetectInput = {
    ...input([home(port, served)]),
    body: () =>
      new TextEncoder().encode(
        `<!doctype html><title>A</title>${served.head ?? ""}<body>${html}</body>`,
      ),
  };
  const facts = contentDetector.detect(page).filter((fact) => fact.port === port);
  return {
    mixed: word(the(facts, "http.mixed-content")),
    form: word(the(facts, "http.insecure-form")),
  };
}
