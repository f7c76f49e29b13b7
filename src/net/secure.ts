// One TLS handshake over a socket that is already open and judged. Records how it went; judges no certificate.
import type { X509Certificate } from "node:crypto";
import type { Socket } from "node:net";
import {
  connect as connectTls,
  type ConnectionOptions,
  type SecureVersion,
  type TLSSocket,
  type TLSSocketOptions,
} from "node:tls";
import { failed, type Miss } from "../model/attempt.ts";
import { codeOf, missFrom, tlsMiss } from "./fault.ts";
import type { NetLimits } from "./limits.ts";
import { collectSessions, type Sessions } from "./session.ts";
import { openTap, type Tap } from "./tap.ts";
import type { Trust, Verification } from "./trust.ts";
import type { Watch } from "./watch.ts";

export interface SecureAsk {
  readonly socket: Socket;
  /** Sent as SNI; always the registered name. */
  readonly servername: string;
  readonly min: SecureVersion;
  readonly max: SecureVersion;
}

export type Secured =
  | {
      readonly outcome: "open";
      readonly stream: TLSSocket;
      readonly protocol: string;
      readonly cipher: string;
      /** Of the key exchange, by OpenSSL's name; null where it names none. */
      readonly group: string | null;
      /** As sent, leaf first. */
      readonly sent: readonly X509Certificate[];
      readonly verification: Verification;
      /** An OCSP answer came along. */
      readonly stapled: boolean;
      /** What the server has given since for coming back. */
      readonly resumption: Sessions["told"];
      /** What OpenSSL has complained of since; null while of nothing. */
      readonly fault: () => unknown;
    }
  | { readonly outcome: "refused"; readonly alert: string }
  | { readonly outcome: "missed"; readonly miss: Miss };

type Opened = Extract<Secured, { outcome: "open" }>;

export interface SecureMeans {
  readonly trust: Trust;
  readonly watch: Watch;
  readonly limits: NetLimits;
}

const MAX_CHAIN = 16;

/**
 * Bad certificates are let through here: looking at them is the purpose. `verification` says what they are worth.
 * A refusal alert, or a ServerHello outside the versions offered, is an answer ("refused").
 */
export async function secure(ask: SecureAsk, means: SecureMeans): Promise<Secured> {
  const { watch, limits, trust } = means;
  const tap = openTap(ask.socket);
  watch.enter({
    ms: limits.tlsMs,
    late: failed("tls-timeout", "handshake"),
    bytes: limits.handshakeBytes,
    tooMuch: failed("tls-message-too-large", "raw bytes of the handshake"),
  });
  let fault: unknown = null;
  let stapled = false;
  const sessions = collectSessions();
  const handshake = new Promise<TLSSocket>((resolve, reject) => {
    const options: ConnectionOptions & Pick<TLSSocketOptions, "requestOCSP"> = {
      socket: tap.stream,
      servername: ask.servername,
      secureContext: trust.contextFor(ask.min, ask.max),
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
      ALPNProtocols: ["http/1.1"],
      // Asked for as browsers do; the answer is noted, nobody else is asked.
      requestOCSP: true,
    };
    const stream = connectTls(options);
    stream.on("OCSPResponse", (answer: Buffer | null) => {
      stapled = answer !== null && answer.length > 0;
    });
    stream.on("session", sessions.note);
    stream.once("secureConnect", () => resolve(stream));
    stream.on("error", (error) => {
      fault ??= error;
      reject(error);
    });
  });
  const attempt = await watch.attempt(handshake, (error) => missOf(error, tap));
  if (attempt.status === "ok") {
    return {
      ...opened(attempt.value, trust),
      stapled,
      resumption: sessions.told,
      fault: () => fault,
    };
  }
  ask.socket.destroy();
  const alert = watch.miss === null && !tap.certificateAsked() ? refusalOf(fault) : null;
  return alert === null ? { outcome: "missed", miss: attempt } : { outcome: "refused", alert };
}

function opened(stream: TLSSocket, trust: Trust): Omit<Opened, "stapled" | "resumption" | "fault"> {
  const sent = sentBy(stream);
  const code: unknown = stream.authorizationError;
  const protocol = stream.getProtocol() ?? "unknown";
  const cipher = stream.getCipher().name;
  return {
    outcome: "open",
    stream,
    protocol,
    cipher,
    group: groupOf(stream),
    sent,
    verification: trust.verify(sent, {
      code: stream.authorized ? null : codeText(code),
      isSigned: protocol === "TLSv1.3" || /^(?:EC)?DHE-/.test(cipher),
    }),
  };
}

/** Measured with OpenSSL 3.0 and 3.5 (Node 20 and 24): finite fields have no name, hybrids have. */
function groupOf(stream: TLSSocket): string | null {
  const info = stream.getEphemeralKeyInfo();
  return info !== null && "name" in info ? (info.name ?? null) : null;
}

/** Typed as an Error, in truth the code's text. */
function codeText(code: unknown): string {
  if (typeof code === "string") return code;
  return codeOf(code) ?? "UNSPECIFIED";
}

/** Walks the list that the server sent (measured: in its order, superfluous ones included, without the store's root). */
function sentBy(stream: TLSSocket): X509Certificate[] {
  const sent: X509Certificate[] = [];
  let at = stream.getPeerX509Certificate();
  while (at !== undefined && sent.length < MAX_CHAIN) {
    sent.push(at);
    at = at.issuerCertificate;
  }
  return sent;
}

function missOf(error: unknown, tap: Tap): Miss {
  if (tap.looksLikeTls() === false) return failed("not-tls", "first byte is no TLS record");
  const code = codeOf(error);
  if (tap.certificateAsked() && refusalOf(error) !== null) {
    return failed("client-certificate-required", code ?? "");
  }
  if (code?.startsWith("ERR_SSL_") === true) return tlsMiss(code);
  return missFrom(error);
}

/** OpenSSL's names for: the server chose a version that was not offered. */
const OTHER_VERSION =
  /^ERR_SSL_(?:UNSUPPORTED_PROTOCOL|WRONG_SSL_VERSION|VERSION_TOO_LOW|TLSV1_ALERT_PROTOCOL_VERSION)$/;

/** The refusal in short ("protocol_version" style names by OpenSSL); null when the fault is no refusal. */
function refusalOf(error: unknown): string | null {
  const code = codeOf(error);
  if (code === null || !code.startsWith("ERR_SSL_")) return null;
  const alert = /_ALERT_([A-Z_]+)$/.exec(code)?.[1];
  if (alert !== undefined) return alert.toLowerCase();
  if (/^ERR_SSL_TLSV1_UNRECOGNIZED_NAME$/.test(code)) return "unrecognized_name";
  return OTHER_VERSION.test(code) ? "protocol_version" : null;
}
