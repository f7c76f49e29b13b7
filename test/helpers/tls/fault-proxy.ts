// Stands between us and a server and does to each connection what a plan says: passes it on, cuts it, delays it, alters
// the answer or says something of its own. Speaks no TLS and judges nothing.
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { readClientHello, type ClientHello } from "../../../src/text/tls/read-hello.ts";
import { alertRecord } from "./flights.ts";

export type End = "reset" | "close" | "silence";

export type Fault =
  | { readonly is: "pass" }
  /** Nothing is said, or so many bytes of the answer. */
  | { readonly is: "cut"; readonly bytes: number; readonly end: End }
  | { readonly is: "drip"; readonly bytes: number }
  /** Early: before the hello was read. */
  | { readonly is: "say"; readonly text: string; readonly early: boolean; readonly end: End }
  | {
      readonly is: "alert";
      readonly level: number;
      readonly number: number;
      readonly times: number;
      /** What becomes of the server's own answer: left out, sent behind the alerts, or its first record before them. */
      readonly answer: "none" | "after" | "before";
    }
  | { readonly is: "records"; readonly edit: "first" | "twice" | "backwards" }
  | { readonly is: "tarpit" };

export interface Met {
  readonly index: number;
  /** null while none was read, and for what is no single well-formed hello. */
  readonly hello: ClientHello | null;
}

export interface Proxy {
  readonly port: number;
  readonly connections: () => number;
  /** Connections open right now. */
  readonly open: () => number;
  /** From now on connections are refused. */
  readonly leave: () => void;
  readonly close: () => Promise<void>;
}

export interface ProxyOptions {
  /** The port of the server that a connection is meant for. */
  readonly to: (met: Met) => number;
  /** Asked at once, without a hello, and again with it; says the same twice where what it says is early. */
  readonly plan: (met: Met) => Fault;
  /** Told of each connection before anything is done with it. */
  readonly onConnection?: (index: number, proxy: Pick<Proxy, "leave">) => void;
  readonly address?: string;
  /** 0 or absent: any free one. */
  readonly port?: number;
}

export async function startProxy(options: ProxyOptions): Promise<Proxy> {
  const sockets = new Set<Socket>();
  const clients = new Set<Socket>();
  let count = 0;
  const keep = (socket: Socket, all: readonly Set<Socket>[]): Socket => {
    socket.on("error", () => undefined);
    for (const one of all) one.add(socket);
    socket.on("close", () => {
      for (const one of all) one.delete(socket);
    });
    return socket.setNoDelay(true);
  };
  const server = createServer((client) => {
    const index = count++;
    keep(client, [sockets, clients]);
    options.onConnection?.(index, { leave });
    const greeting = options.plan({ index, hello: null });
    if (greeting.is === "say" && greeting.early) speaksAlone(client, greeting);
    readHello(client, (raw) => {
      const met = { index, hello: readClientHello(raw) };
      const fault = options.plan(met);
      if ((fault.is === "say" && fault.early) || speaksAlone(client, fault)) return;
      const onward = keep(connect(options.to(met), "127.0.0.1"), [sockets]);
      join(client, onward, raw);
      relay(client, onward, fault);
    });
  });
  const leave = (): void => {
    server.close();
  };
  await new Promise<void>((resolve, reject) => {
    server.on("error", reject);
    server.listen(options.port ?? 0, options.address ?? "127.0.0.1", 512, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    connections: () => count,
    open: () => clients.size,
    leave,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The first whole record, of TLS or of SSL 2.0. */
function readHello(client: Socket, found: (raw: Buffer) => void): void {
  let raw: Buffer = Buffer.alloc(0);
  const onData = (chunk: Buffer): void => {
    raw = Buffer.concat([raw, chunk]);
    if (raw.length < 5) return;
    const isSsl2 = (raw[0] ?? 0) >= 0x80;
    const length = isSsl2 ? 2 + (raw.readUInt16BE(0) & 0x7fff) : 5 + raw.readUInt16BE(3);
    if (raw.length < length) return;
    client.off("data", onData);
    found(raw);
  };
  client.on("data", onData);
}

function end(client: Socket, how: End): void {
  if (how === "reset") client.resetAndDestroy();
  else if (how === "close") client.end();
}

const TARPIT_MS = 5;

/** @returns false where the server is asked after all */
function speaksAlone(client: Socket, fault: Fault): boolean {
  if (fault.is === "cut" && fault.bytes === 0) {
    end(client, fault.end);
    return true;
  }
  if (fault.is === "say") {
    client.write(fault.text, () => end(client, fault.end));
    return true;
  }
  if (fault.is === "alert" && fault.answer === "none") {
    client.end(alertsOf(fault));
    return true;
  }
  if (fault.is !== "tarpit") return false;
  const timer = setInterval(() => client.write(Buffer.from([22])), TARPIT_MS);
  client.on("close", () => clearInterval(timer));
  return true;
}

function alertsOf({ level, number, times }: Extract<Fault, { is: "alert" }>): Buffer {
  return Buffer.concat(Array.from({ length: times }, () => alertRecord(level, number)));
}

function join(client: Socket, onward: Socket, raw: Buffer): void {
  onward.write(raw);
  client.on("data", (chunk: Buffer) => onward.write(chunk));
  client.on("close", () => onward.destroy());
}

function relay(client: Socket, onward: Socket, fault: Fault): void {
  if (fault.is === "drip") {
    drip(client, onward, fault.bytes);
    return;
  }
  onward.on("close", () => client.end());
  let isFirst = true;
  onward.on("data", (chunk: Buffer) => {
    if (!isFirst && fault.is !== "pass" && !(fault.is === "alert" && fault.answer === "after"))
      return;
    if (isFirst) sendFirst(client, chunk, fault);
    else client.write(chunk);
    isFirst = false;
  });
}

function sendFirst(client: Socket, chunk: Buffer, fault: Fault): void {
  const records = recordsIn(chunk);
  if (fault.is === "cut")
    client.write(chunk.subarray(0, fault.bytes), () => end(client, fault.end));
  else if (fault.is === "records") client.end(Buffer.concat(edited(records, fault.edit)));
  else if (fault.is !== "alert") client.write(chunk);
  else if (fault.answer === "after") client.write(Buffer.concat([alertsOf(fault), chunk]));
  else client.end(Buffer.concat([...records.slice(0, 1), alertsOf(fault)]));
}

function edited(records: readonly Buffer[], edit: "first" | "twice" | "backwards"): Buffer[] {
  if (edit === "first") return records.slice(0, 1);
  return edit === "twice" ? records.flatMap((one) => [one, one]) : records.toReversed();
}

function recordsIn(raw: Buffer): readonly Buffer[] {
  if ((raw[0] ?? 0) >= 0x80) return [raw];
  const records: Buffer[] = [];
  for (let at = 0; at + 5 <= raw.length;) {
    const length = 5 + raw.readUInt16BE(at + 3);
    records.push(raw.subarray(at, at + length));
    at += length;
  }
  return records;
}

function drip(client: Socket, onward: Socket, bytes: number): void {
  let left: Buffer = Buffer.alloc(0);
  onward.on("data", (chunk: Buffer) => {
    left = Buffer.concat([left, chunk]);
  });
  const timer = setInterval(() => {
    client.write(left.subarray(0, bytes));
    left = left.subarray(bytes);
    if (left.length === 0 && onward.destroyed) client.end();
  }, 1);
  client.on("close", () => clearInterval(timer));
}
