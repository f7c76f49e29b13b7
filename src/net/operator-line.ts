// One connection to a service of the operator that does not speak HTTP (a mail server): exactly the configured host
// and port. The library that speaks there gets this socket and never dials; it is no way to a scanned host.
import type { Socket } from "node:net";
import type { ConnectionOptions } from "node:tls";
import { failed, ok, skipped, type Attempt, type Miss } from "../model/attempt.ts";
import type { Log } from "../model/ports.ts";
import { dial } from "./dial.ts";
import type { NameResolver } from "./dns.ts";
import { netError } from "./errors.ts";
import { DEFAULT_LIMITS } from "./limits.ts";
import { resultOf } from "./line.ts";
import { addressOf, isLoopback, verifiedTls } from "./operator.ts";
import { openWatch, type Watch } from "./watch.ts";

export interface OperatorLine {
  /** Connected, and nothing said yet. */
  readonly socket: Socket;
  /** What TLS on it has to ask for: the certificate is verified for the configured host. */
  readonly tls: ConnectionOptions;
  /** Why it was cut by us; null: it was not. */
  miss(): Miss | null;
  /** Closes it and notes it in the operator's log. */
  end(): void;
}

export interface OperatorLineOptions {
  /** For the log. */
  readonly service: string;
  readonly host: string;
  readonly port: number;
  /** The protocol turns to TLS before any secret is sent. */
  readonly isEncrypted: boolean;
  readonly dns: NameResolver;
  /** PEM, besides the runtime's own. */
  readonly trustRoots: readonly string[];
  readonly log: Log;
  /** However the service behaves, it is over after so long. */
  readonly totalMs: number;
  readonly connectMs?: number;
}

export interface OperatorDialer {
  open(signal: AbortSignal): Promise<Attempt<OperatorLine>>;
}

/** What a service may say in one connection. */
const MOST_BYTES = 1024 * 1024;

/** @throws RasoatError net-mail-plain for a plain connection beyond this machine */
export function createOperatorDialer(options: OperatorLineOptions): OperatorDialer {
  const { host, isEncrypted } = options;
  if (!isEncrypted && !isLoopback(host)) throw netError("net-mail-plain", { host });
  return {
    open: async (signal) => {
      const began = performance.now();
      const opened = await open(options, signal, began);
      if (opened.status !== "ok") {
        options.log.warn("a service of the operator did not answer", {
          ...fieldsOf(options, began),
          why: resultOf(opened),
        });
      }
      return opened;
    },
  };
}

async function open(
  options: OperatorLineOptions,
  signal: AbortSignal,
  began: number,
): Promise<Attempt<OperatorLine>> {
  const { host, port, totalMs, connectMs } = options;
  const address = await addressOf(host, { dns: options.dns, signal });
  if (address.status !== "ok") return address;
  const watch = openWatch({
    totalMs,
    signal,
    onStop: () => skipped("stopped", ""),
    recheckMs: totalMs,
    recheck: () => null,
  });
  const limits = { ...DEFAULT_LIMITS, ...(connectMs === undefined ? {} : { connectMs }) };
  const dialled = await dial(address.value, port, watch, limits);
  if (dialled.status !== "ok") {
    watch.end();
    return dialled;
  }
  watch.enter({
    ms: totalMs,
    late: failed("deadline", "whole connection"),
    bytes: MOST_BYTES,
    tooMuch: failed("body-too-large", "raw bytes"),
  });
  return ok(lineOf(dialled.value, { options, watch, began }));
}

function lineOf(
  socket: Socket,
  {
    options,
    watch,
    began,
  }: { readonly options: OperatorLineOptions; readonly watch: Watch; readonly began: number },
): OperatorLine {
  const { host, trustRoots, log } = options;
  return {
    socket,
    tls: verifiedTls(host, trustRoots),
    miss: () => watch.miss,
    end: () => {
      const { bytesRead, bytesWritten } = socket;
      watch.end();
      const fields = { ...fieldsOf(options, began), bytesIn: bytesRead, bytesOut: bytesWritten };
      if (watch.miss === null) log.info("a service of the operator was spoken with", fields);
      else
        log.warn("a service of the operator was cut off", { ...fields, why: resultOf(watch.miss) });
    },
  };
}

function fieldsOf({ service, host, port }: OperatorLineOptions, began: number) {
  return { service, host, port, ms: Math.round(performance.now() - began) };
}
