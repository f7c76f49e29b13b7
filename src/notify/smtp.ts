// Speaks SMTP with the one configured mail server over a socket that src/net has opened: TLS is verified and, with
// STARTTLS, demanded. It says what became of each letter and decides nothing about trying again.
import SMTPConnection from "nodemailer/lib/smtp-connection";
import type { OperatorDialer, OperatorLine } from "../net/operator-line.ts";
import type { Message } from "./message.ts";

/**
 * - refused: for good, this letter to this address · later: not now
 * - broken: the connection ended before an answer; `isUnknown`: the letter may have been taken
 */
export type Outcome =
  | { readonly outcome: "sent" }
  | { readonly outcome: "refused" | "later"; readonly reason: string }
  | { readonly outcome: "broken"; readonly reason: string; readonly isUnknown: boolean };

export interface MailSession {
  send(message: Message): Promise<Outcome>;
  end(): Promise<void>;
}

export type Opened =
  | { readonly outcome: "open"; readonly session: MailSession }
  /** `isRefused`: it said no to our name and password, or to us as such. */
  | { readonly outcome: "unreachable"; readonly reason: string; readonly isRefused: boolean };

export interface PostalService {
  open(signal: AbortSignal): Promise<Opened>;
}

export interface SmtpOptions {
  readonly dialer: OperatorDialer;
  readonly host: string;
  readonly security: "tls" | "starttls" | "none";
  /** null: the server asks for none. */
  readonly login: { readonly user: string; readonly password: string } | null;
  /** Of silence. */
  readonly waitMs?: number;
}

const WAIT_MS = 30_000;
const FAREWELL_MS = 2_000;
const MOST_REASON = 200;

export function createSmtpService(options: SmtpOptions): PostalService {
  return {
    open: async (signal) => {
      const opened = await options.dialer.open(signal);
      if (opened.status === "ok") return await greet(opened.value, options);
      return { outcome: "unreachable", reason: opened.reason, isRefused: false };
    },
  };
}

async function greet(line: OperatorLine, options: SmtpOptions): Promise<Opened> {
  const { host, security, login, waitMs = WAIT_MS } = options;
  const connection = new SMTPConnection({
    connection: line.socket,
    host,
    secure: security === "tls",
    requireTLS: security === "starttls",
    ignoreTLS: security === "none",
    tls: line.tls,
    name: "rasoat",
    connectionTimeout: waitMs,
    greetingTimeout: waitMs,
    socketTimeout: waitMs,
    maxResponseSize: 64 * 1024,
    logger: false,
  });
  const { spoken, closed } = speaker(connection, line);
  const welcome = await spoken((done) => {
    connection.connect(done);
  });
  const fault =
    welcome ??
    (login === null
      ? null
      : await spoken((done) => {
          const credentials = { user: login.user, pass: login.password };
          connection.login({ user: login.user, credentials }, done);
        }));
  if (fault !== null) {
    line.end();
    return { outcome: "unreachable", reason: fault.reason, isRefused: fault.code >= 500 };
  }
  return { outcome: "open", session: sessionOf({ connection, line, spoken, closed }) };
}

interface Fault {
  /** Reply code; 0 when the connection broke. */
  readonly code: number;
  readonly reason: string;
}

type Done = (error?: Error | null) => void;
type Spoken = (act: (done: Done) => void) => Promise<Fault | null>;

/** The library tells an end of the connection by an event, and of answers by a call: whichever comes first counts. */
function speaker(connection: SMTPConnection, line: OperatorLine) {
  let broken: Error | null = null;
  connection.on("error", (error: Error) => {
    broken ??= error;
  });
  const closed = new Promise<Error>((resolve) => {
    connection.once("error", resolve);
    connection.once("end", () => {
      resolve(new Error("connection closed"));
    });
  });
  const spoken: Spoken = async (act) => {
    const answered = new Promise<Error | null>((resolve) => {
      act((error) => {
        resolve(error ?? null);
      });
    });
    const error = broken ?? (await Promise.race([answered, closed]));
    return error === null ? null : faultOf(error, line);
  };
  return { spoken, closed };
}

function faultOf(error: Error, line: OperatorLine): Fault {
  const cut = line.miss();
  if (cut !== null) return { code: 0, reason: cut.reason };
  const code = "responseCode" in error ? Number(error.responseCode) || 0 : 0;
  const reply = "response" in error ? String(error.response) : error.message;
  const where = "command" in error ? `${String(error.command)}: ` : "";
  return { code, reason: oneLine(`${where}${reply}`) };
}

/** What a server says is text from outside: one short line of it is kept. */
function oneLine(text: string): string {
  return text
    .replace(/[^\x20-\x7e]+/g, " ")
    .trim()
    .slice(0, MOST_REASON);
}

interface Talk {
  readonly connection: SMTPConnection;
  readonly line: OperatorLine;
  readonly spoken: Spoken;
  /** Settles when the connection is over, however it ended. */
  readonly closed: Promise<Error>;
}

function sessionOf(talk: Talk): MailSession {
  const { connection, line, closed } = talk;
  return {
    send: (message) => send(talk, message),
    end: async () => {
      connection.quit();
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, FAREWELL_MS);
      });
      await Promise.race([closed, late]);
      clearTimeout(timer);
      connection.close();
      line.end();
    },
  };
}

async function send({ connection, line, spoken }: Talk, message: Message): Promise<Outcome> {
  const { from, to, bytes } = message;
  const before = line.socket.bytesWritten;
  const fault = await spoken((done) => {
    connection.send({ from, to: [to], size: bytes.length }, bytes, done);
  });
  if (fault === null) return { outcome: "sent" };
  const { code, reason } = fault;
  if (code === 0 || code === 421) {
    // Once the whole letter has left, silence no longer means that it was not taken.
    const isUnknown = line.socket.bytesWritten - before >= bytes.length;
    return { outcome: "broken", reason, isUnknown };
  }
  const notReset = await spoken((done) => {
    connection.reset(done);
  });
  // The refusal stands; the next letter will find the connection broken.
  if (notReset !== null) line.socket.destroy();
  return { outcome: code >= 500 ? "refused" : "later", reason };
}
