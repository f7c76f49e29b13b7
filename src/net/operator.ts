// Asks a service that the operator has named in the configuration (a sign-in provider): exactly the listed origins,
// over verified TLS, without redirects. It is no way to a scanned host: it knows no grant, and no target asks for it.
import { request as httpRequest, type IncomingMessage } from "node:http";
import { isIP, type Socket } from "node:net";
import { connect as connectTls, type ConnectionOptions, rootCertificates } from "node:tls";
import { failed, ok, skipped, type Attempt, type Miss } from "../model/attempt.ts";
import type { Log } from "../model/ports.ts";
import { dial } from "./dial.ts";
import type { NameResolver } from "./dns.ts";
import { netError } from "./errors.ts";
import { codeOf, missFrom } from "./fault.ts";
import { DEFAULT_LIMITS, type NetLimits } from "./limits.ts";
import { resultOf } from "./line.ts";
import { openWatch, type Watch } from "./watch.ts";

export interface OperatorAsk {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** A form to be posted; absent: GET. */
  readonly form?: URLSearchParams;
}

export interface OperatorAnswer {
  readonly status: number;
  readonly text: string;
}

export interface OperatorClient {
  /** Whether an address is at one of the listed origins. */
  admits(url: string): boolean;
  /** Of another address nothing is asked: skipped as "url-not-allowed". */
  ask(ask: OperatorAsk): Promise<Attempt<OperatorAnswer>>;
}

export interface OperatorOptions {
  /** For the log. */
  readonly service: string;
  /** As configured: scheme, host and port of each; what follows is ignored. */
  readonly origins: readonly string[];
  readonly dns: NameResolver;
  /** PEM, besides the runtime's own. */
  readonly trustRoots: readonly string[];
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly limits?: Partial<NetLimits>;
}

const LIMITS: NetLimits = {
  ...DEFAULT_LIMITS,
  connectMs: 5_000,
  tlsMs: 5_000,
  headersMs: 8_000,
  bodyMs: 5_000,
  requestMs: 12_000,
  dnsMs: 5_000,
  headerBytes: 16 * 1024,
  bodyBytes: 256 * 1024,
};

/** @throws RasoatError net-operator-plain for http beyond this machine */
export function createOperatorClient(options: OperatorOptions): OperatorClient {
  const origins = new Set(options.origins.map((origin) => new URL(origin).origin));
  for (const origin of origins) {
    if (!isSafe(new URL(origin))) throw netError("net-operator-plain", { origin });
  }
  const { service, log } = options;
  const admits = (text: string): boolean => {
    const url = URL.canParse(text) ? new URL(text) : null;
    return url !== null && origins.has(url.origin) && url.username === "" && url.password === "";
  };
  return {
    admits,
    ask: async (ask) => {
      if (!admits(ask.url)) return skipped("url-not-allowed", "not an origin of this service");
      const url = new URL(ask.url);
      const began = performance.now();
      const answer = await converse(url, ask, options);
      const { hostname: host, pathname: path } = url;
      const method = ask.form === undefined ? "GET" : "POST";
      const ms = Math.round(performance.now() - began);
      const status = answer.status === "ok" ? answer.value.status : null;
      const fields = { service, host, port: portOf(url), method, path, status, ms };
      if (answer.status === "ok") log.info("a service of the operator was asked", fields);
      else
        log.warn("a service of the operator did not answer", { ...fields, why: resultOf(answer) });
      return answer;
    },
  };
}

/** Plain HTTP carries no secret but within this machine. */
function isSafe(url: URL): boolean {
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(bare(url)));
}

/** By its literal alone: what a name leads to is not this machine's word. */
export function isLoopback(host: string): boolean {
  return isIP(host) === 4 ? host.startsWith("127.") : host === "::1";
}

