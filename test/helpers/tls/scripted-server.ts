// A server that chooses as a real one would and replays the flight, without any cryptography: so SSL 2.0, EXPORT,
// small primes, compression, heartbeat and missing renegotiation protection can be had on any machine.
import type { Socket } from "node:net";
import { concat, u16, u8 } from "../../../src/text/tls/bytes.ts";
import { readClientHello, type ClientHello } from "../../../src/text/tls/read-hello.ts";
import {
  EXTENSION,
  FALLBACK_SCSV,
  RENEGOTIATION_SCSV,
  TLS_VERSIONS,
  type TlsVersion,
} from "../../../src/text/tls/words.ts";
import { codeOf, suiteOf } from "../../../src/text/tls/suites.ts";
import { limits } from "../../detect/tls/looks.ts";
import { startServer, type TestServer } from "../loopback/servers.ts";
import {
  alertRecord,
  certificateMessage,
  certificateRequest,
  certificateStatus,
  dheMessage,
  done,
  ecdheMessage,
  inRecords,
  retryRequest,
  rsaExportMessage,
  serverHello,
  ssl2ServerHello,
} from "./flights.ts";

export type Refusal = "alert" | "close" | "reset" | "silence" | "http";

export interface Script {
  readonly versions: readonly TlsVersion[];
  /** Refuses a maximum that it does not speak itself, though older versions are left (GnuTLS). */
  readonly gapsRefused?: boolean;
  /** Code points by the server's preference, TLS 1.3 ones included. */
  readonly suites: readonly number[];
  /** Chooses by the client's order. */
  readonly clientOrder?: boolean;
  readonly groups?: readonly number[];
  /** Suites for ECDSA are only for clients that name this one, as the key is on it. */
  readonly keyGroup?: number;
  readonly dhBits?: number;
  readonly compression?: boolean;
  /** Signs the handshake with SHA-1 for a client that takes nothing else; "always": for every client. */
  readonly sha1?: boolean | "always";
  /** Signs with SHA-224 for a client that takes nothing better. */
  readonly sha224?: boolean;
  readonly heartbeat?: boolean;
  readonly tickets?: boolean;
  /** RFC 5746; default true. */
  readonly renegotiation?: boolean;
  /** RFC 7507; default true. */
  readonly fallback?: boolean;
  /** DER, leaf first, by the suite's kind of certificate. */
  readonly chains?: Readonly<Partial<Record<"rsa" | "ecdsa" | "dss", readonly Uint8Array[]>>>;
  readonly ssl2?: readonly number[];
  readonly refusal?: Refusal;
  /** Instead of the usual numbers of alerts. */
  readonly alert?: number;
  readonly stapled?: boolean;
  readonly asksForCertificate?: boolean;
  /** A longer hello is never answered. */
  readonly longestHello?: number;
  /** What comes in place of an answer from the n-th connection (0 first) on. */
  readonly limit?: { readonly from: number; readonly until?: number; readonly how: Refusal };
  /** Serves one at a time, unhurriedly; this is what others get meanwhile. */
  readonly crowd?: Refusal;
  /** Chooses this whatever was offered. */
  readonly stubborn?: number;
}

/** How long a server with a `crowd` takes for an answer. */
const UNHURRIED_MS = 10;

export interface ScriptedServer extends TestServer {
  /** The hellos in the order in which they came. */
  readonly hellos: readonly ClientHello[];
}

export async function startScripted(script: Script, address?: string): Promise<ScriptedServer> {
  const hellos: ClientHello[] = [];
  let busy = false;
  const send = (socket: Socket, answer: Answer): void => {
    if (answer === "reset") socket.resetAndDestroy();
    else if (answer === "close") socket.end();
    else if (answer !== "silence") socket.end(answer);
  };
  const server = await startServer((socket, index) => {
    let received = Buffer.alloc(0);
    const { crowd } = script;
    const turnedAway = crowd !== undefined && busy;
    if (turnedAway) return send(socket, refuse(crowd, INTERNAL_ERROR));
    busy = true;
    socket.on("data", (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      const hello = readClientHello(received);
      if (hello === null) return;
      hellos.push(hello);
      const { limit } = script;
      const limited =
        limit !== undefined && index >= limit.from && index < (limit.until ?? Infinity);
      const answer = limited
        ? refuse(limit.how, 40)
        : received.length > (script.longestHello ?? Infinity)
          ? "silence"
          : answerTo(hello, script);
      const finish = (): void => {
        busy = false;
        send(socket, answer);
      };
      if (crowd === undefined) finish();
      else setTimeout(finish, UNHURRIED_MS);
    });
  }, address);
  return Object.assign(server, { hellos });
}

type Answer = Uint8Array | "close" | "reset" | "silence";

const INTERNAL_ERROR = 80;

function refuse(how: Refusal, alert: number): Answer {
  if (how === "alert") return alertRecord(2, alert);
  return how === "http" ? Buffer.from("HTTP/1.1 429 Too Many Requests\r\n\r\n") : how;
}

