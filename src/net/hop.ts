// One hop of a request: a line of its own, TLS where the scheme asks for it, one exchange, two rows in the ledger.
import type { Socket } from "node:net";
import { failed, ok, type Attempt } from "../model/attempt.ts";
import type { HttpAsk } from "../model/door.ts";
import type { HttpExchange } from "../model/observation.ts";
import { exchange, type RawAnswer } from "./exchange.ts";
import { codeOf, tlsMiss } from "./fault.ts";
import type { Step } from "./gate.ts";
import { maskedUrl } from "./ledger-url.ts";
import { handshakeFrom } from "./handshake.ts";
import { resultOf, withLine, type House, type Line } from "./line.ts";
import { secure, type Secured } from "./secure.ts";
import type { ParsedTarget } from "../text/host.ts";
import { visitorHeaders } from "./user-agent.ts";

export interface HopAnswer extends RawAnswer {
  readonly address: string;
  readonly tls: HttpExchange["tls"];
  readonly durationMs: number;
}

export function stepOf(ask: HttpAsk, target: ParsedTarget): Step {
  return {
    host: target.host,
    port: { port: target.port, scheme: target.scheme },
    area: ask.area,
    probe: ask.probe,
    url: target.url,
  };
}

export async function askHop(
  house: House,
  ask: HttpAsk,
  target: ParsedTarget,
  address: string,
): Promise<Attempt<HopAnswer>> {
  const step = stepOf(ask, target);
  const method = target.scheme === "https" ? "TLS" : "TCP";
  return withLine(house, { step, address, method }, async (line) => {
    const readied = await ready(house, line, { ask, target });
    line.settle(resultOf(readied));
    if (readied.status !== "ok") return readied;
    const { stream, fault, tlsNow } = readied.value;
    const answer = await request(house, line, { ask, target, step, stream, fault });
    if (answer.status !== "ok") return answer;
    return ok({ ...answer.value, address, tls: tlsNow(), durationMs: line.elapsedMs() });
  });
}

interface Readied {
  readonly stream: Socket;
  /** With what came for the next visit until now: tickets follow the handshake. */
  readonly tlsNow: () => HttpExchange["tls"];
  /** What the TLS layer has complained of since. */
  readonly fault: () => unknown;
}

interface Wanted {
  readonly ask: HttpAsk;
  readonly target: ParsedTarget;
}

const WIDEST = { min: "TLSv1", max: "TLSv1.3" } as const;

/** `trusted` in the answer includes the name: the certificate must list it (the CN does not count). */
async function ready(house: House, line: Line, wanted: Wanted): Promise<Attempt<Readied>> {
  const { target } = wanted;
  const { socket, watch } = line;
  if (target.scheme === "http")
    return ok({ stream: socket, tlsNow: () => null, fault: () => null });
  const { trust, limits } = house;
  const secured = await secure(
    { socket, servername: target.host, ...WIDEST },
    { trust, watch, limits },
  );
  tell(house, wanted, line, secured);
  if (secured.outcome === "missed") return secured.miss;
  if (secured.outcome === "refused") return failed("tls-failed", secured.alert);
  const { stream, protocol, cipher, sent, verification, resumption, fault } = secured;
  const named = sent[0]?.checkHost(target.host, { subject: "never" }) !== undefined;
  const tls = { protocol, cipher, trusted: verification.trusted && named };
  const tlsNow = (): HttpExchange["tls"] => {
    const given = resumption();
    return given === null ? tls : { ...tls, resumption: given };
  };
  return ok({ stream, fault, tlsNow });
}

/** What a handshake shows belongs to the area tls, which may be granted no longer where the page still is. */
function tell({ gate }: House, { ask, target }: Wanted, line: Line, secured: Secured): void {
  if (ask.onSecured === undefined) return;
  const { host: servername, port } = target;
  const { address } = line;
  if (gate.refusalNow({ ...stepOf(ask, target), area: "tls" }, address) !== null) return;
  const durationMs = line.elapsedMs();
  const asked = { port, address, servername, offered: WIDEST, durationMs };
  ask.onSecured({
    host: servername,
    port,
    address,
    handshake: handshakeFrom(secured, asked),
    group: secured.outcome === "open" ? secured.group : null,
  });
}

interface Request {
  readonly ask: HttpAsk;
  readonly target: ParsedTarget;
  readonly step: Step;
  readonly stream: Socket;
  readonly fault: () => unknown;
}

/** In TLS 1.3 a server says only after the handshake that it wants a client's certificate; HTTP sees but an end. */
function worded(answer: Attempt<RawAnswer>, fault: unknown): Attempt<RawAnswer> {
  const code = codeOf(fault) ?? "";
  const isEnd = answer.status === "failed" && answer.reason === "connection-reset";
  return isEnd && code.startsWith("ERR_SSL_") ? tlsMiss(code) : answer;
}

async function request(house: House, line: Line, asked: Request): Promise<Attempt<RawAnswer>> {
  const { gate, limits, ports } = house;
  const { ask, target, step, stream, fault } = asked;
  const permit = await gate.permit(step);
  if (permit.status !== "ok") return permit;
  const method = ask.method ?? "GET";
  const { address, socket, watch } = line;
  const before = { in: socket.bytesRead, out: socket.bytesWritten, ms: line.elapsedMs() };
  const url = maskedUrl(target.url);
  const row = { kind: "request", method, cost: 0, address, url } as const;
  const intent = await gate.intend(permit.value, step, row);
  const maxBytes = Math.min(ask.maxBytes ?? limits.bodyBytes, ask.firstBytes ?? Infinity);
  const shape = { target, method, headers: headersOf(house, ask), maxBytes };
  const means = { socket: stream, raw: socket, watch, limits };
  // A fault while the intent was written is told to nobody again: it would be waited for in vain.
  if (fault() !== null) stream.destroy();
  const answer = watch.miss ?? worded(await exchange(shape, means), fault());
  ports.ledger.settle(intent, {
    result: resultOf(answer),
    status: answer.status === "ok" ? answer.value.status : null,
    bytesIn: socket.bytesRead - before.in,
    bytesOut: socket.bytesWritten - before.out,
    durationMs: line.elapsedMs() - before.ms,
  });
  return answer;
}

function headersOf(house: House, ask: HttpAsk): Record<string, string> {
  const range = ask.firstBytes === undefined ? null : `bytes=0-${String(ask.firstBytes - 1)}`;
  return {
    accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "accept-language": "vi,en;q=0.7",
    ...(range === null
      ? { "accept-encoding": "gzip, deflate, br" }
      : { "accept-encoding": "identity", range }),
    ...visitorHeaders(house.agent, ask.visitor ?? "browser"),
  };
}
