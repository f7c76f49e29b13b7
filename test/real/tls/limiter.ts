// What stands before a server and lets through so many connections in so many seconds, as firewalls do. The rest is
// reset, left without an answer, closed, or cut off in the middle of the answer.
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

export type Manner = "reset" | "silence" | "close" | "cut";

export interface LimiterOptions {
  readonly port: number;
  readonly connections: number;
  readonly perMs: number;
  readonly manner: Manner;
  /** Connections that others have made just before. */
  readonly used: number;
}

export interface Limiter {
  readonly port: number;
  /** How many it has turned away. */
  readonly turnedAway: () => number;
  readonly end: () => void;
}

/** So much of an answer comes before the cut: not a whole ServerHello. */
const CUT_BYTES = 40;

export async function startLimiter(options: LimiterOptions): Promise<Limiter> {
  const { port, connections, perMs, manner } = options;
  let recent: number[] = Array.from({ length: options.used }, () => Date.now());
  let turnedAway = 0;
  const open = new Set<Socket>();
  const keep = (socket: Socket): Socket => {
    open.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => open.delete(socket));
    return socket;
  };
  const server = createServer((socket) => {
    keep(socket);
    recent = recent.filter((at) => at > Date.now() - perMs);
    if (recent.length < connections) {
      recent.push(Date.now());
      pass(socket, keep(connect(port, "127.0.0.1")));
      return;
    }
    turnedAway += 1;
    if (manner === "reset") socket.resetAndDestroy();
    else if (manner === "close") socket.end();
    else if (manner === "cut") cut(socket, keep(connect(port, "127.0.0.1")));
    // Silence: it stays open and says nothing.
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", 512, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    turnedAway: () => turnedAway,
    end: () => {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}

function pass(one: Socket, other: Socket): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.on("close", () => to.destroy());
    from.pipe(to);
  }
}

function cut(socket: Socket, onward: Socket): void {
  socket.pipe(onward);
  onward.once("data", (chunk: Buffer) => {
    socket.write(chunk.subarray(0, CUT_BYTES), () => socket.resetAndDestroy());
    onward.destroy();
  });
}
