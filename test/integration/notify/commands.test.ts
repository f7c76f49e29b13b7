// rasoat notify as a person and a timer call it, over real SMTP on loopback.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { runProgram } from "../../../src/cli/main.ts";
import { openStore } from "../../../src/store/store.ts";
import {
  type MailServerBehaviour,
  readLetter,
  startMailServer,
} from "../../helpers/mail-server.ts";
import { AT_A, CENTRE, put, sign, twoUnits } from "../../notify/scene.ts";

async function place(behaviour: MailServerBehaviour = {}, over: object = {}) {
  const folder = mkdtempSync(join(tmpdir(), "rasoat-notify-"));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const server = await startMailServer(behaviour);
  onTestFinished(() => server.close());
  const db = join(folder, "rasoat.db");
  const config = join(folder, "rasoat.yaml");
  const smtp = { host: "127.0.0.1", port: server.port, security: "none", ...over };
  const notify = { smtp, from: "rasoat@trung-tam.test", central: [CENTRE] };
  writeFileSync(config, JSON.stringify({ notify, portal: { publicUrl: "https://r.test" } }));
  const store = openStore(db, { create: true });
  store.saveRegistry(twoUnits(), { actor: "t", note: "" });
  put(store, sign());
  store.close();
  const run = async (...args: readonly string[]) => {
    let [out, err] = ["", ""];
    const code = await runProgram(["--db", db, "--config", config, ...args], {
      streams: {
        out: { write: (text) => (out += String(text)) },
        err: { write: (text: string) => (err += text) },
      },
      environment: {},
      signal: new AbortController().signal,
    });
    return { code, out, err };
  };
  return { server, run, config, folder };
}

describe("rasoat notify", () => {
  it("send plans and delivers what is due, once, and list tells", async () => {
    const { server, run } = await place();

    const first = await run("notify", "send");
    const second = await run("notify", "send", "--json");
    const list = await run("notify", "list");

    expect(first).toMatchObject({ code: 0, err: "" });
    expect(first.out).toMatch(/^Soạn [2-9] thư; gửi [2-9], hoãn 0/);
    expect(JSON.parse(second.out)).toMatchObject({ planned: 0, sent: 0, trouble: null });
    const letters = server.received.map(({ to, raw }) => ({ to, ...readLetter(raw) }));
    expect(letters.map(({ to: [to] }) => to)).toEqual(expect.arrayContaining([CENTRE, AT_A]));
    expect(letters[0]?.text).toContain("https://r.test/incidents");
    expect(list.out).toContain("dấu hiệu sự cố (đơn vị)");
    expect(list.out).toMatch(/đã gửi/);
  });

  it("send heeds a contact's own word in the registry file", async () => {
    const { server, run, folder } = await place();
    const file = join(folder, "registry.yaml");
    const contacts = [
      { email: AT_A, role: "security", mail: "off" },
      { email: "thau@nha-thau.test", role: "contractor", mail: "at-once" },
    ];
    writeFileSync(
      file,
      JSON.stringify({ units: [{ code: "BV-A", name: "Bệnh viện A", contacts }] }),
    );

    expect((await run("registry", "import", file)).code).toBe(0);
    await run("notify", "send");

    const readers = new Set(server.received.flatMap(({ to }) => to));
    expect(readers).toContain("thau@nha-thau.test");
    expect(readers).not.toContain(AT_A);
    writeFileSync(
      file,
      JSON.stringify({
        units: [
          { code: "BV-A", name: "A", contacts: [{ email: AT_A, role: "security", mail: "luôn" }] },
        ],
      }),
    );
    expect((await run("registry", "import", file)).code).toBe(2);
  });

  it("send says what keeps the letters, and keeps them", async () => {
    const { run } = await place({ refuse: () => 451 });

    const sent = await run("notify", "send");
    const waiting = await run("notify", "list", "--state", "waiting", "--json");

    expect(sent.out).toMatch(/gửi 0, hoãn [2-9]/);
    expect(waiting.out).toContain("RCPT TO: 451");
  });

  it("send to a server that is away ends with 4 and the reason", async () => {
    const { run } = await place({}, { port: 1 });

    const { code, err } = await run("notify", "send", "--lang", "en");

    expect(code).toBe(4);
    expect(err).toContain("The mail server takes no letters (connect-refused)");
  });

  it("test sends one letter at once", async () => {
    const { run, server } = await place();

    const { code, out, err } = await run("notify", "test", "--to", "ai@trung-tam.test");

    expect({ code, out }).toEqual({ code: 0, out: "ai@trung-tam.test\n" });
    expect(err).toContain("đã nhận thư thử");
    expect(server.received.map(({ to }) => to)).toEqual([["ai@trung-tam.test"]]);
    const { headers, text } = readLetter(server.received[0]?.raw ?? "");
    expect(headers.get("subject")).toBe("Thư thử của hệ thống rà soát");
    expect(text).toContain("đầy đủ dấu tiếng Việt");
  });

  it.each<[string, Parameters<typeof place>, number, RegExp]>([
    ["a server that refuses", [{ refuse: () => 550 }], 4, /Chưa gửi được thư thử: RCPT TO: 550/],
    ["no server", [{}, { port: 1 }], 4, /connect-refused/],
    ["a plain server elsewhere", [{}, { host: "192.0.2.1" }], 2, /security: tls hoặc starttls/],
    ["a name without a password", [{}, { user: "x" }], 2, /cả user và passwordFile/],
    [
      "a password that cannot be read",
      [{}, { user: "x", passwordFile: "/khong/co" }],
      2,
      /notify\.smtp\.passwordFile/,
    ],
    ["a password in the settings", [{}, { password: "x" }], 2, /notify\.smtp/],
  ])("test with %s says so", async (_what, where, code, pattern) => {
    const { run } = await place(...where);

    const said = await run("notify", "test", "--to", "ai@trung-tam.test");

    expect(said.code).toBe(code);
    expect(said.err).toMatch(pattern);
    expect(said.out).toBe("");
  });

  it.each([
    [["notify", "test", "--to", "a@b.test\r\nBcc: x@y.test"], /không phải là địa chỉ/],
    [["notify", "list", "--limit", "0"], /--limit/],
    [["notify", "list", "--state", "xong"], /waiting, sent, failed, dropped/],
  ])("%j is wrong use", async (args, pattern) => {
    const { run, server } = await place();

    const { code, err } = await run(...args);

    expect(code).toBe(2);
    expect(err).toMatch(pattern);
    expect(server.connections()).toBe(0);
  });

  it("without settings says how to make them; the doctor too", async () => {
    const { run, config } = await place();
    writeFileSync(config, "{}");

    expect(await run("notify", "send")).toMatchObject({ code: 2, out: "" });
    expect((await run("notify", "test", "--to", "a@b.test")).err).toContain(
      "Chưa thiết lập gửi thư",
    );
    expect((await run("doctor")).out).toContain("Chưa thiết lập gửi thư");
  });

  it("the doctor names what is wrong with the settings, and what is right", async () => {
    const right = await place();
    const wrong = await place({}, { user: "x" });

    expect((await right.run("doctor")).out).toContain("✓ Gửi thư qua 127.0.0.1");
    expect((await wrong.run("doctor")).out).toContain("✗ notify.smtp cần cả user và passwordFile");
  });
});
