// A mail server on loopback, speaking real SMTP, and a reader for the letters that it took. Tests say what it is to
// refuse. The reader is written against RFC 2045–2047 and knows nothing of how the letters were made.
import type { AddressInfo } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";

export interface Received {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
  readonly secure: boolean;
  readonly user: string | null;
}

export interface MailServer {
  readonly port: number;
  readonly received: readonly Received[];
  /** Of all connections, also those that brought no letter. */
  connections(): number;
  close(): Promise<void>;
}

export interface MailServerBehaviour {
  readonly options?: SMTPServerOptions;
  /** Reply to an address, such as 550; absent: it is taken. */
  readonly refuse?: (address: string) => number | undefined;
  /** Reply to the letter as a whole, after it was read. */
  readonly refuseLetter?: (raw: string) => number | undefined;
}

export async function startMailServer(behaviour: MailServerBehaviour = {}): Promise<MailServer> {
  const received: Received[] = [];
  let connections = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    logger: false,
    closeTimeout: 500,
    onConnect: (_session, done) => {
      connections++;
      done();
    },
    onRcptTo: ({ address }, _session, done) => {
      done(replyError(behaviour.refuse?.(address)));
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const raw = Buffer.concat(chunks).toString("latin1");
        const code = behaviour.refuseLetter?.(raw);
        if (code === undefined) {
          const { mailFrom, rcptTo } = session.envelope;
          received.push({
            from: mailFrom === false ? "" : mailFrom.address,
            to: rcptTo.map(({ address }) => address),
            raw,
            secure: session.secure,
            user: typeof session.user === "string" ? session.user : null,
          });
        }
        done(replyError(code));
      });
    },
    ...behaviour.options,
  });
  // What a client breaks off is no fault of the server's.
  server.on("error", () => undefined);
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    port: (server.server.address() as AddressInfo).port,
    received,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
      }),
  };
}

function replyError(code: number | undefined): Error | null {
  return code === undefined
    ? null
    : Object.assign(new Error("refused by the test"), { responseCode: code });
}

export interface ReadLetter {
  /** By lower-case name, decoded; one that stands twice is joined with a line break. */
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string;
  readonly html: string;
  /** Types of all parts, in their order. */
  readonly parts: readonly string[];
}

export function readLetter(raw: string): ReadLetter {
  const leaves = leavesOf(raw);
  const bodyOf = (type: string): string =>
    leaves.find(({ headers }) => headers.get("content-type")?.startsWith(type))?.body ?? "";
  return {
    headers: headersOf(raw),
    text: bodyOf("text/plain"),
    html: bodyOf("text/html"),
    parts: leaves.map(({ headers }) => headers.get("content-type")?.split(";", 1)[0] ?? ""),
  };
}

interface Leaf {
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

function leavesOf(raw: string): Leaf[] {
  const headers = headersOf(raw);
  const body = raw.slice(raw.indexOf("\r\n\r\n") + 4);
  const boundary = /boundary="?([^";]+)/.exec(headers.get("content-type") ?? "")?.[1];
  if (boundary !== undefined) {
    const parts = body.split(`--${boundary}`).slice(1, -1);
    return parts.flatMap((part) => leavesOf(part.replace(/^\r\n/, "").replace(/\r\n$/, "")));
  }
  const encoding = headers.get("content-transfer-encoding") ?? "7bit";
  const bytes =
    encoding === "base64"
      ? Buffer.from(body, "base64")
      : encoding === "quoted-printable"
        ? quotedPrintable(body.replace(/=\r\n/g, ""))
        : Buffer.from(body, "latin1");
  return [{ headers, body: bytes.toString("utf8").replaceAll("\r\n", "\n") }];
}

function headersOf(raw: string): Map<string, string> {
  const head = raw.slice(0, raw.indexOf("\r\n\r\n")).replace(/\r\n[ \t]+/g, " ");
  const headers = new Map<string, string>();
  for (const line of head.split("\r\n")) {
    const [, name = "", value = ""] = /^([^:]+):\s*(.*)$/.exec(line) ?? [];
    const before = headers.get(name.toLowerCase());
    const decoded = words(value);
    headers.set(name.toLowerCase(), before === undefined ? decoded : `${before}\n${decoded}`);
  }
  return headers;
}

/** RFC 2047; white space between two encoded words is none. */
function words(value: string): string {
  return value.replace(/\?=\s+=\?/g, "?==?").replace(/(?:=\?utf-8\?[qb]\?[^?]*\?=)+/gi, (run) => {
    const bytes = [...run.matchAll(/=\?utf-8\?([qb])\?([^?]*)\?=/gi)].map(([, kind, text = ""]) =>
      kind?.toLowerCase() === "b"
        ? Buffer.from(text, "base64")
        : quotedPrintable(text.replaceAll("_", " ")),
    );
    return Buffer.concat(bytes).toString("utf8");
  });
}

function quotedPrintable(text: string): Buffer {
  const plain = text.replace(/=([0-9A-F]{2})/gi, (_whole, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(plain, "latin1");
}
