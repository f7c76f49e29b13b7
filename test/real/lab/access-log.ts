// One shape for the access logs of Apache, nginx and Tomcat: what the servers themselves say was asked of them.
import { existsSync, readFileSync } from "node:fs";

/** One request as its server logged it. */
export interface LoggedRequest {
  /** When the server had the request, epoch milliseconds. */
  readonly at: number;
  readonly address: string;
  readonly port: number;
  readonly method: string;
  /** As on the wire, with the query. */
  readonly target: string;
  readonly status: number;
  /** Host header. */
  readonly host: string;
  /** User-Agent header. */
  readonly agent: string;
}

// Fields: begin (ms) or end (s) and duration (s), address, port, request line, status, Host,
// User-Agent; tabs between them.
export const APACHE_FORMAT =
  "%{begin:msec}t\\t0\\t%A\\t%{local}p\\t%r\\t%>s\\t%{Host}i\\t%{User-Agent}i";
export const NGINX_FORMAT =
  "$msec\\t$request_time\\t$server_addr\\t$server_port\\t$request\\t$status\\t$http_host\\t$http_user_agent";
/**
 * Tomcat knows the machine's own address only, so the format carries it; tabs do not survive in XML, hence "||".
 * @param address where the connector listens
 */
export function tomcatFormat(address: string): string {
  return `%{begin:msec}t||0||${address}||%p||%r||%s||%{Host}i||%{User-Agent}i`;
}

export function readAccessLog(file: string): readonly LoggedRequest[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map(parseLine)
    .filter(({ agent }) => !OF_ITS_OWN.test(agent));
}

/** Apache wakes its own children by a request to itself. */
const OF_ITS_OWN = /^Apache\/[\d.]+ .*\(internal dummy connection\)$/;

function parseLine(line: string): LoggedRequest {
  const fields = line.split(/\t|\|\|/);
  if (fields.length !== 8)
    throw new Error(`an access log line of ${String(fields.length)} fields: ${line}`);
  const [
    moment = "",
    duration = "",
    address = "",
    port = "",
    request = "",
    status = "",
    host = "",
    agent = "",
  ] = fields;
  const [method = "", target = ""] = request.split(" ");
  // nginx logs the end in seconds, the others the beginning in milliseconds.
  const at = moment.includes(".")
    ? Math.round((Number(moment) - Number(duration)) * 1000)
    : Number(moment);
  return { at, address, port: Number(port), method, target, status: Number(status), host, agent };
}
