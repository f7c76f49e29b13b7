// Letters leave over real SMTP with the tripwire installed; whatever the server does wrong is a value.
import { createServer, type Server, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it, onTestFinished } from "vitest";
import { makeAuthority, makeCertificate } from "../../src/cli/demo/certificates.ts";
import { createNameResolver } from "../../src/net/dns.ts";
import { createOperatorDialer } from "../../src/net/operator-line.ts";
import { installTripwire } from "../../src/net/tripwire.ts";
import { composeMessage, type Message } from "../../src/notify/message.ts";
import { createSmtpService, type SmtpOptions } from "../../src/notify/smtp.ts";
import { type MailServerBehaviour, readLetter, startMailServer } from "../helpers/mail-server.ts";

const undo: (() => void)[] = [];
afterEach(() => {
  for (const step of undo.splice(0)) step();
});

const AUTHORITY = makeAuthority({ name: { commonName: "Gốc của phòng thử" } });
const CERTIFICATE = makeCertificate({ issuer: AUTHORITY, names: ["mail.test"] });

interface Over extends Partial<Pick<SmtpOptions, "security" | "login" | "waitMs">> {
  readonly host?: string;
  readonly roots?: readonly string[];
  readonly totalMs?: number;
}

function serviceFor(port: number, over: Over = {}) {
  const { host = "127.0.0.1", security = "none", login = null, roots = [AUTHORITY.certPem] } = over;
  const lines: string[] = [];
  const note = (message: string, fields: object = {}) =>
    lines.push(JSON.stringify({ message, ...fields }));
  const dialer = createOperatorDialer({
    service: "smtp",
    host,
    port,
    isEncrypted: security !== "none",
    dns: createNameResolver({
      servers: ["127.0.0.1:9"],
      overrides: [{ host: "mail.test", address: "127.0.0.1" }],
    }),
    trustRoots: roots,
    log: { debug: note, info: note, warn: note, error: note },
    totalMs: over.totalMs ?? 3_000,
    connectMs: 500,
  });
  const service = createSmtpService({ dialer, host, security, login, waitMs: over.waitMs ?? 800 });
  return { service, lines };
}

const never = (): AbortSignal => new AbortController().signal;

function message(over: { readonly to?: string; readonly subject?: string } = {}): Promise<Message> {
  return composeMessage({
    id: "0123456789abcdef0123456789abcdef",
    at: "2026-11-22T16:00:00.000Z",
    from: "rasoat@trung-tam.test",
    to: over.to ?? "cntt@bv-a.test",
    subject: over.subject ?? "Rà soát: 2 vấn đề mới",
    text: "Kính gửi Bệnh viện A,\n\n.\n..dấu chấm đầu dòng\n",
    html: "<p>Kính gửi Bệnh viện A,</p>",
  });
}

async function mail(behaviour: MailServerBehaviour = {}) {
  const server = await startMailServer(behaviour);
  onTestFinished(() => server.close());
  return server;
}

async function sendAll(
  service: ReturnType<typeof serviceFor>["service"],
  messages: readonly Message[],
) {
  const opened = await service.open(never());
  if (opened.outcome !== "open") return opened;
  const outcomes = [];
  for (const one of messages) outcomes.push(await opened.session.send(one));
  await opened.session.end();
  return outcomes;
}

