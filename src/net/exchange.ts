// One HTTP/1.1 request over a socket that is already open, judged and secured; the socket is never used again,
// so no answer can be taken for that of another request. Follows nothing, decides nothing.
import type { Socket } from "node:net";
import { Client, type buildConnector } from "undici";
import { failed, ok, type Attempt } from "../model/attempt.ts";
import type { ParsedTarget } from "../text/host.ts";
import { decodeBody, type Decoded } from "./decode.ts";
import { codeOf, missFrom } from "./fault.ts";
import type { NetLimits } from "./limits.ts";
import type { Watch } from "./watch.ts";

export interface RequestShape {
  readonly target: ParsedTarget;
  readonly method: "GET" | "HEAD";
  readonly headers: Readonly<Record<string, string>>;
  readonly maxBytes: number;
}

export interface RawAnswer extends Decoded {
  readonly status: number;
  /** Lower-case names, order kept, values capped. */
  readonly headers: readonly (readonly [name: string, value: string])[];
}

export interface ExchangeMeans {
  /** The TCP socket or the TLS stream over it. */
  readonly socket: Socket;
  /** The TCP socket underneath, whose raw bytes are counted. */
  readonly raw: Socket;
  readonly watch: Watch;
  readonly limits: NetLimits;
}

const MAX_HEADERS = 200;
const MAX_VALUE_CHARS = 8192;
/** One read of the socket may be under way when a phase changes. */
const READ_AHEAD = 128 * 1024;
/** A redirect says what it has to say in its header; its body may fail or drip without harm. */
const REDIRECT_BODY_MS = 2000;

export async function exchange(
  shape: RequestShape,
  means: ExchangeMeans,
): Promise<Attempt<RawAnswer>> {
  const { target } = shape;
  const client = new Client(originOf(target), {
    connect: handOver(means.socket, target),
    pipelining: 0,
    headersTimeout: 0,
    bodyTimeout: 0,
    maxHeaderSize: means.limits.headerBytes,
    maxRequestsPerClient: 1,
    allowH2: false,
  });
  try {
    return await converse(client, shape, means);
  } finally {
    const over = Object.assign(new Error("over"), { code: "ERR_STREAM_DESTROYED" });
    means.socket.destroy(over);
    client.destroy(over, () => undefined);
  }
}

interface Head {
  readonly status: number;
  readonly headers: RawAnswer["headers"];
  readonly isRedirect: boolean;
}

async function converse(
  client: Client,
  shape: RequestShape,
  means: ExchangeMeans,
): Promise<Attempt<RawAnswer>> {
  const { watch, limits, raw } = means;
  const headerRoom = raw.bytesRead + limits.headerBytes + READ_AHEAD;
  watch.enter({
    ms: limits.headersMs,
    late: failed("http-timeout", "headers"),
    bytes: headerRoom,
    tooMuch: failed("headers-too-large", "raw bytes before the end of the headers"),
  });
  const heads: Head[] = [];
  const receiving = receive(client, shape, (head) => {
    heads.push(head);
    watch.enter({
      ms: head.isRedirect ? Math.min(REDIRECT_BODY_MS, limits.bodyMs) : limits.bodyMs,
      late: failed("http-timeout", "body"),
      bytes: headerRoom + shape.maxBytes + limits.overheadBytes,
      tooMuch: failed("body-too-large", "raw bytes"),
    });
  });
  const received = await watch.attempt(receiving, missFrom);
  const head = heads[0];
  if (head === undefined) {
    return received.status === "ok" ? failed("http-malformed", "no final answer") : received;
  }
  const { status, headers } = head;
  const content =
    received.status === "ok" ? await decode(head, received.value, shape, means) : received;
  if (content.status === "ok") return ok({ ...content.value, status, headers });
  if (!head.isRedirect || content.status === "skipped") return content;
  return ok({ bytes: new Uint8Array(), wireBytes: 0, truncated: true, status, headers });
}

interface Wire {
  readonly bytes: Uint8Array;
  readonly cut: boolean;
}

/**
 * Takes the answer as fast as it comes and never lets the parser pause: a connection that ends while it is paused
 * trips an assertion inside the client that nothing can catch. The byte caps keep what is taken small.
 */
