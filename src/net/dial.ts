// Opens one TCP connection to a literal address that the gate has judged, and compares the peer afterwards.
import { Socket } from "node:net";
import { failed, ok, type Attempt } from "../model/attempt.ts";
import { parseIp } from "../text/ip.ts";
import { missFrom } from "./fault.ts";
import type { NetLimits } from "./limits.ts";
import { connectLiteral } from "./tripwire.ts";
import type { Watch } from "./watch.ts";

/** A connection that listens to its own errors, so that none of them is ever uncaught. */
export async function dial(
  address: string,
  port: number,
  watch: Watch,
  limits: NetLimits,
): Promise<Attempt<Socket>> {
  const socket = new Socket();
  watch.hold(socket);
  watch.enter({
    ms: limits.connectMs,
    late: failed("connect-timeout", "no answer to the connect"),
    bytes: limits.handshakeBytes,
    tooMuch: failed("http-malformed", "data before anything was asked"),
  });
  const connected = new Promise<void>((resolve, reject) => {
    const onClose = (): void => reject(missError("ECONNRESET"));
    socket.on("error", reject);
    socket.once("close", onClose);
    socket.once("connect", () => {
      socket.off("close", onClose);
      resolve();
    });
    if (watch.miss === null) connectLiteral(socket, address, port);
  });
  const attempt = await watch.attempt(connected, missFrom);
  if (attempt.status !== "ok") {
    socket.destroy();
    return attempt;
  }
  if (!isSameAddress(socket.remoteAddress, address) || socket.remotePort !== port) {
    socket.destroy();
    return failed("peer-mismatch", `${String(socket.remoteAddress)}:${String(socket.remotePort)}`);
  }
  socket.setNoDelay(true);
  return ok(socket);
}

export function isSameAddress(one: string | undefined, other: string): boolean {
  const [a, b] = [parseIp(one ?? ""), parseIp(other)];
  return a !== null && b !== null && a.family === b.family && a.bits === b.bits;
}

function missError(code: string): Error {
  return Object.assign(new Error(code), { code });
}
