// Listens for the portal: limits on time, size and number of connections. Opens no outbound socket.
import { createAdaptorServer } from "@hono/node-server";
import { EXIT, RasoatError } from "../model/error.ts";
import type { Portal } from "./app.ts";

export interface Listening {
  readonly port: number;
  close(): Promise<void>;
}

const LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 5_000,
  maxHeaderSize: 16_384,
} as const;
const CONNECTIONS = 256;
/** Less than counts may be old (sector-cache.ts), so that no reader waits for them. */
const PREPARE_MS = 2_000;

const NO_PORT = {
  exit: EXIT.usage,
  message: {
    vi: "Không mở được cổng {port} trên {host}: {why}. Hãy chọn cổng khác bằng --port.",
    en: "Cannot listen on port {port} of {host}: {why}. Choose another with --port.",
  },
} as const;

/** @param port 0: any free one */
export async function listen(portal: Portal, host: string, port: number): Promise<Listening> {
  const server = createAdaptorServer({
    fetch: portal.app.fetch,
    hostname: host,
    overrideGlobalObjects: false,
    serverOptions: LIMITS,
  });
  if (!("closeIdleConnections" in server)) throw new Error("a plain HTTP server was expected");
  server.maxConnections = CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => {
      reject(new RasoatError("NO_PORT", NO_PORT, { port, host, why: error.message }));
    });
    server.listen(port, host, resolve);
  });
  const address = server.address();
  portal.prepare();
  const preparing = setInterval(() => {
    portal.prepare();
  }, PREPARE_MS);
  return {
    port: typeof address === "object" && address !== null ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        clearInterval(preparing);
        portal.close();
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
