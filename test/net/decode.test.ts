import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeBody } from "../../src/net/decode.ts";

const caps = { maxBytes: 1000, layerBytes: 10_000 };
const coders = {
  gzip: gzipSync,
  "x-gzip": gzipSync,
  deflate: deflateSync,
  br: brotliCompressSync,
} as const;
const coding = fc.constantFrom(...(Object.keys(coders) as (keyof typeof coders)[]));

describe("decodeBody", () => {
  it("undoes any chain of up to five codings", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 1000 }),
        fc.array(coding, { maxLength: 5 }),
        async (body, codings) => {
          const wire = codings.reduce<Uint8Array>((bytes, name) => coders[name](bytes), body);
          const decoded = await decodeBody(wire, codings.join(", "), caps);
          return (
            decoded.status === "ok" &&
            !decoded.value.truncated &&
            Buffer.from(decoded.value.bytes).equals(body)
          );
        },
      ),
    );
  });

  it("never gives more than the cap, and says when it cut", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(5000), coding, async (size, name) => {
        const decoded = await decodeBody(coders[name](Buffer.alloc(size, 97)), name, caps);
        return (
          decoded.status === "ok" &&
          decoded.value.bytes.length === Math.min(size, caps.maxBytes) &&
          decoded.value.truncated === size > caps.maxBytes
        );
      }),
    );
  });

  it("ends as a value on any bytes under any label", async () => {
    const label = fc.oneof(coding, fc.constantFrom("deflate", "identity", "zstd", "", ","));
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), label, async (wire, name) => {
        const decoded = await decodeBody(wire, name, caps);
        return decoded.status === "ok" || decoded.reason === "decode-failed";
      }),
    );
  });

  it("takes raw deflate for deflate", async () => {
    const body = Buffer.from("Bệnh viện".repeat(20));

    expect(await decodeBody(deflateRawSync(body), "deflate", caps)).toMatchObject({
      status: "ok",
      value: { bytes: body, truncated: false },
    });
  });
});
