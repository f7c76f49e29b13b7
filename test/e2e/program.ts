// Runs the built program as a person would, and serves sites for it to look at. Loopback only.
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createHttps, type ServerOptions } from "node:https";
import type { AddressInfo, Server, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { stringify } from "yaml";

export const BIN = resolve(import.meta.dirname, "../../bin/rasoat.js");

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  /** stdout as one JSON value a line. */
  json<T>(): T[];
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** stdout and stderr so far. */
  said(): string;
}

export interface Workspace {
  readonly folder: string;
  readonly db: string;
  path(name: string): string;
  write(name: string, content: string | Uint8Array): string;
  run(...args: readonly string[]): Promise<Ended>;
  start(...args: readonly string[]): Running;
  launch(launch: Launch): Running;
  remove(): void;
}

export interface Launch {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Command that the program is run by, such as a tracer with its arguments. */
  readonly under?: readonly string[];
}

export function workspace(): Workspace {
  const folder = mkdtempSync(join(tmpdir(), "rasoat-e2e-"));
  const db = join(folder, "rasoat.db");
  const launch = (order: Launch): Running => startProgram(order, folder, db);
  const start = (...args: readonly string[]): Running => launch({ args });
  return {
    folder,
    db,
    path: (name) => join(folder, name),
    write: (name, content) => {
      const file = join(folder, name);
      writeFileSync(file, content);
      return file;
    },
    start,
    launch,
    run: (...args) => start(...args).ended,
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function startProgram({ args, env, under = [] }: Launch, folder: string, db: string): Running {
  const [command = process.execPath, ...rest] = [...under, process.execPath, BIN, ...args];
  const child = spawn(command, rest, {
    cwd: folder,
    env: { ...process.env, RASOAT_DB: db, NO_COLOR: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let out = "";
  let err = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
  const ended = new Promise<Ended>((done, fail) => {
    child.once("error", fail);
    child.once("close", (code) => {
      // A leak, something deprecated, a promise that nobody caught: a fault, whatever the program says otherwise.
      const warned = /^\(node:\d+\).*/m.exec(err);
      if (warned !== null) fail(new Error(`the runtime warned: ${warned[0]}`));
      done({ code, out, err, json: () => jsonLines(out) });
    });
  });
  return { child, ended, said: () => out + err };
}

function jsonLines<T>(text: string): T[] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line) as T);
}

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export interface ServedSite {
  readonly address: string;
  readonly port: number;
  /** "METHOD path" of every request, in order. */
  readonly requests: string[];
  /** Connections accepted, requests or not. */
  connections(): number;
  close(): Promise<void>;
}

/** @param tls options of the https server; absent: plain http */
export async function serve(
  address: string,
  handler: Handler,
  tls?: ServerOptions,
  port = 0,
): Promise<ServedSite> {
  const requests: string[] = [];
  let connections = 0;
  const sockets = new Set<Socket>();
  const listener: Handler = (request, response) => {
    requests.push(`${request.method ?? ""} ${request.url ?? ""}`);
    handler(request, response);
  };
  const server: Server = tls === undefined ? createHttp(listener) : createHttps(tls, listener);
  server.on("connection", (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((done, fail) => {
    server.once("error", fail);
    server.listen(port, address, done);
  });
  return {
    address,
    port: (server.address() as AddressInfo).port,
    requests,
    connections: () => connections,
    close: () =>
      new Promise((done) => {
        server.close(() => {
          done();
        });
        for (const socket of sockets) socket.destroy();
      }),
  };
}

export function html(response: ServerResponse, body: string, status = 200): void {
  response.writeHead(status, { "content-type": "text/html; charset=utf-8" });
  response.end(body);
}

export const ORDINARY_PAGE = `<!doctype html><html lang="vi"><head><title>Bệnh viện A</title></head><body>
<header><nav><a href="/">Trang chủ</a><a href="/gioi-thieu">Giới thiệu</a></nav></header>
<main><h1>Bệnh viện A</h1><p>Lịch khám bệnh tuần này: từ thứ Hai đến thứ Sáu, 7 giờ đến 16 giờ 30.
Người bệnh mang theo thẻ bảo hiểm y tế và giấy tờ tuỳ thân khi đến khám.</p></main>
<footer><p>Địa chỉ: số 1 đường Mẫu.</p></footer></body></html>`;

export interface RegisteredSite {
  readonly unit: string;
  readonly host: string;
  readonly address: string;
  readonly ports: readonly { readonly port: number; readonly scheme: "http" | "https" }[];
  /** Fields of the authorization that differ from the usual; null: no authorization at all. */
  readonly authorization?: Readonly<Record<string, unknown>> | null;
  readonly system?: Readonly<Record<string, unknown>>;
}

/** A registry file in YAML: one unit, one system and one document a site, valid for a year around today. */
export function registryOf(sites: readonly RegisteredSite[]): string {
  const day = (offset: number): string =>
    new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
  return stringify({
    units: sites.map((site) => ({
      code: site.unit,
      name: `Bệnh viện ${site.unit}`,
      kind: "hospital",
      systems: [
        {
          code: `${site.unit}-WEB`,
          name: "Cổng thông tin",
          ...site.system,
          hosts: [{ host: site.host, ports: site.ports, addresses: [`${site.address}/32`] }],
        },
      ],
    })),
    authorizations: sites
      .filter((site) => site.authorization !== null)
      .map((site, index) => ({
        document: `${String(index + 1)}/QĐ-${site.unit}`,
        unit: site.unit,
        signedBy: "Giám đốc",
        signedOn: day(-30),
        validFrom: day(-30),
        validTo: day(330),
        hosts: [site.host],
        areas: ["tls", "cms", "panels", "defacement"],
        requestsPerSecond: 20,
        ...site.authorization,
      })),
  });
}

export function resolves(sites: readonly RegisteredSite[]): string[] {
  return sites.flatMap(({ host, address }) => ["--resolve", `${host}:${address}`]);
}