describe("a letter", () => {
  it("arrives as it was written, past the tripwire, over one connection that the log names", async () => {
    const stopped: string[] = [];
    undo.push(installTripwire((error) => stopped.push(error.code)));
    const server = await mail();
    const { service, lines } = serviceFor(server.port);
    const sent = await message();

    const outcomes = await sendAll(service, [sent, await message({ to: "head@bv-a.test" })]);

    expect(outcomes).toEqual([{ outcome: "sent" }, { outcome: "sent" }]);
    expect(server.received.map(({ to }) => to)).toEqual([["cntt@bv-a.test"], ["head@bv-a.test"]]);
    expect(server.connections()).toBe(1);
    const { headers, text, html, parts } = readLetter(server.received[0]?.raw ?? "");
    expect(parts).toEqual(["text/plain", "text/html"]);
    expect(text).toContain("\n.\n..dấu chấm đầu dòng\n");
    expect(html).toBe("<p>Kính gửi Bệnh viện A,</p>");
    expect(Object.fromEntries(headers)).toMatchObject({
      from: "rasoat <rasoat@trung-tam.test>",
      to: "cntt@bv-a.test",
      subject: "Rà soát: 2 vấn đề mới",
      date: "Sun, 22 Nov 2026 16:00:00 +0000",
      "auto-submitted": "auto-generated",
      "list-id": "rasoat <notify.rasoat.trung-tam.test>",
      "mime-version": "1.0",
    });
    expect(stopped).toEqual([]);
    expect(lines).toEqual([
      expect.stringContaining('"message":"a service of the operator was spoken with"'),
    ]);
    expect(lines[0]).toContain(`"service":"smtp","host":"127.0.0.1","port":${String(server.port)}`);
    expect(lines.join("")).not.toContain("bv-a.test");
  });

  it("sent again has the same Message-ID and bytes; to another reader, another", async () => {
    const [once, again, other] = await Promise.all([
      message(),
      message(),
      message({ to: "head@bv-a.test" }),
    ]);
    const idOf = ({ bytes }: Message) =>
      readLetter(bytes.toString("latin1")).headers.get("message-id");

    expect(again.bytes.equals(once.bytes)).toBe(true);
    expect(idOf(once)).toMatch(
      /^<0123456789abcdef0123456789abcdef\.[0-9a-f]{16}@trung-tam\.test>$/,
    );
    expect(idOf(other)).not.toBe(idOf(once));
  });

  it.each([
    ["a line break", "Khẩn\r\nBcc: ke-gian@evil.test\r\n\r\nthân giả"],
    ["a bare line feed", "Khẩn\nBcc: ke-gian@evil.test"],
    ["a direction override", "Khẩn \u202Egnp.exe"],
    ["a formula", '=HYPERLINK("http://evil.test")'],
    ["an encoded word", "=?utf-8?q?gi=E1=BA=A3?= thật"],
  ])("with %s in its subject has no header more", async (_what, subject) => {
    const server = await mail();
    const { service } = serviceFor(server.port);

    await sendAll(service, [await message({ subject })]);

    const [received] = server.received;
    const { headers, text } = readLetter(received?.raw ?? "");
    expect(received?.to).toEqual(["cntt@bv-a.test"]);
    expect(headers.has("bcc")).toBe(false);
    expect(headers.get("subject")).not.toMatch(/[\r\n]/);
    expect(text).toContain("Kính gửi Bệnh viện A");
    expect(text).not.toContain("thân giả");
  });
});

