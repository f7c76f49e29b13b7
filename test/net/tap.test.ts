import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRecordReader } from "../../src/net/tap.ts";

const record = (type: number, body: readonly number[]): number[] => [
  type,
  3,
  3,
  body.length >> 8,
  body.length & 0xff,
  ...body,
];
const message = (type: number, length = 2): number[] => [
  type,
  0,
  0,
  length,
  ...Array<number>(length).fill(1),
];
const flight = (...types: readonly number[]): number[] =>
  record(
    22,
    types.flatMap((t) => message(t)),
  );

const SERVER_HELLO = 2;
const CERTIFICATE = 11;
const CERTIFICATE_REQUEST = 13;
const DONE = 14;

function asked(bytes: readonly number[], cuts: readonly number[] = []): boolean {
  const reader = createRecordReader();
  const places = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
  for (const [index, place] of places.entries()) {
    reader.push(Buffer.from(bytes.slice(place, places[index + 1] ?? bytes.length)));
  }
  return reader.certificateAsked();
}

describe("createRecordReader", () => {
  it.each<[string, number[], boolean]>([
    ["no request", flight(SERVER_HELLO, CERTIFICATE, DONE), false],
    ["a request", flight(SERVER_HELLO, CERTIFICATE, CERTIFICATE_REQUEST, DONE), true],
    ["one record each", [...flight(SERVER_HELLO), ...flight(CERTIFICATE_REQUEST)], true],
    ["a message over two records", [...record(22, [13, 0]), ...record(22, [0, 1, 9])], true],
    ["the number inside a message", record(22, [11, 0, 0, 4, 13, 0, 0, 0]), false],
    ["an alert of that number", record(21, [1, 13]), false],
    ["after the change of cipher", [...record(20, [1]), ...flight(CERTIFICATE_REQUEST)], false],
    ["nothing", [], false],
  ])("%s", (_, bytes, expected) => {
    expect(asked(bytes)).toBe(expected);
  });

  it("sees the same however the bytes arrive, and survives any bytes", () => {
    const bytes = flight(SERVER_HELLO, CERTIFICATE, CERTIFICATE_REQUEST, DONE);
    fc.assert(fc.property(fc.array(fc.nat(bytes.length)), (cuts) => asked(bytes, cuts)));
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        (noise) => typeof asked([...noise]) === "boolean",
      ),
    );
  });
});
