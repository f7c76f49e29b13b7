import { gzipSync } from "node:zlib";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import {
  answering,
  drip,
  flood,
  http,
  type Behaviour,
  type TestServer,
} from "../../helpers/loopback/servers.ts";
import { afterRequest, STATUS_OK, visitServer } from "../../helpers/loopback/visit.ts";

const servers: TestServer[] = [];
const visit = visitServer.bind(null, servers);
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const uncaught: unknown[] = [];
const note = (error: unknown): void => void uncaught.push(error);
process.on("uncaughtExceptionMonitor", note);
process.on("unhandledRejection", note);
afterAll(() => {
  process.off("uncaughtExceptionMonitor", note);
  process.off("unhandledRejection", note);
});

const MB = 1024 * 1024;

describe("servers that do harm end as a reason, in time", () => {
  it.each<[string, Behaviour, string]>([
    ["never answers", () => undefined, "http-timeout"],
    ["accepts and hangs up", (s) => s.end(), "connection-reset"],
    ["accepts and resets", (s) => s.resetAndDestroy(), "connection-reset"],
    ["reads and hangs up", afterRequest((s) => s.end()), "connection-reset"],
    ["reads and resets", afterRequest((s) => s.resetAndDestroy()), "connection-reset"],
    ["drips the status line", afterRequest((s) => drip(s, "H", 20)), "http-malformed"],
    [
      "drips headers",
      afterRequest((s) => (s.write(STATUS_OK), drip(s, "a: b\r\n", 20))),
      "http-timeout",
    ],
    [
      "floods headers",
      afterRequest((s) => (s.write(STATUS_OK), flood(s, "a: b\r\n".repeat(2000)))),
      "headers-too-large",
    ],
    [
      "one endless header",
      afterRequest((s) => (s.write(`${STATUS_OK}a: `), flood(s, "b".repeat(MB)))),
      "headers-too-large",
    ],
    [
      "one endless header name",
      afterRequest((s) => (s.write(STATUS_OK), flood(s, "b".repeat(MB)))),
      "headers-too-large",
    ],
    [
      "100,000 headers",
      answering(STATUS_OK, "x: y\r\n".repeat(100_000), "\r\n"),
      "headers-too-large",
    ],
    ["floods empty lines", afterRequest((s) => flood(s, "\r\n".repeat(4000))), "headers-too-large"],
    [
      "floods 103 answers",
      afterRequest((s) => flood(s, "HTTP/1.1 103 E\r\n\r\n".repeat(500))),
      "headers-too-large",
    ],
    [
      "drips 103 answers",
      afterRequest((s) => drip(s, "HTTP/1.1 103 E\r\n\r\n", 20)),
      "http-timeout",
    ],
    [
      "100 unasked",
      answering("HTTP/1.1 100 Continue\r\n\r\n", http(200, {}, "x")),
      "http-malformed",
    ],
    [
      "101 unasked",
      answering("HTTP/1.1 101 S\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n"),
      "http-malformed",
    ],
    [
      "drips a body",
      afterRequest((s) => (s.write(`${STATUS_OK}content-length: 99999\r\n\r\n`), drip(s, "x", 20))),
      "http-timeout",
    ],
    [
      "drips chunks",
      afterRequest(
        (s) => (
          s.write(`${STATUS_OK}transfer-encoding: chunked\r\n\r\n`),
          drip(s, "1\r\nx\r\n", 20)
        ),
      ),
      "http-timeout",
    ],
    [
      "stops in the body",
      answeringAndStaying(`${STATUS_OK}content-length: 10\r\n\r\nabc`),
      "http-timeout",
    ],
    [
      "ends before its length",
      answering(`${STATUS_OK}content-length: 10\r\n\r\nabc`),
      "connection-reset",
    ],
    [
      "resets in the body",
      afterRequest((s) =>
        s.write(`${STATUS_OK}content-length: 10\r\n\r\nabc`, () => s.resetAndDestroy()),
      ),
      "connection-reset",
    ],
    [
      "two lengths",
      answering(`${STATUS_OK}content-length: 3\r\ncontent-length: 5\r\n\r\nabcde`),
      "http-malformed",
    ],
    ["a negative length", answering(`${STATUS_OK}content-length: -3\r\n\r\nabc`), "http-malformed"],
    [
      "a length of letters",
      answering(`${STATUS_OK}content-length: abc\r\n\r\nabc`),
      "http-malformed",
    ],
    [
      "length and chunks",
      answering(
        `${STATUS_OK}content-length: 3\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n`,
      ),
      "http-malformed",
    ],
    [
      "a chunk size that overflows",
      answering(`${STATUS_OK}transfer-encoding: chunked\r\n\r\nfffffffffffffffff\r\nabc`),
      "http-malformed",
    ],
    [
      "a broken chunk",
      answering(`${STATUS_OK}transfer-encoding: chunked\r\n\r\nzz\r\nabc\r\n`),
      "http-malformed",
    ],
    [
      "no last chunk",
      answering(`${STATUS_OK}transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n`),
      "connection-reset",
    ],
    [
      "floods chunk extensions",
      afterRequest(
        (s) => (
          s.write(`${STATUS_OK}transfer-encoding: chunked\r\n\r\n1;`),
          flood(s, "a=b;".repeat(4096))
        ),
      ),
      "body-too-large",
    ],
    [
      "floods trailers",
      afterRequest(
        (s) => (
          s.write(`${STATUS_OK}transfer-encoding: chunked\r\n\r\n0\r\n`),
          flood(s, "a: b\r\n".repeat(2000))
        ),
      ),
      "headers-too-large",
    ],
    ["garbage", answering(Buffer.from("\u0000\u0001zzzz\r\n\r\n")), "http-malformed"],
    ["HTTP/0.9", answering("<html>hello</html>"), "http-malformed"],
    ["status 000", answering("HTTP/1.1 000 X\r\n\r\n"), "http-malformed"],
    ["status 99999", answering("HTTP/1.1 99999 X\r\n\r\n"), "http-malformed"],
    ["a NUL in a header", answering(`${STATUS_OK}a: b\u0000c\r\n\r\n`), "http-malformed"],
    ["a bare CR", answering(`${STATUS_OK}a: b\rc: d\r\n\r\n`), "http-malformed"],
    ["a space before the colon", answering(`${STATUS_OK}a : b\r\n\r\n`), "http-malformed"],
    ["SMTP", (s) => s.write("220 mail.bv-a.test ESMTP\r\n"), "http-malformed"],
    [
      "false gzip",
      answering(http(200, { "content-encoding": "gzip" }, "<html>plain</html>")),
      "decode-failed",
    ],
    [
      "gzip broken inside",
      answering(http(200, { "content-encoding": "gzip" }, broken())),
      "decode-failed",
    ],
    [
      "false brotli",
      answering(http(200, { "content-encoding": "br" }, "<html>plain</html>")),
      "decode-failed",
    ],
    [
      "an unknown coding",
      answering(http(200, { "content-encoding": "zstd" }, "abc")),
      "decode-failed",
    ],
    [
      "200 layers of gzip",
      answering(http(200, { "content-encoding": Array(200).fill("gzip").join(",") }, "abc")),
      "decode-failed",
    ],
    [
      "a bomb between layers",
      answering(http(200, { "content-encoding": "gzip, gzip" }, gzipSync(Buffer.alloc(32 * MB)))),
      "decode-failed",
    ],
    [
      "a big layer between layers",
      answering(
        http(
          200,
          { "content-encoding": "gzip, gzip" },
          gzipSync(Buffer.concat([gzipSync("x"), Buffer.alloc(20 * MB)])),
        ),
      ),
      "decompressed-too-large",
    ],
  ])("%s", async (_, behaviour, reason) => {
    const { attempt, ms, server } = await visit(behaviour);

    expect(attempt).toMatchObject({ status: "failed", reason });
    expect(ms).toBeLessThan(1500);
    await expect.poll(() => server.open()).toBe(0);
  });

  it("leaves nothing uncaught behind", () => {
    expect(uncaught).toEqual([]);
  });
});

function answeringAndStaying(text: string): Behaviour {
  return afterRequest((socket) => void socket.write(text));
}

function broken(): Buffer {
  const bytes = gzipSync(Buffer.from(Array.from({ length: 5000 }, (_, at) => (at * 7919) % 251)));
  bytes.fill(0xff, 60, 100);
  return bytes;
}
