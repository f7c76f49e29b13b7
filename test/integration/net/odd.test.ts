import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import {
  answering,
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

const MB = 1024 * 1024;
/** 32 MiB of zeros: some 32 KiB on the wire as gzip, less than a hundred bytes as brotli. */
const zeros = Buffer.alloc(32 * MB);
const gzipBomb = gzipSync(zeros);
const brotliBomb = brotliCompressSync(zeros, {
  params: { [constants.BROTLI_PARAM_QUALITY]: 2 },
});
const layers = (count: number, body: Uint8Array): Buffer => {
  let all = Buffer.from(body);
  for (let layer = 0; layer < count; layer++) all = gzipSync(all);
  return all;
};

describe("servers that are only odd are read", () => {
  const page = Buffer.from("<title>Bệnh viện</title>");

  it.each<[string, Behaviour, Buffer, boolean]>([
    ["no length, closed at the end", answering(`${STATUS_OK}\r\n`, page), page, false],
    ["gzip", answering(http(200, { "content-encoding": "gzip" }, gzipSync(page))), page, false],
    [
      "x-gzip in capitals",
      answering(http(200, { "content-encoding": "X-GZIP" }, gzipSync(page))),
      page,
      false,
    ],
    [
      "zlib deflate",
      answering(http(200, { "content-encoding": "deflate" }, deflateSync(page))),
      page,
      false,
    ],
    [
      "raw deflate",
      answering(http(200, { "content-encoding": "deflate" }, deflateRawSync(page))),
      page,
      false,
    ],
    [
      "brotli",
      answering(http(200, { "content-encoding": "br" }, brotliCompressSync(page))),
      page,
      false,
    ],
    [
      "five layers",
      answering(http(200, { "content-encoding": "gzip,gzip,gzip,gzip,gzip" }, layers(5, page))),
      page,
      false,
    ],
    [
      "two coding headers",
      answering(
        `${STATUS_OK}content-encoding: br\r\ncontent-encoding: gzip\r\n\r\n`,
        gzipSync(brotliCompressSync(page)),
      ),
      page,
      false,
    ],
    [
      "an empty body labelled gzip",
      answering(http(200, { "content-encoding": "gzip" })),
      Buffer.alloc(0),
      false,
    ],
    [
      "103 before gzip",
      answering(
        "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n",
        http(200, { "content-encoding": "gzip" }, gzipSync(page)),
      ),
      page,
      false,
    ],
    [
      "many bytes after the gzip",
      afterRequest((socket) => {
        socket.write(`${STATUS_OK}content-encoding: gzip\r\n\r\n`);
        socket.write(gzipSync(page));
        setTimeout(() => socket.end(Buffer.alloc(300_000, 122)), 20);
      }),
      page,
      false,
    ],
    [
      "bytes after the gzip",
      answering(
        http(
          200,
          { "content-encoding": "gzip" },
          Buffer.concat([gzipSync(page), Buffer.from("zzzz")]),
        ),
      ),
      page,
      false,
    ],
    [
      "more than its length",
      answering(`${STATUS_OK}content-length: 24\r\n\r\n`, Buffer.alloc(24, 97), "extra"),
      Buffer.alloc(24, 97),
      false,
    ],
    [
      "one-byte chunks",
      answering(
        `${STATUS_OK}transfer-encoding: chunked\r\n\r\n`,
        "1\r\na\r\n".repeat(500),
        "0\r\n\r\n",
      ),
      Buffer.alloc(500, 97),
      false,
    ],
  ])("%s", async (_, behaviour, body, truncated) => {
    const { attempt } = await visit(behaviour);

    expect(attempt.status === "ok" ? attempt.value : attempt).toMatchObject({
      exchange: { status: 200 },
      truncated,
    });
    expect(attempt.status === "ok" && Buffer.from(attempt.value.body).equals(body)).toBe(true);
  });

  it.each<[string, Behaviour]>([
    [
      "an endless body",
      afterRequest((s) => (s.write(`${STATUS_OK}\r\n`), flood(s, Buffer.alloc(65_536, 97)))),
    ],
    [
      "endless chunks",
      afterRequest(
        (s) => (
          s.write(`${STATUS_OK}transfer-encoding: chunked\r\n\r\n`),
          flood(s, `1000\r\n${"a".repeat(4096)}\r\n`.repeat(16))
        ),
      ),
    ],
    [
      "a huge length",
      afterRequest(
        (s) => (
          s.write(`${STATUS_OK}content-length: 99999999999\r\n\r\n`),
          flood(s, Buffer.alloc(65_536, 97))
        ),
      ),
    ],
    [
      "endless bytes after the gzip",
      afterRequest((s) => {
        s.write(`${STATUS_OK}content-encoding: gzip\r\n\r\n`);
        s.write(gzipSync(Buffer.alloc(100_000, 97)));
        flood(s, Buffer.alloc(65_536, 122));
      }),
    ],
    ["a gzip bomb", answering(http(200, { "content-encoding": "gzip" }, gzipBomb))],
    ["a brotli bomb", answering(http(200, { "content-encoding": "br" }, brotliBomb))],
  ])("cuts %s at the cap", async (_, behaviour) => {
    const { attempt, ms, server } = await visit(behaviour, { maxBytes: 100_000 });

    expect(attempt).toMatchObject({ status: "ok", value: { truncated: true } });
    expect(attempt.status === "ok" && attempt.value.body.length).toBe(100_000);
    expect(ms).toBeLessThan(1000);
    await expect.poll(() => server.open()).toBe(0);
  });

  it("keeps what a gzip stream held before it was cut short, and says so", async () => {
    const long = Buffer.from(
      Array.from({ length: 50_000 }, (_, at) => 97 + Math.floor(((at * 7919) % 65_537) / 2849)),
    );
    const wire = gzipSync(long);
    const { attempt } = await visit(
      answering(http(200, { "content-encoding": "gzip" }, wire.subarray(0, -200))),
    );
    const body = attempt.status === "ok" ? Buffer.from(attempt.value.body) : Buffer.alloc(0);

    expect(attempt).toMatchObject({ status: "ok", value: { truncated: true } });
    expect(body.length).toBeGreaterThan(1000);
    expect(long.subarray(0, body.length).equals(body)).toBe(true);
  });

  it("keeps header values that are UTF-8, and those that are not", async () => {
    const headers = Buffer.concat([
      Buffer.from(`${STATUS_OK}X-A: Bệnh viện\r\nX-B: caf`),
      Buffer.from([0xe9]),
      Buffer.from("\r\ncontent-length: 0\r\n\r\n"),
    ]);
    const { attempt } = await visit(answering(headers));

    expect(attempt.status === "ok" ? attempt.value.exchange.headers : []).toEqual([
      ["x-a", "Bệnh viện"],
      ["x-b", "café"],
      ["content-length", "0"],
    ]);
  });

  it("asks for the first bytes only, and takes no more when the server sends all", async () => {
    const { attempt, server } = await visit(answering(http(200, {}, "a".repeat(5000))), {
      firstBytes: 16,
    });

    expect(server.received[0]).toContain("range: bytes=0-15\r\n");
    expect(attempt).toMatchObject({ status: "ok", value: { truncated: true } });
    expect(attempt.status === "ok" && attempt.value.body.length).toBe(16);
  });

  it("reads no body after HEAD", async () => {
    const { attempt, server } = await visit(
      answering(`${STATUS_OK}content-length: 500\r\ncontent-encoding: gzip\r\n\r\n`),
      { method: "HEAD" },
    );

    expect(server.requests).toEqual(["HEAD / HTTP/1.1"]);
    expect(attempt).toMatchObject({ status: "ok", value: { truncated: false, wireBytes: 0 } });
  });
});
