// Loaded before every in-process test file: a test that tries to leave loopback fails at once.
import { Socket } from "node:net";

type Connect = (this: Socket, ...args: unknown[]) => unknown;

const connect = Reflect.get(Socket.prototype, "connect") as Connect;

function targetHost(args: unknown[]): string | undefined {
  const first = Array.isArray(args[0]) ? (args[0] as unknown[])[0] : args[0];
  if (typeof first === "object" && first !== null) {
    if ("path" in first && typeof first.path === "string") return undefined;
    return "host" in first && typeof first.host === "string" ? first.host : "localhost";
  }
  if (typeof first === "string" && !/^\d+$/.test(first)) return undefined;
  return typeof args[1] === "string" ? args[1] : "localhost";
}

function guarded(this: Socket, ...args: unknown[]): unknown {
  const host = targetHost(args);
  if (host !== undefined && !/^(127\.|::1$|localhost$)/.test(host)) {
    throw new Error(`test tried to reach ${host}: only loopback is allowed`);
  }
  return Reflect.apply(connect, this, args);
}

Reflect.set(Socket.prototype, "connect", guarded);
