// One HTTP/1.1 request over a socket that is already open, judged and secured; the socket is never used again,
// so no answer can be taken for that of another request. Follows nothing, decides nothing.
import type { Socket } from "node:net";
import { Client, type buildConnector } from "undici";
import { failed, ok, type Attempt } from "../model/attempt.ts";
import type { ParsedTarget } from "../text/host.ts";
import { decodeBody, type Decoded } from "./decode.ts";
import { missFrom } from "./fault.ts";
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
    means.socket.destroy();
    await client.destroy();
  }
}

async function converse(
  client: Client,
  shape: RequestShape,
  means: ExchangeMeans,
): Promise<Attempt<RawAnswer>> {
  const { watch, limits } = means;
  const headerRoom = means.raw.bytesRead + limits.headerBytes + READ_AHEAD;
  watch.enter({
    ms: limits.headersMs,
    late: failed("http-timeout", "headers"),
    bytes: headerRoom,
    tooMuch: failed("headers-too-large", "raw bytes before the end of the headers"),
  });
  const { path } = shape.target;
  const headers = { ...shape.headers };
  const asked = client.request({ path, method: shape.method, headers, responseHeaders: "raw" });
  const response = await watch.attempt(asked, missFrom);
  if (response.status !== "ok") return response;
  watch.enter({
    ms: limits.bodyMs,
    late: failed("http-timeout", "body"),
    bytes: headerRoom + shape.maxBytes + limits.overheadBytes,
    tooMuch: failed("body-too-large", "raw bytes"),
  });
  const { statusCode: status, body } = response.value;
  const answered = shapeHeaders(response.value.headers as unknown as readonly string[]);
  const encoding = shape.method === "HEAD" ? null : encodingOf(answered);
  const caps = { maxBytes: shape.maxBytes, layerBytes: limits.layerBytes };
  const decoded = await watch.attempt(decodeBody(body, encoding, caps), missFrom);
  if (decoded.status !== "ok") return decoded;
  if (decoded.value.status !== "ok") return decoded.value;
  return ok({ ...decoded.value.value, status, headers: answered });
}

/** Gives the one socket once, and only for the origin it was opened for. */
function handOver(socket: Socket, target: ParsedTarget): buildConnector.connector {
  let given = false;
  return (options, callback) => {
    const same = options.hostname === target.host && options.protocol === `${target.scheme}:`;
    if (given || !same || socket.destroyed) {
      callback(Object.assign(new Error("no second connection"), { code: "UND_ERR_SOCKET" }), null);
      return;
    }
    given = true;
    // Not at once: the client would take the answer while it is still asking, and wait for ever.
    queueMicrotask(() => callback(null, socket));
  };
}

function originOf(target: ParsedTarget): string {
  return new URL(target.url).origin;
}

function shapeHeaders(raw: readonly string[]): (readonly [string, string])[] {
  const shaped: (readonly [string, string])[] = [];
  for (let at = 0; at + 1 < raw.length && shaped.length < MAX_HEADERS; at += 2) {
    const value = readable(raw[at + 1] ?? "").slice(0, MAX_VALUE_CHARS);
    shaped.push([(raw[at] ?? "").toLowerCase().slice(0, 100), value]);
  }
  return shaped;
}

const UTF8 = new TextDecoder("utf-8", { fatal: true });

/** The parser hands values over as Latin-1; many servers send UTF-8 (RFC 9110, section 5.5, calls both opaque). */
function readable(latin1: string): string {
  if (!/[\u0080-\u00ff]/.test(latin1)) return latin1;
  try {
    return UTF8.decode(Buffer.from(latin1, "latin1"));
  } catch {
    // Not UTF-8: Latin-1 is what is left.
    return latin1;
  }
}

function encodingOf(headers: RawAnswer["headers"]): string | null {
  const values = headers.filter(([name]) => name === "content-encoding").map(([, value]) => value);
  return values.length === 0 ? null : values.join(",");
}
