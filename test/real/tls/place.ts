// Where a server of the lab is started, and what is known of it then.
import type { ChildProcess } from "node:child_process";
import { connect, createServer, type AddressInfo } from "node:net";

export interface LabServer {
  readonly name: string;
  readonly port: number;
  /** Process whose CPU time, with that of its children, is the target's cost. */
  readonly pid: number;
}

export interface LabPlace {
  readonly folder: string;
  readonly run: (command: string, ...args: readonly string[]) => ChildProcess;
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** @throws Error when nothing listens there within ten seconds */
export async function answering(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1");
      socket.on("connect", () => resolve(socket.destroy() !== null));
      socket.on("error", () => resolve(false));
    });
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`nothing answers on port ${String(port)}`);
}