function receive(client: Client, shape: RequestShape, onHead: (head: Head) => void): Promise<Wire> {
  const { target, method, maxBytes } = shape;
  const chunks: Uint8Array[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    const finish = (cut: boolean): void => resolve({ bytes: Buffer.concat(chunks), cut });
    client.dispatch(
      { path: target.path, method, headers: { ...shape.headers } },
      {
        onRequestStart: () => undefined,
        onResponseStart(controller, status) {
          if (status < 200) return;
          const headers = shapeHeaders(controller.rawHeaders);
          const isRedirect = status >= 300 && status < 400 && hasHeader(headers, "location");
          onHead({ status, headers, isRedirect });
        },
        onResponseData(controller, chunk) {
          if (size > maxBytes) return;
          chunks.push(chunk.subarray(0, maxBytes - size));
          size += chunk.length;
          if (size <= maxBytes) return;
          finish(true);
          controller.abort(new Error("enough"));
        },
        onResponseEnd: () => finish(false),
        onResponseError: (_controller, error) => reject(error),
      },
    );
  });
}

async function decode(
  head: Head,
  wire: Wire,
  shape: RequestShape,
  { watch, limits, raw }: ExchangeMeans,
): Promise<Attempt<Decoded>> {
  const encoding = shape.method === "HEAD" ? null : encodingOf(head.headers);
  const caps = { maxBytes: shape.maxBytes, layerBytes: limits.layerBytes };
  const decoding = watch.attempt(decodeBody(wire.bytes, encoding, caps), missFrom);
  const decoded = await decoding;
  const content = decoded.status === "ok" ? decoded.value : decoded;
  if (content.status !== "ok") return content;
  // A reset ends a body without length as if it were whole; how much was lost nobody can say.
  const cut = wire.cut || codeOf(raw.errored) === "ECONNRESET";
  return ok({ ...content.value, truncated: content.value.truncated || cut });
}

/** The end of the line: after what undici calls a socket's error it would go on waiting for another connection. */
function noOther(): Error {
  return Object.assign(new Error("no other connection"), { code: "ERR_STREAM_DESTROYED" });
}

/** Gives the one socket once, and only for the origin it was opened for. */
function handOver(socket: Socket, target: ParsedTarget): buildConnector.connector {
  let given = false;
  return (options, callback) => {
    const same = options.hostname === target.host && options.protocol === `${target.scheme}:`;
    const mayHave = !given && same && !socket.destroyed;
    given ||= mayHave;
    // Not at once: the client would take the answer while it is still asking, and wait for ever.
    queueMicrotask(() => {
      if (mayHave) callback(null, socket);
      else callback(noOther(), null);
    });
  };
}

function originOf(target: ParsedTarget): string {
  return new URL(target.url).origin;
}

/** `raw` is name, value, name, value … as the parser cut them from the wire. */
function shapeHeaders(raw: unknown): (readonly [string, string])[] {
  const parts: readonly unknown[] = Array.isArray(raw) ? raw : [];
  const shaped: (readonly [string, string])[] = [];
  for (let at = 0; at + 1 < parts.length && shaped.length < MAX_HEADERS; at += 2) {
    const name = readable(parts[at]).toLowerCase().slice(0, 100);
    shaped.push([name, readable(parts[at + 1]).slice(0, MAX_VALUE_CHARS)]);
  }
  return shaped;
}

const UTF8 = new TextDecoder("utf-8", { fatal: true });

/** Many servers send UTF-8 here (RFC 9110, section 5.5, calls such bytes opaque). */
function readable(bytes: unknown): string {
  if (!Buffer.isBuffer(bytes)) return String(bytes);
  try {
    return UTF8.decode(bytes);
  } catch {
    // Not UTF-8: Latin-1 is what is left.
    return bytes.toString("latin1");
  }
}

function hasHeader(headers: RawAnswer["headers"], wanted: string): boolean {
  return headers.some(([name]) => name === wanted);
}

function encodingOf(headers: RawAnswer["headers"]): string | null {
  const values = headers.filter(([name]) => name === "content-encoding").map(([, value]) => value);
  return values.length === 0 ? null : values.join(",");
}
