// What a chain is verified against: the roots pinned in the runtime plus named private ones. Never the name,
// never the machine's own store (it may be old, or hold an interceptor's root).
import { constants, type X509Certificate } from "node:crypto";
import {
  createSecureContext,
  rootCertificates,
  type SecureContext,
  type SecureVersion,
} from "node:tls";
import type { ChainRoute, TlsHandshake } from "../model/observation.ts";
import { readRoots, routeOf, type Roots, type Route } from "./certificate-path.ts";
import { maySignHandshakes } from "./certificate-rights.ts";
import { sha256 } from "./certificate.ts";

export type Verification = NonNullable<TlsHandshake["verification"]>;

export interface Trust {
  /** Made once for each range of versions: reading the roots costs about 20 ms. */
  contextFor(min: SecureVersion, max: SecureVersion): SecureContext;
  /** @param sent the certificates as the server sent them, leaf first */
  verify(sent: readonly X509Certificate[], told: Told): Verification;
  /** Where the signatures lead over certificates that were only read; null when none were sent. */
  routeOf(sent: readonly X509Certificate[]): ChainRoute | null;
}

interface Told {
  /** OpenSSL's verdict without the name; null when it trusts. */
  readonly code: string | null;
  /** The server's key signed the handshake, as it does unless the client encrypts a secret with it. */
  readonly isSigned: boolean;
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
  const find = (sent: readonly X509Certificate[]): Route | null => {
    roots ??= readRoots(pems);
    return routeOf(sent, roots);
  };
  return {
    routeOf(sent) {
      const route = find(sent);
      return route === null ? null : told(route);
    },
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
    verify(sent, { code, isSigned }) {
      const route = find(sent);
      const verdict = { trusted: code === null, error: code };
      if (route === null) return { ...verdict, anchor: "issuer-missing" };
      const { anchor, path, faults } = told(route);
      const further = anchor === "pinned-root" ? furtherFaults(route, code, isSigned) : [];
      return {
        ...verdict,
        anchor: code === null ? "pinned-root" : anchor,
        path,
        faults: [...faults, ...further],
      };
    },
  };
}

function told({ anchor, path, faults }: Route): Required<ChainRoute> {
  return { anchor, path: path.map(({ raw }) => sha256(raw)), faults };
}

/** What is not written in the certificates sent: how the key was used, and that the root itself has run out. */
function furtherFaults(
  { path, root }: Route,
  code: string | null,
  isSigned: boolean,
): readonly string[] {
  const [leaf] = path;
  const isMisused = isSigned && leaf !== undefined && !maySignHandshakes(leaf);
  const now = new Date();
  const isEnded = code === "CERT_HAS_EXPIRED" && root !== null && new Date(root.validTo) < now;
  return [...(isMisused ? ["KEY_USAGE"] : []), ...(isEnded ? ["ROOT_HAS_EXPIRED"] : [])];
}
