// Scripted servers on loopback that count every connection, also those on which nothing was said.
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TlsOptions } from "node:tls";

export interface TestServer {
  readonly address: string;
  readonly port: number;
  /** TCP connections accepted so far. */
  readonly connections: () => number;
  /** Connections open right now. */
  readonly open: () => number;
  /** First lines of the requests received, in order. */
  readonly requests: readonly string[];
  /** Everything received, one text a connection. */
  readonly received: readonly string[];
  readonly close: () => Promise<void>;
}

/** Called once a connection; what it does with the socket is the behaviour under test. */
export type Behaviour = (socket: Socket, index: number) => void;

/** @param port 0: any free one */
export function startServer(
  behaviour: Behaviour,
  address = "127.0.0.1",
  port = 0,
): Promise<TestServer> {
  return listen(createServer, behaviour, { address, port });
}

export function startTlsServer(
  options: TlsOptions & { readonly stapled?: boolean },
  behaviour: Behaviour,
  address = "127.0.0.1",
): Promise<TestServer> {
  const make = (onSocket: (socket: Socket) => void): Server => {
    const server = createTlsServer(options);
    server.on("connection", onSocket);
    server.on("tlsClientError", () => undefined);
    if (options.stapled === true) {
      // Not a real OCSP answer: nobody here reads what is in it.
      server.on(
        "OCSPRequest",
        (_certificate, _issuer, answer: (error: null, der: Buffer) => void) =>
          answer(null, Buffer.from("an answer")),
      );
    }
    return server;
  };
  return listen(make, behaviour, { address, port: 0 }, "secureConnection");
}

async function listen(
  make: (onSocket: (socket: Socket) => void) => Server,
  behaviour: Behaviour,
  place: { readonly address: string; readonly port: number },
  spoken: "connection" | "secureConnection" = "connection",
): Promise<TestServer> {
  const open = new Set<Socket>();
  const received: string[] = [];
  const requests: string[] = [];
  let count = 0;
  const server = make((socket) => {
    count += 1;
    open.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => open.delete(socket));
  });
  let index = 0;
  server.on(spoken, (socket: Socket) => {
    const at = index++;
    received[at] = "";
    socket.on("error", () => undefined);
    socket.on("data", (chunk: Buffer) => {
      if (received[at] === "") requests.push(chunk.toString("latin1").split("\r\n")[0] ?? "");
      received[at] += chunk.toString("latin1");
    });
    behaviour(socket, at);
  });
  await new Promise<void>((resolve, reject) => {
    server.on("error", reject);
    server.listen(place.port, place.address, resolve);
  });
  return {
    address: place.address,
    port: (server.address() as AddressInfo).port,
    connections: () => count,
    open: () => open.size,
    requests,
    received,
    close: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

/** Answers the first request of each connection with these bytes, then closes. */
export function answering(...parts: readonly (string | Uint8Array)[]): Behaviour {
  return (socket) => {
    socket.once("data", () => {
      for (const part of parts) socket.write(part);
      socket.end();
    });
  };
}

/** A whole HTTP answer; the length is set unless given. */
export function http(
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string | Uint8Array = "",
): Buffer {
  const bytes = typeof body === "string" ? Buffer.from(body) : Buffer.from(body);
  const all = { "content-length": String(bytes.length), ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([
    Buffer.from(`HTTP/1.1 ${String(status)} X\r\n${lines.join("")}\r\n`, "utf8"),
    bytes,
  ]);
}

/** Writes `chunk` every `ms` until the connection goes. */
export function drip(socket: Socket, chunk: string | Uint8Array, ms: number): void {
  const timer = setInterval(() => socket.write(chunk), ms);
  socket.on("close", () => clearInterval(timer));
}

/** Writes `chunk` as fast as it is taken, without end. */
export function flood(socket: Socket, chunk: string | Uint8Array): void {
  const pump = (): void => {
    while (!socket.destroyed && socket.write(chunk));
  };
  socket.on("drain", pump);
  pump();
}