describe("encryption", () => {
  const tls = { key: CERTIFICATE.keyPem, cert: CERTIFICATE.certPem };

  it.each([
    ["tls", { secure: true }],
    ["starttls", { disabledCommands: [] as string[] }],
  ] as const)("with %s the letter and the password cross it alone", async (security, options) => {
    const passwords: string[] = [];
    const server = await mail({
      options: {
        ...tls,
        ...options,
        authOptional: false,
        onAuth: ({ username, password }, session, done) => {
          passwords.push(`${String(session.secure)} ${username ?? ""} ${password ?? ""}`);
          done(null, { user: username });
        },
      },
    });
    const login = { user: "rasoat", password: "mật khẩu: dài & có dấu" };
    const { service, lines } = serviceFor(server.port, { host: "mail.test", security, login });

    expect(await sendAll(service, [await message()])).toEqual([{ outcome: "sent" }]);
    expect(server.received).toMatchObject([{ secure: true, user: "rasoat" }]);
    expect(passwords).toEqual(["true rasoat mật khẩu: dài & có dấu"]);
    expect(lines.join("")).not.toContain("mật khẩu");
  });

  it.each([
    ["a root that we do not trust", "mail.test", []],
    ["a certificate for another name", "127.0.0.1", [AUTHORITY.certPem]],
  ])("ends before anything is said where the server shows %s", async (_what, host, roots) => {
    for (const [security, options] of [
      ["tls", { secure: true }],
      ["starttls", { disabledCommands: [] as string[] }],
    ] as const) {
      const server = await mail({ options: { ...tls, ...options } });
      const login = { user: "rasoat", password: "bi-mat" };
      const { service } = serviceFor(server.port, { host, security, login, roots });

      expect(await sendAll(service, [await message()])).toMatchObject({
        outcome: "unreachable",
        isRefused: false,
      });
      expect(server.received).toEqual([]);
    }
  });

  it("demands STARTTLS of a server that does not offer it, and says nothing more in the clear", async () => {
    const heard: string[] = [];
    const port = await scripted((socket) => {
      socket.write("220 mail.test\r\n");
      socket.on("data", (chunk) => {
        heard.push(chunk.toString());
        socket.write(
          chunk.toString().startsWith("EHLO")
            ? "250-mail.test\r\n250 AUTH PLAIN\r\n"
            : "502 no\r\n",
        );
      });
    });
    const login = { user: "rasoat", password: "bi-mat" };
    const { service } = serviceFor(port, { host: "mail.test", security: "starttls", login });

    expect(await sendAll(service, [await message()])).toMatchObject({ outcome: "unreachable" });
    expect(heard.join("")).toMatch(/^EHLO rasoat\r\nSTARTTLS\r\n(?:QUIT\r\n)?$/);
  });

  it.each(["mail.test", "192.0.2.1", "127.evil.test"])(
    "may be left out on this machine alone, not for %s",
    (host) => {
      expect(() => serviceFor(25, { host, security: "none" })).toThrow("net-mail-plain");
    },
  );
});

/** A server that says whatever the test wants. */
async function scripted(speak: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    speak(socket);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  });
  return (server.address() as AddressInfo).port;
}

describe("a server that says no", () => {
  it("to one address, or not yet, leaves the others their letters", async () => {
    const server = await mail({
      refuse: (address) => ({ "gone@bv-a.test": 550, "full@bv-a.test": 452 })[address],
    });
    const { service } = serviceFor(server.port);
    const to = ["gone@bv-a.test", "full@bv-a.test", "cntt@bv-a.test"];

    const outcomes = await sendAll(
      service,
      await Promise.all(to.map((one) => message({ to: one }))),
    );

    expect(outcomes).toEqual([
      { outcome: "refused", reason: expect.stringMatching(/^RCPT TO: 550 /) as unknown },
      { outcome: "later", reason: expect.stringMatching(/^RCPT TO: 452 /) as unknown },
      { outcome: "sent" },
    ]);
    expect(server.received.map(({ to: [address] }) => address)).toEqual(["cntt@bv-a.test"]);
  });

  it.each([
    [554, "refused"],
    [451, "later"],
  ])("to the letter itself with %i: %s", async (code, outcome) => {
    const server = await mail({ refuseLetter: () => code });
    const { service } = serviceFor(server.port);

    const outcomes = await sendAll(service, [await message()]);

    expect(outcomes).toEqual([
      { outcome, reason: expect.stringContaining(`DATA: ${String(code)}`) as unknown },
    ]);
  });

  it("to our name and password is unreachable, by refusal", async () => {
    const server = await mail({
      options: {
        authOptional: false,
        allowInsecureAuth: true,
        onAuth: (_auth, _session, done) => {
          done(new Error("wrong"));
        },
      },
    });
    const login = { user: "rasoat", password: "bi-mat" };
    const { service, lines } = serviceFor(server.port, { login });

    const outcome = await sendAll(service, [await message()]);

    expect(outcome).toMatchObject({ outcome: "unreachable", isRefused: true });
    expect(JSON.stringify([outcome, lines])).not.toMatch(/bi-mat|YmktbWF0/);
  });
});