function answerTo(hello: ClientHello, script: Script): Answer {
  const no = (alert: number) => refuse(script.refusal ?? "alert", script.alert ?? alert);
  if (hello.version === "SSLv2") {
    const kinds = hello.suites.filter((kind) => script.ssl2?.includes(kind));
    return script.ssl2 === undefined
      ? no(70)
      : ssl2ServerHello(script.chains?.rsa?.[0] ?? DER, kinds);
  }
  const version = versionFor(hello, script);
  if (version === null) return no(70);
  if (hello.suites.includes(FALLBACK_SCSV) && script.fallback !== false) {
    const best = Math.max(...script.versions.map((name) => TLS_VERSIONS[name]));
    if (best > TLS_VERSIONS[hello.version]) return no(86);
  }
  const suite = script.stubborn ?? suiteFor(hello, script, version);
  if (suite === null) return no(40);
  if (schemeFor(hello, script) === null) return no(40);
  if (version !== TLS_VERSIONS["TLSv1.3"]) return flightFor(hello, script, version, suite);
  const group = (script.groups ?? GROUPS).find((one) => hello.groups.includes(one));
  return group === undefined ? no(40) : inRecords(0x0303, 9000, retryRequest(suite, group));
}

const RSA_SHA1 = 0x0201;
const RSA_SHA224 = 0x0301;
const RSA_SHA256 = 0x0401;

/** @returns null where it signs with nothing that the client takes */
function schemeFor({ signatures }: ClientHello, script: Script): number | null {
  if (script.sha1 === "always") return RSA_SHA1;
  if (signatures.length === 0 || signatures.includes(RSA_SHA256)) return RSA_SHA256;
  const takes = (scheme: number, willing: boolean | undefined): boolean =>
    willing === true && signatures.includes(scheme);
  if (takes(RSA_SHA224, script.sha224)) return RSA_SHA224;
  return takes(RSA_SHA1, script.sha1) ? RSA_SHA1 : null;
}

const GROUPS = [29, 23, 24];
const DER = new Uint8Array(600).fill(0x30);

function versionFor(hello: ClientHello, { versions, gapsRefused }: Script): number | null {
  const known = versions.map((name) => TLS_VERSIONS[name]);
  if (gapsRefused === true && !versions.includes(hello.version)) return null;
  if (hello.version === "TLSv1.3") return known.includes(0x0304) ? 0x0304 : null;
  const possible = known.filter((one) => one >= 0x0300 && one <= TLS_VERSIONS[hello.version]);
  return possible.length === 0 ? null : Math.max(...possible);
}

const MODERN_ONLY = /GCM|CCM|POLY1305|SHA256$|SHA384$/;

function suiteFor(hello: ClientHello, script: Script, version: number): number | null {
  const usable = script.suites.filter((code) => {
    const suite = suiteOf(limits, code);
    if (suite === null || (suite.kx === "tls13") !== (version === 0x0304)) return false;
    if (
      suite.kx.startsWith("ec") &&
      !(script.groups ?? GROUPS).some((one) => hello.groups.includes(one))
    ) {
      return false;
    }
    const isTied = suite.auth === "ecdsa" && script.keyGroup !== undefined;
    if (isTied && !hello.groups.includes(script.keyGroup)) return false;
    return version >= 0x0303 || !MODERN_ONLY.test(suite.name);
  });
  const chosen =
    script.clientOrder === true
      ? hello.suites.find((code) => usable.includes(code))
      : usable.find((code) => hello.suites.includes(code));
  return chosen ?? null;
}

function flightFor(hello: ClientHello, script: Script, version: number, code: number): Uint8Array {
  const suite = suiteOf(limits, code);
  const auth = suite?.auth ?? "rsa";
  const chain = auth === "anon" || auth === "any" ? [] : (script.chains?.[auth] ?? [DER]);
  const scheme = schemeFor(hello, script) ?? RSA_SHA256;
  const form = { signed: auth !== "anon", tls12: version >= 0x0303, scheme };
  const has = (wanted: boolean | undefined, ...parts: readonly Uint8Array[]) =>
    wanted === true ? parts : [];
  const group = (script.groups ?? GROUPS).find((one) => hello.groups.includes(one)) ?? 23;
  return inRecords(
    version,
    9000,
    serverHello({
      version,
      suite: code,
      compression: script.compression === true && hello.compressions.includes(1) ? 1 : 0,
      extensions: extensionsFor(hello, script, version),
    }),
    ...has(auth !== "anon", certificateMessage(chain)),
    ...has(script.stapled, certificateStatus()),
    ...has(
      suite?.kx === "dhe",
      dheMessage(suite?.export === true ? 512 : (script.dhBits ?? 2048), form),
    ),
    ...has(suite?.kx === "ecdhe", ecdheMessage(group, form)),
    ...has(suite?.kx === "rsa" && suite.export, rsaExportMessage(512, form)),
    ...has(script.asksForCertificate, certificateRequest()),
    done(),
  );
}

function extensionsFor(hello: ClientHello, script: Script, version: number) {
  if (version === 0x0300) return [];
  const all: readonly (readonly [boolean, number, Uint8Array])[] = [
    [
      script.renegotiation !== false && hello.suites.includes(RENEGOTIATION_SCSV),
      EXTENSION.renegotiationInfo,
      u8(0),
    ],
    [script.heartbeat === true && hello.extensions.includes(15), EXTENSION.heartbeat, u8(1)],
    [
      script.tickets === true && hello.extensions.includes(EXTENSION.sessionTicket),
      EXTENSION.sessionTicket,
      new Uint8Array(),
    ],
    [
      hello.extensions.includes(EXTENSION.alpn),
      EXTENSION.alpn,
      concat(u16(3), u8(2), new TextEncoder().encode("h2")),
    ],
  ];
  return all.flatMap(([wanted, type, body]) => (wanted ? [[type, body] as const] : []));
}

/** Code points by name, for scripts that people can read. */
export function suites(...names: readonly string[]): readonly number[] {
  return names.map((name) => {
    const known = limits.suites.find((suite) => suite.name === name);
    if (known === undefined) throw new Error(`no suite ${name}`);
    return codeOf(known);
  });
}
