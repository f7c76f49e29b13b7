// Turns what sockets, TLS and the HTTP parser throw into reasons of the closed list. Decides nothing else.
import { failed, type Miss } from "../model/attempt.ts";
import type { FailedReason } from "../model/reason.ts";

const BY_CODE: Readonly<Record<string, FailedReason>> = {
  ECONNREFUSED: "connect-refused",
  ETIMEDOUT: "connect-timeout",
  ECONNRESET: "connection-reset",
  ECONNABORTED: "connection-reset",
  EPIPE: "connection-reset",
  ERR_STREAM_PREMATURE_CLOSE: "connection-reset",
  ERR_STREAM_DESTROYED: "connection-reset",
  UND_ERR_SOCKET: "connection-reset",
  UND_ERR_ABORTED: "connection-reset",
  UND_ERR_DESTROYED: "connection-reset",
  UND_ERR_CLOSED: "connection-reset",
  EHOSTUNREACH: "unreachable",
  ENETUNREACH: "unreachable",
  EHOSTDOWN: "unreachable",
  ENETDOWN: "unreachable",
  EADDRNOTAVAIL: "unreachable",
  EAFNOSUPPORT: "unreachable",
  EACCES: "unreachable",
  EPERM: "unreachable",
  UND_ERR_HEADERS_OVERFLOW: "headers-too-large",
  HPE_HEADER_OVERFLOW: "headers-too-large",
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "http-malformed",
  ERR_ASSERTION: "http-malformed",
};

/** Refusals that undici words as socket errors although the bytes were wrong, not the line. */
const MALFORMED_MESSAGE = /^bad (?:response|upgrade)/;

/**
 * For connecting and for HTTP. An error it does not know is thrown again: that is a fault of ours.
 * `ERR_ASSERTION` is what undici raises for statuses such as 000.
 */
export function missFrom(error: unknown): Miss {
  const code = codeOf(error);
  const { name, message } = error instanceof Error ? error : new Error();
  const miss = known(code ?? "", name, message);
  if (miss === null) throw error;
  return miss;
}

/** The parser gives some of its errors no code, only its name. */
function known(code: string, name: string, message: string): Miss | null {
  if (MALFORMED_MESSAGE.test(message)) return failed("http-malformed", message);
  const reason = BY_CODE[code];
  if (reason !== undefined) return failed(reason, code);
  if (name === "HTTPParserError") return failed("http-malformed", code);
  return code.startsWith("ERR_SSL_") || code.startsWith("ERR_TLS_") ? tlsMiss(code) : null;
}

/** The broken handshake or record as a reason; `code` is Node's name of OpenSSL's error. */
export function tlsMiss(code: string): Miss {
  if (/EXCESSIVE_MESSAGE_SIZE|MESSAGE_TOO_LONG/.test(code)) {
    return failed("tls-message-too-large", code);
  }
  if (/ALERT_CERTIFICATE_REQUIRED/.test(code)) return failed("client-certificate-required", code);
  return failed("tls-failed", code);
}

export function codeOf(error: unknown): string | null {
  if (typeof error !== "object" || error === null || !("code" in error)) return null;
  return typeof error.code === "string" ? error.code : null;
}
