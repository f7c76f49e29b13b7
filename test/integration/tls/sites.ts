// Real loopback servers with real certificates, looked at through the real door, judged by the real detectors.
import { connect } from "node:net";
import { createServer, type SecureVersion } from "node:tls";
import type { DetectInput } from "../../../src/model/detector.ts";
import type { Fact } from "../../../src/model/fact.ts";
import type { Knowledge } from "../../../src/model/knowledge.ts";
import type { Look } from "../../../src/model/observation.ts";
import type { Port } from "../../../src/model/registry.ts";
import type { Trust } from "../../../src/net/trust.ts";
import { detectors } from "../../../src/detect/all.ts";
import { homeProbe } from "../../../src/probes/home.ts";
import { certificateProbe } from "../../../src/probes/tls/certificate.ts";
import { transportProbe } from "../../../src/probes/tls/transport.ts";
import { auditProbe } from "../../../src/probes/tls/tls-audit.ts";
import { visit } from "../../../src/run/visit.ts";
import { limits } from "../../detect/tls/looks.ts";
import {
  HOST,
  openTestDoor,
  type TestDoorOptions,
  testTarget,
} from "../../helpers/loopback/open-test-door.ts";
import {
  answering,
  http,
  startServer,
  startTlsServer,
  type Behaviour,
  type TestServer,
} from "../../helpers/loopback/servers.ts";

export const PAGE = answering(http(200, { "content-type": "text/html" }, "<h1>Bệnh viện A</h1>"));

export interface Made {
  readonly chainPem: string;
  readonly keyPem: string;
}

/** Weak certificates and old versions are let in; of the suites only sound ones. */
const SOUND = "ECDHE+AESGCM:ECDHE+CHACHA20:ECDHE+AES:@SECLEVEL=0";
/** At security level 0 OpenSSL would sign with SHA-1 too. */
const SIGNATURES = [
  "ed25519",
  ...["ECDSA", "RSA-PSS", "RSA"].flatMap((kind) =>
    [256, 384, 512].map((bits) => `${kind}+SHA${String(bits)}`),
  ),
].join(":");

export interface Served {
  readonly ciphers?: string;
  readonly min?: SecureVersion;
  readonly max?: SecureVersion;
  readonly behaviour?: Behaviour;
  readonly address?: string;
  readonly stapled?: boolean;
  /** Asks for a client certificate and goes on without one. */
  readonly asksForCertificate?: boolean;
  /** Another certificate, for clients of the other kind of key. */
  readonly beside?: Made;
}

/** Starts servers and closes them all at the end. */
export function createSites() {
  const servers: Pick<TestServer, "close">[] = [];
  const keep = (server: TestServer): TestServer => {
    servers.push(server);
    return server;
  };
  return {
    secure: async (made: Made, served: Served = {}) => {
      const shown = [made, ...(served.beside === undefined ? [] : [served.beside])];
      return keep(
        await startTlsServer(
          {
            cert: shown.map(({ chainPem }) => chainPem),
            key: shown.map(({ keyPem }) => keyPem),
            ciphers: served.ciphers ?? SOUND,
            sigalgs: SIGNATURES,
            minVersion: served.min ?? "TLSv1.2",
            maxVersion: served.max ?? "TLSv1.3",
            stapled: served.stapled ?? false,
            requestCert: served.asksForCertificate ?? false,
            rejectUnauthorized: false,
          },
          served.behaviour ?? PAGE,
          served.address,
        ),
      );
    },
    /** A second address of the same host: the port is given. */
    secureAt: async (made: Made, address: string, port: number) => {
      const server = createServer({ cert: made.chainPem, key: made.keyPem });
      server.on("tlsClientError", () => undefined);
      await new Promise<void>((resolve, reject) => {
        server.on("error", reject);
        server.listen(port, address, resolve);
      });
      servers.push({ close: () => new Promise((resolve) => server.close(() => resolve())) });
    },
    /** A limiter before a server: lets `allowed` connections through and resets the rest. */
    limited: async (port: number, allowed: number) =>
      keep(
        await startServer((socket, index) => {
          if (index >= allowed) {
            socket.resetAndDestroy();
            return;
          }
          const onward = connect(port, "127.0.0.1");
          onward.on("error", () => socket.destroy());
          socket.on("close", () => onward.destroy());
          socket.pipe(onward).pipe(socket);
        }),
      ),
    plain: async (behaviour: Behaviour = PAGE) => keep(await startServer(behaviour)),
    closeAll: async () => {
      await Promise.all(servers.map((server) => server.close()));
    },
  };
}

export interface Judged {
  readonly facts: readonly Fact[];
  readonly looks: readonly Look[];
  /** Connections and resolutions that the ledger counts against the rate. */
  readonly cost: number;
}

/** Runs both passes of the tls area against the given ports, and judges what came home. */
export async function judge(
  ports: readonly Port[],
  trust: Trust,
  options: Partial<TestDoorOptions> = {},
): Promise<Judged> {
  const { door, ports: fake } = openTestDoor({ ports, trust, ...options });
  const target = testTarget(ports);
  const knowledge = { tls: limits } as Knowledge;
  const around = {
    probes: [homeProbe, certificateProbe, transportProbe, auditProbe],
    knowledge,
    clock: fake.clock,
    log: fake.log,
    signal: fake.signal,
  };
  const what = { target, areas: ["tls"] as const, door, firstTime: false };
  const first = await visit({ ...what, pass: 1, earlier: [], body: () => undefined }, around);
  const body = (sha256: string) => first.bodies.get(sha256);
  const { looks, bodies } = await visit({ ...what, pass: 2, earlier: first.looks, body }, around);
  const input: DetectInput = {
    target,
    ownHosts: [HOST],
    looks,
    body: (sha256) => bodies.get(sha256) ?? body(sha256),
    now: new Date().toISOString(),
    knowledge,
  };
  return {
    looks,
    facts: detectors
      .filter(({ area }) => area === "tls")
      .flatMap((detector) => detector.detect(input)),
    cost: fake.intents.reduce((sum, { cost }) => sum + cost, 0),
  };
}

/** True of nearly every server today; tests of their own look at it. */
const STATISTIC = "tls.no-post-quantum";

/** What is wrong, in the order of the predicates: "predicate subject". */
export function wrongs(facts: readonly Fact[]): readonly string[] {
  return facts
    .filter(({ status, predicate }) => status === "present" && predicate !== STATISTIC)
    .map(({ predicate, subject }) => (subject === "leaf" ? predicate : `${predicate} ${subject}`))
    .toSorted();
}

export function secureOnly(server: TestServer): readonly Port[] {
  return [{ port: server.port, scheme: "https" }];
}