describe("a server that misbehaves", () => {
  it.each<[string, (socket: Socket) => void]>([
    ["says nothing", () => undefined],
    ["hangs up at once", (socket) => socket.end()],
    ["resets", (socket) => socket.resetAndDestroy()],
    ["speaks HTTP", (socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")],
    ["turns us away", (socket) => socket.end("554 no service\r\n")],
    ["never ends its greeting", (socket) => drip(socket, "220-x\r\n")],
    ["greets without end and without lines", (socket) => drip(socket, "2".repeat(8_192))],
    [
      "dies after the greeting",
      (socket) => {
        socket.write("220 x\r\n");
        socket.once("data", () => socket.destroy());
      },
    ],
  ])("and %s is unreachable within the limit", async (_what, speak) => {
    const { service, lines } = serviceFor(await scripted(speak), { totalMs: 1_500 });
    const began = performance.now();

    expect(await sendAll(service, [await message()])).toMatchObject({ outcome: "unreachable" });
    expect(performance.now() - began).toBeLessThan(2_500);
    expect(lines).toHaveLength(1);
  });

  it("and is not there at all", async () => {
    const { service, lines } = serviceFor(1);

    expect(await sendAll(service, [await message()])).toEqual({
      outcome: "unreachable",
      reason: "connect-refused",
      isRefused: false,
    });
    expect(lines).toEqual([expect.stringContaining("a service of the operator did not answer")]);
  });

  it("and falls silent after the whole letter has left: what became of it is unknown", async () => {
    const port = await scripted(talkUntil("\r\n.\r\n"));
    const { service } = serviceFor(port);

    expect(await sendAll(service, [await message()])).toEqual([
      { outcome: "broken", isUnknown: true, reason: expect.any(String) as unknown },
    ]);
  });

  it("and falls silent at the address: nothing was taken, and further letters find it broken", async () => {
    const port = await scripted(talkUntil("RCPT TO"));
    const { service } = serviceFor(port);

    expect(await sendAll(service, [await message(), await message()])).toEqual([
      { outcome: "broken", isUnknown: false, reason: expect.any(String) as unknown },
      { outcome: "broken", isUnknown: false, reason: expect.any(String) as unknown },
    ]);
  });

  it("and closes the service with 421 between two letters", async () => {
    let letters = 0;
    const server = await mail({ refuse: () => (++letters > 1 ? 421 : undefined) });
    const { service } = serviceFor(server.port);

    expect(await sendAll(service, [await message(), await message()])).toMatchObject([
      { outcome: "sent" },
      { outcome: "broken", isUnknown: false },
    ]);
  });

  it("ends when the program is told to stop", async () => {
    const { service } = serviceFor(await scripted(() => undefined));
    const stop = new AbortController();
    setTimeout(() => {
      stop.abort();
    }, 50);

    expect(await service.open(stop.signal)).toMatchObject({
      outcome: "unreachable",
      reason: "stopped",
    });
  });
});

function drip(socket: Socket, text: string): void {
  const timer = setInterval(() => socket.write(text), 20);
  socket.on("close", () => {
    clearInterval(timer);
  });
}

/** Says yes to everything until it has heard the words, and nothing any more from there on. */
function talkUntil(words: string): (socket: Socket) => void {
  return (socket) => {
    let heard = "";
    let inLetter = false;
    socket.write("220 x\r\n");
    socket.on("data", (chunk: Buffer) => {
      heard += chunk.toString("latin1");
      if (heard.includes(words)) return;
      if (inLetter) return;
      inLetter = heard.includes("DATA\r\n");
      const lines = chunk.toString("latin1").trimEnd().split("\r\n");
      for (const line of lines) socket.write(line === "DATA" ? "354 go on\r\n" : "250 ok\r\n");
    });
  };
}
