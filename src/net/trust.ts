// What a chain is verified against: the roots pinned in the runtime plus named private ones. Never the name,
// never the machine's own store (it may be old, or hold an interceptor's root).
import { constants, type X509Certificate } from "node:crypto";
import {
  createSecureContext,
  rootCertificates,
  type SecureContext,
  type SecureVersion,
} from "node:tls";
import type { ChainAnchor, TlsHandshake } from "../model/observation.ts";
import { anchorOf, readRoots, type Roots } from "./certificate-path.ts";

export type Verification = NonNullable<TlsHandshake["verification"]>;

export interface Trust {
  /** Made once for each range of versions: reading the roots costs about 20 ms. */
  contextFor(min: SecureVersion, max: SecureVersion): SecureContext;
  /**
   * @param sent the certificates as the server sent them, leaf first
   * @param code OpenSSL's verdict without the name; null when it trusts
   */
  verify(sent: readonly X509Certificate[], code: string | null): Verification;
  /** Where the signatures lead over certificates that were only read; null when none were sent. */
  anchorOf(sent: readonly X509Certificate[]): ChainAnchor | null;
}

/**
 * Weak keys, hashes and suites are let in because they are what we came to see; anonymous suites are not,
 * as they show no certificate. Renegotiation by the server is declined. Servers without RFC 5746 may be reached.
 */
const CIPHERS = "ALL:!aNULL:!eNULL:@SECLEVEL=0";
const OPTIONS = constants.SSL_OP_LEGACY_SERVER_CONNECT | constants.SSL_OP_NO_RENEGOTIATION;

/** @param privateRoots further roots to trust, PEM */
export function createTrust(privateRoots: readonly string[] = []): Trust {
  const pems = [...rootCertificates, ...privateRoots];
  const contexts = new Map<string, SecureContext>();
  let roots: Roots | null = null;
  const anchor = (sent: readonly X509Certificate[]): ChainAnchor | null => {
    roots ??= readRoots(pems);
    return anchorOf(sent, roots);
  };
  return {
    anchorOf: anchor,
    contextFor(min, max) {
      const key = `${min} ${max}`;
      const context =
        contexts.get(key) ??
        createSecureContext({
          ca: pems,
          minVersion: min,
          maxVersion: max,
          ciphers: CIPHERS,
          secureOptions: OPTIONS,
        });
      contexts.set(key, context);
      return context;
    },
    verify(sent, code) {
      if (code === null) return { trusted: true, error: null, anchor: "pinned-root" };
      return { trusted: false, error: code, anchor: anchor(sent) ?? "issuer-missing" };
    },
  };
}
