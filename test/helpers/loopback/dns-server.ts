// A tiny DNS server on loopback (UDP and TCP on one port) for names under .test and .example.
import { createSocket, type Socket as UdpSocket } from "node:dgram";
import { once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";

export type RecordType = "A" | "AAAA";

/** What to answer: addresses, a response code, silence, or a name loop. */
export type DnsAnswer =
  | { readonly addresses: readonly string[]; readonly owner?: string }
  | { readonly code: "NXDOMAIN" | "SERVFAIL" | "REFUSED" }
  | { readonly silent: true }
  | { readonly garbage: true }
  | { readonly truncatedOverUdp: readonly string[] }
  | { readonly cnameLoop: true };

export interface DnsServer {
  /** "127.0.0.1:port", as the configuration writes it. */
  readonly server: string;
  readonly queries: readonly { readonly name: string; readonly type: RecordType }[];
  readonly close: () => Promise<void>;
}

const CODES = { NXDOMAIN: 3, SERVFAIL: 2, REFUSED: 5 } as const;
const TYPES: Readonly<Record<number, RecordType>> = { 1: "A", 28: "AAAA" };

/** A port that is free for one protocol may be taken for the other: then the next free one is tried. */
async function openBoth(
  serve: (socket: Socket) => void,
): Promise<{ udp: UdpSocket; tcp: Server; port: number }> {
  for (;;) {
    const tcp = createServer(serve);
    tcp.listen(0, "127.0.0.1");
    await once(tcp, "listening");
    const port = (tcp.address() as AddressInfo).port;
    const udp = createSocket("udp4");
    udp.bind(port, "127.0.0.1");
    // `once` rejects when "error" comes first.
    const isBound = await once(udp, "listening").then(
      () => true,
      () => false,
    );
    if (isBound) return { udp, tcp, port };
    udp.close();
    tcp.close();
  }
}

/** @param answer called for each query; `count` is the number of earlier queries for that name and type */
export async function startDnsServer(
  answer: (name: string, type: RecordType, count: number) => DnsAnswer,
): Promise<DnsServer> {
  const queries: { name: string; type: RecordType }[] = [];
  const reply = (query: Buffer, overUdp: boolean): Buffer | null => {
    const { name, end } = readName(query, 12);
    const type = TYPES[query.readUInt16BE(end)];
    if (type === undefined) return respond(query, end, 0, []);
    const count = queries.filter((known) => known.name === name && known.type === type).length;
    queries.push({ name, type });
    if (!/(?:^|\.)(?:test|example)$/.test(name)) throw new Error(`test asked DNS for ${name}`);
    return build(query, end, answer(name, type, count), { type, overUdp });
  };
  const { udp, tcp, port } = await openBoth((socket) => {
    socket.on("error", () => undefined);
    socket.on("data", (data: Buffer) => {
      const answered = reply(data.subarray(2), false);
      if (answered === null) return;
      const length = Buffer.alloc(2);
      length.writeUInt16BE(answered.length);
      socket.write(Buffer.concat([length, answered]));
    });
  });
  udp.on("message", (message, peer) => {
    const answered = reply(message, true);
    if (answered !== null) udp.send(answered, peer.port, peer.address);
  });
  return {
    server: `127.0.0.1:${String(port)}`,
    queries,
    async close() {
      await new Promise<void>((resolve) => udp.close(() => resolve()));
      await new Promise<void>((resolve) => tcp.close(() => resolve()));
    },
  };
}

function readName(query: Buffer, start: number): { name: string; end: number } {
  const labels: string[] = [];
  let at = start;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join(".").toLowerCase(), end: at + 1 };
}

function build(
  query: Buffer,
  end: number,
  answer: DnsAnswer,
  { type, overUdp }: { type: RecordType; overUdp: boolean },
): Buffer | null {
  if ("silent" in answer) return null;
  if ("garbage" in answer) return Buffer.concat([query.subarray(0, 12), Buffer.from("zzzzzzzz")]);
  if ("code" in answer) return respond(query, end, CODES[answer.code], []);
  if ("cnameLoop" in answer) return respond(query, end, 0, [record(5, Buffer.from([0xc0, 0x0c]))]);
  if ("truncatedOverUdp" in answer) {
    if (overUdp) return respond(query, end, 0x0200, []);
    return respond(query, end, 0, records(answer.truncatedOverUdp, type));
  }
  return respond(query, end, 0, records(answer.addresses, type, answer.owner));
}

function records(addresses: readonly string[], type: RecordType, owner?: string): Buffer[] {
  return addresses
    .filter((address) => address.includes(":") === (type === "AAAA"))
    .map((address) => record(type === "A" ? 1 : 28, bytesOf(address), owner));
}

function respond(query: Buffer, end: number, flags: number, answers: Buffer[]): Buffer {
  const head = Buffer.from(query.subarray(0, 12));
  head.writeUInt16BE(0x8180 | flags, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(answers.length, 6);
  head.writeUInt16BE(0, 8);
  head.writeUInt16BE(0, 10);
  return Buffer.concat([head, query.subarray(12, end + 4), ...answers]);
}

function record(type: number, data: Buffer, owner?: string): Buffer {
  const fixed = Buffer.alloc(10);
  fixed.writeUInt16BE(type, 0);
  fixed.writeUInt16BE(1, 2);
  fixed.writeUInt32BE(1, 4);
  fixed.writeUInt16BE(data.length, 8);
  return Buffer.concat([owner === undefined ? POINTER : nameBytes(owner), fixed, data]);
}

const POINTER = Buffer.from([0xc0, 0x0c]);

function nameBytes(name: string): Buffer {
  const labels = name
    .split(".")
    .map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]));
  return Buffer.concat([...labels, Buffer.from([0])]);
}

function bytesOf(address: string): Buffer {
  if (!address.includes(":")) return Buffer.from(address.split(".").map(Number));
  const [head = "", tail = ""] = address.split("::");
  const [a, b] = [head, tail].map((half) => (half === "" ? [] : half.split(":")));
  const groups = [
    ...(a ?? []),
    ...Array<string>(8 - (a?.length ?? 0) - (b?.length ?? 0)).fill("0"),
  ];
  const all = address.includes("::") ? [...groups, ...(b ?? [])] : (a ?? []);
  return Buffer.concat(all.map((group) => Buffer.from(group.padStart(4, "0"), "hex")));
}
