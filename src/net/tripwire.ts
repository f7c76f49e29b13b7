// The second layer under the guard: once installed, no socket of this process connects without a pass from here.
// Outside its reach, by construction: name resolution in C (c-ares, to the configured servers only) and code
// that speaks to Node's bindings directly. It decides nothing about scope; src/net/gate.ts does.
import dgram from "node:dgram";
import { Socket, isIP } from "node:net";
import type { RasoatError } from "../model/error.ts";
import { netError } from "./errors.ts";

/** Connect options that the tripwire lets through. The private field cannot be forged or copied. */
class Pass {
  readonly #genuine = true;
  readonly host: string;
  readonly port: number;
  readonly autoSelectFamily = false;

  constructor(host: string, port: number) {
    this.host = host;
    this.port = port;
    Object.freeze(this);
  }

  static isGenuine(value: object): boolean {
    return #genuine in value && value.#genuine;
  }
}

/** Starts the connect of a fresh socket to a literal address; the only such call in the house. */
export function connectLiteral(socket: Socket, address: string, port: number): void {
  if (isIP(address) === 0) throw netError("net-tripwire", { target: "a host name" });
  socket.connect(new Pass(address, port));
}

/** Any function, called with whatever `this` and arguments it was given. */
type Method = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Patches socket connects (TCP and local sockets, hence also tls, http, fetch and WebSocket) and UDP sending.
 * Listening is not connecting and goes on. Call it once, in the program's main, before anything else;
 * a worker thread needs its own call.
 * @param report told of each attempt that was stopped, before the caller gets the exception
 * @returns takes the tripwire out again (for tests)
 */
export function installTripwire(report: (error: RasoatError) => void): () => void {
  const stop = (target: string): never => {
    const error = netError("net-tripwire", { target });
    report(error);
    throw error;
  };
  const undo = [
    patch(Socket.prototype, "connect", (args) => {
      const options = Array.isArray(args[0]) ? (args[0] as unknown[])[0] : args[0];
      const genuine = typeof options === "object" && options !== null && Pass.isGenuine(options);
      if (!genuine) stop(describe(args, options));
    }),
    patch(dgram.Socket.prototype, "send", () => stop("UDP")),
    patch(dgram.Socket.prototype, "connect", () => stop("UDP")),
  ];
  return () => {
    for (const step of undo) step();
  };
}

function patch(owner: object, name: string, check: (args: unknown[]) => void): () => void {
  const original = Reflect.get(owner, name) as Method;
  const guarded: Method = function guarded(this: unknown, ...args: unknown[]) {
    check(args);
    return Reflect.apply(original, this, args);
  };
  Reflect.set(owner, name, guarded);
  return () => {
    if (Reflect.get(owner, name) === guarded) Reflect.set(owner, name, original);
  };
}

/** Host and port only, so that a report holds no path or credential. */
function describe(args: readonly unknown[], options: unknown): string {
  if (typeof options === "number") return `${String(args[1])}:${String(options)}`;
  if (typeof options !== "object" || options === null) return String(options);
  const host =
    "host" in options ? options.host : "path" in options ? "a local socket" : "localhost";
  return "port" in options ? `${String(host)}:${String(options.port)}` : String(host);
}