async function converse(
  url: URL,
  ask: OperatorAsk,
  options: OperatorOptions,
): Promise<Attempt<OperatorAnswer>> {
  const limits = { ...LIMITS, ...options.limits };
  const address = await addressOf(bare(url), options);
  if (address.status !== "ok") return address;
  const watch = openWatch({
    totalMs: limits.requestMs,
    signal: options.signal,
    onStop: () => skipped("stopped", ""),
    recheckMs: limits.requestMs,
    recheck: () => null,
  });
  try {
    const dialled = await dial(address.value, portOf(url), watch, limits);
    if (dialled.status !== "ok") return dialled;
    const raw = dialled.value;
    const stream = await secured(raw, url, { watch, limits, options });
    if (stream.status !== "ok") return stream;
    watch.enter({
      ms: limits.headersMs + limits.bodyMs,
      late: failed("http-timeout", "whole answer"),
      bytes: raw.bytesRead + limits.headerBytes + limits.bodyBytes + limits.overheadBytes,
      tooMuch: failed("body-too-large", "raw bytes"),
    });
    const exchanged = exchange(stream.value, { url, ask, watch, limits });
    return await watch.attempt(exchanged, missOf);
  } finally {
    watch.end();
  }
}

function bare({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, "");
}

/** The address of a service of the operator: its literal, or the first that its name has. */
export async function addressOf(
  host: string,
  { dns, signal }: Pick<OperatorOptions, "dns" | "signal">,
): Promise<Attempt<string>> {
  if (isIP(host) !== 0) return ok(host);
  const found = await dns.lookup(host, signal);
  if (found.status !== "ok") return found;
  const [first] = found.value.addresses;
  return first === undefined ? failed("dns-not-found", "no address") : ok(first);
}

/** @param trustRoots PEM, besides the runtime's own */
export function verifiedTls(host: string, trustRoots: readonly string[]): ConnectionOptions {
  return {
    host,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ca: [...rootCertificates, ...trustRoots],
    minVersion: "TLSv1.2",
  };
}

interface Means {
  readonly watch: Watch;
  readonly limits: NetLimits;
  readonly options: OperatorOptions;
}

/** Unlike for scanned hosts, a certificate that does not verify ends it. */
async function secured(raw: Socket, url: URL, means: Means): Promise<Attempt<Socket>> {
  if (url.protocol === "http:") return ok(raw);
  const { watch, limits, options } = means;
  watch.enter({
    ms: limits.tlsMs,
    late: failed("tls-timeout", "handshake"),
    bytes: limits.handshakeBytes,
    tooMuch: failed("tls-message-too-large", "raw bytes of the handshake"),
  });
  const shaken = new Promise<Socket>((resolve, reject) => {
    const stream = connectTls(
      {
        socket: raw,
        ...verifiedTls(bare(url), options.trustRoots),
        ALPNProtocols: ["http/1.1"],
      },
      () => {
        resolve(stream);
      },
    );
    stream.on("error", reject);
  });
  return watch.attempt(shaken, (error) => failed("tls-failed", codeOf(error) ?? ""));
}

function exchange(
  stream: Socket,
  { url, ask, watch, limits }: { url: URL; ask: OperatorAsk; watch: Watch; limits: NetLimits },
): Promise<OperatorAnswer> {
  const body = ask.form?.toString();
  return new Promise((resolve, reject) => {
    // With an agent, Node would dial by itself.
    const request = httpRequest({
      createConnection: () => stream,
      method: body === undefined ? "GET" : "POST",
      host: url.hostname,
      port: portOf(url),
      path: `${url.pathname}${url.search}`,
      maxHeaderSize: limits.headerBytes,
      headers: {
        ...ask.headers,
        host: url.host,
        connection: "close",
        ...(body === undefined
          ? {}
          : {
              "content-type": "application/x-www-form-urlencoded",
              "content-length": Buffer.byteLength(body),
            }),
      },
    });
    request.once("error", reject);
    request.once("response", (response) => {
      take(response, limits, watch).then(resolve, reject);
    });
    request.end(body);
  });
}

async function take(
  response: IncomingMessage,
  { bodyBytes }: NetLimits,
  watch: Watch,
): Promise<OperatorAnswer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bodyBytes) watch.trip(failed("body-too-large", "body"));
    chunks.push(chunk);
  }
  return { status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8") };
}

/** Node's parser names its faults by codes of its own. */
function missOf(error: unknown): Miss {
  const code = codeOf(error) ?? "";
  return code.startsWith("HPE_") && code !== "HPE_HEADER_OVERFLOW"
    ? failed("http-malformed", code)
    : missFrom(error);
}

function portOf({ port, protocol }: URL): number {
  if (port !== "") return Number(port);
  return protocol === "https:" ? 443 : 80;
}
