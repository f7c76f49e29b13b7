// One ClientHello and the clear-text flight that answers it, over a line of its own. No key is made, nothing else
// is sent: the line is closed as soon as the answer is read. Records what came; decides nothing about it.
import { X509Certificate } from "node:crypto";
import { failed, ok, type Attempt } from "../model/attempt.ts";
import type { FlightAsk } from "../model/door.ts";
import type { TlsFlight } from "../model/observation.ts";
import { MAX_SUITES } from "../text/tls/client-hello.ts";
import { createFlightReader, type Flight, type FlightReader } from "../text/tls/flight.ts";
import { kindsOf, readClientHello, type ClientHello } from "../text/tls/read-hello.ts";
import { alertName, versionName } from "../text/tls/words.ts";
import { describeCertificate, sha256 } from "./certificate.ts";
import { netError } from "./errors.ts";
import { missFrom } from "./fault.ts";
import type { Step } from "./gate.ts";
import { withLine, type House, type Line } from "./line.ts";

/** Suites plus the two signalling values. */
const MOST_OFFERED = MAX_SUITES + 2;

/** @throws RasoatError net-bad-hello when the bytes are anything but one well-formed hello to this host */
export async function askFlight(
  house: House,
  ask: FlightAsk,
  step: Step,
): Promise<Attempt<TlsFlight>> {
  const hello = checked(ask.hello, step.host);
  const { address, maxMs, onWire } = ask;
  const lineAsk = {
    step,
    address,
    method: "TLS",
    ...(maxMs === undefined ? {} : { maxMs }),
    ...(onWire === undefined ? {} : { onClose: onWire }),
  } as const;
  return withLine<TlsFlight>(house, lineAsk, async (line) => {
    const cap = house.limits.handshakeBytes;
    const reader = createFlightReader({ ssl2: hello.version === "SSLv2", cap });
    const read = await readAnswer(house, line, ask.hello, reader);
    const flight = reader.flight();
    const chose = flight.hello !== null || flight.ssl2 !== null;
    // A cut after the choice takes nothing from it; a withdrawn permit does.
    if (read.status === "skipped" || (read.status === "failed" && !chose)) return read;
    return observe(house, { ask, hello, flight, durationMs: line.elapsedMs() });
  });
}

function checked(bytes: Uint8Array, host: string): ClientHello {
  const hello = readClientHello(bytes);
  if (
    hello === null ||
    hello.suites.length > MOST_OFFERED ||
    hello.keyShares > 0 ||
    (hello.servername !== null && hello.servername !== host)
  ) {
    throw netError("net-bad-hello");
  }
  return hello;
}

async function readAnswer(
  { limits }: House,
  { socket, watch }: Line,
  hello: Uint8Array,
  reader: FlightReader,
): Promise<Attempt<null>> {
  watch.enter({
    ms: limits.tlsMs,
    late: failed("tls-timeout", "no whole answer to the hello"),
    bytes: limits.handshakeBytes,
    tooMuch: failed("tls-message-too-large", "raw bytes of the flight"),
  });
  const over = new Promise<null>((resolve, reject) => {
    socket.on("data", (chunk) => {
      if (reader.push(chunk)) resolve(null);
    });
    socket.on("error", reject);
    socket.on("end", () => resolve(null));
    socket.on("close", () => resolve(null));
  });
  socket.write(hello);
  const attempt = await watch.attempt(over, missFrom);
  socket.destroy();
  return attempt;
}

interface Read {
  readonly ask: FlightAsk;
  readonly hello: ClientHello;
  readonly flight: Flight;
  readonly durationMs: number;
}

function observe(house: House, read: Read): Attempt<TlsFlight> {
  const { ask, hello, flight, durationMs } = read;
  const base = {
    kind: "tls-flight",
    port: ask.port,
    address: ask.address,
    servername: hello.servername,
    offered: { version: hello.version, suites: hello.suites.length },
  } as const;
  const chosen = choiceOf(flight, hello);
  if (chosen !== null) {
    const certificates = certificatesOf(flight);
    const kept = ask.chain === true ? chainOf(house, certificates) : { chain: [], anchor: null };
    return ok({
      ...base,
      ...chosen,
      complete: flight.ended === "done",
      leafSha256: certificates[0] === undefined ? null : sha256(certificates[0]),
      ...kept,
      durationMs,
    });
  }
  switch (flight.ended) {
    case "not-tls":
      return failed("not-tls", flight.firstBytes);
    case "malformed":
      return failed("tls-failed", "the answer is malformed");
    case "too-large":
      return failed("tls-message-too-large", "raw bytes of the flight");
    case "alert":
    case "done":
    case null:
      return flight.bytes > 0 && flight.alerts.length === 0 && flight.ended === null
        ? failed("tls-failed", "the answer broke off")
        : ok({ ...base, ...REFUSED, refusal: refusalOf(flight), durationMs });
  }
}

const REFUSED = {
  outcome: "refused",
  version: null,
  suites: [],
  unoffered: false,
  compression: false,
  extensions: [],
  group: null,
  temporaryKey: null,
  signature: null,
  shareSha256: null,
  alpn: null,
  certificateRequested: false,
  stapled: false,
  complete: true,
  leafSha256: null,
  chain: [],
  anchor: null,
} as const;

function refusalOf({ alerts, ended }: Flight): string {
  const last = alerts.at(-1);
  if (last !== undefined) return alertName(last.description);
  return ended === "alert" ? "ssl2_error" : "closed";
}

type Chosen = Omit<TlsFlight, "kind" | "port" | "address" | "servername" | "offered" | keyof Kept>;
type Kept = Pick<
  TlsFlight,
  "complete" | "leafSha256" | "chain" | "anchor" | "path" | "faults" | "durationMs"
>;

function choiceOf(flight: Flight, asked: ClientHello): Chosen | null {
  const { hello, ssl2, keyExchange } = flight;
  const signed = keyExchange === null || keyExchange.kind === "rsa-export" ? null : keyExchange;
  const common = {
    refusal: null,
    certificateRequested: flight.certificateRequested,
    stapled: flight.stapled,
  };
  if (ssl2 !== null) {
    const suites = kindsOf(ssl2.kinds);
    const unoffered = suites.some((kind) => !asked.suites.includes(kind));
    return { ...REFUSED, ...common, outcome: "hello", version: "SSLv2", suites, unoffered };
  }
  if (hello === null) return null;
  return {
    ...common,
    outcome: hello.retry ? "retry" : "hello",
    version: versionName(hello.version),
    suites: [hello.suite],
    unoffered: isUnoffered(hello, asked),
    compression: hello.compression !== 0,
    extensions: hello.extensions,
    group: keyExchange?.kind === "ecdhe" ? keyExchange.group : hello.group,
    temporaryKey: temporaryKeyOf(keyExchange),
    signature: signed?.signature ?? null,
    shareSha256: signed === null ? null : sha256(signed.share),
    alpn: hello.alpn,
  };
}

/** TLS 1.3 is asked for alone; below it, anything up to the maximum may be chosen. */
function isUnoffered(chosen: NonNullable<Flight["hello"]>, asked: ClientHello): boolean {
  const name = versionName(chosen.version);
  const order = ["SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2"];
  const inRange =
    asked.version === "TLSv1.3"
      ? name === "TLSv1.3"
      : order.includes(name ?? "") && order.indexOf(name ?? "") <= order.indexOf(asked.version);
  return !inRange || !asked.suites.includes(chosen.suite) || chosen.compression > 1;
}

function temporaryKeyOf(exchange: Flight["keyExchange"]): TlsFlight["temporaryKey"] {
  if (exchange === null || exchange.kind === "ecdhe") return null;
  const primeSha256 = exchange.kind === "dhe" ? sha256(exchange.prime) : null;
  return { kind: exchange.kind, bits: exchange.bits, primeSha256 };
}

function certificatesOf({ certificates, ssl2 }: Flight): readonly Uint8Array[] {
  if (certificates !== null) return certificates;
  return ssl2?.certificate === undefined || ssl2.certificate === null ? [] : [ssl2.certificate];
}

/** Nothing where one of them cannot be read: half a chain would say something else. */
function chainOf(
  { trust }: House,
  ders: readonly Uint8Array[],
): Pick<TlsFlight, "chain" | "anchor" | "path" | "faults"> {
  const read = ders.map(readCertificate);
  const sent = read.flatMap((certificate) => certificate ?? []);
  const chain = sent.flatMap((certificate) => describeCertificate(certificate) ?? []);
  if (chain.length === 0 || chain.length < read.length) return { chain: [], anchor: null };
  const route = trust.routeOf(sent);
  return route === null ? { chain, anchor: null } : { chain, ...route };
}

function readCertificate(der: Uint8Array): X509Certificate | null {
  try {
    return new X509Certificate(der);
  } catch {
    // Bytes of a stranger: that OpenSSL cannot read them is an answer, not a fault.
    return null;
  }
}
