import * as fc from "fast-check";
import forge from "node-forge";
import { describe, expect, it } from "vitest";
import { collectSessions, MAX_SESSION_BYTES, readSession } from "../../src/net/session.ts";

const { asn1 } = forge;
const { Class, Type } = asn1;

const bytes = (hex: string): string => Buffer.from(hex, "hex").toString("latin1");
const primitive = (type: forge.asn1.Type, hex: string): forge.asn1.Asn1 =>
  asn1.create(Class.UNIVERSAL, type, false, bytes(hex));
const integer = (hex: string): forge.asn1.Asn1 => primitive(Type.INTEGER, hex);
const octets = (hex: string): forge.asn1.Asn1 => primitive(Type.OCTETSTRING, hex);

/** As OpenSSL 3 writes SSL_SESSION_ASN1: version, protocol, suite, id, key, then what is not zero, by tag. */
function session(tagged: Readonly<Record<number, forge.asn1.Asn1>>): Buffer {
  const fields = Object.entries({ 1: integer("6921e3c0"), 2: integer("1c20"), ...tagged }).map(
    // A tag of the context has no name among the universal ones.
    ([tag, node]) => asn1.create(Class.CONTEXT_SPECIFIC, Number(tag), true, [node]),
  );
  const head = [integer("01"), integer("0304"), octets("1302"), octets("aa"), octets("bb")];
  const whole = asn1.create(Class.UNIVERSAL, Type.SEQUENCE, true, [...head, ...fields]);
  return Buffer.from(asn1.toDer(whole).getBytes(), "latin1");
}

/** As Node 24.21 hands it out. */
function wrapped(der: Buffer, host = "127.0.0.1", told = host.length): Buffer {
  const head = Buffer.from(
    `\0nodejs:tls:session:1\0\0${String.fromCharCode(told)}${host}`,
    "latin1",
  );
  return Buffer.concat([head, der]);
}

const TICKET = { 9: integer("012c"), 10: octets("cc".repeat(200)) };

describe("readSession", () => {
  it.each([
    ["a ticket without early data", TICKET, { by: "ticket", lifetime: 300, earlyData: 0 }],
    [
      "nginx with ssl_early_data on",
      { ...TICKET, 15: integer("4000") },
      { by: "ticket", lifetime: 300, earlyData: 16_384 },
    ],
    [
      "the largest there can be",
      { 9: integer("00ffffffff"), 10: octets("cc"), 15: integer("00ffffffff") },
      { by: "ticket", lifetime: 4_294_967_295, earlyData: 4_294_967_295 },
    ],
    [
      "a ticket of no told lifetime",
      { 10: octets("cc") },
      { by: "ticket", lifetime: null, earlyData: 0 },
    ],
    ["an id alone", {}, { by: "session-id", lifetime: null, earlyData: 0 }],
  ])("reads %s", (_name, tagged, expected) => {
    expect(readSession(session(tagged))).toEqual(expected);
  });

  it("reads what a later version of Node has wrapped", () => {
    const expected = { by: "ticket", lifetime: 300, earlyData: 0 };
    expect(readSession(wrapped(session(TICKET)))).toEqual(expected);
    expect(readSession(wrapped(session(TICKET), ""))).toEqual(expected);
  });

  it.each([
    ["a wrapping without anything in it", wrapped(Buffer.alloc(0))],
    ["a wrapping that is cut", wrapped(session(TICKET)).subarray(0, 22)],
    ["a wrapping whose host is shorter than told", wrapped(session(TICKET), "a", 200)],
    ["nothing", Buffer.alloc(0)],
    ["no DER", Buffer.from("0123456789")],
    ["no sequence", Buffer.from([2, 1, 5])],
    ["something after its end", Buffer.concat([session(TICKET), Buffer.from([0])])],
    ["a number below zero", session({ ...TICKET, 15: integer("ff") })],
    ["a number of more than 32 bits", session({ ...TICKET, 15: integer("010000000000") })],
    ["a number that is text", session({ ...TICKET, 15: octets("4000") })],
    ["a lifetime that is text", session({ ...TICKET, 9: octets("4000") })],
    ["more than any session holds", session({ 10: octets("cc".repeat(MAX_SESSION_BYTES)) })],
  ])("reads no %s", (_name, der) => {
    expect(readSession(der)).toBeNull();
  });

  it("never throws, and reads no numbers but whole ones, whatever was changed", () => {
    const sound = session({ ...TICKET, 15: integer("4000") });
    const isWhole = (value: number): boolean =>
      Number.isInteger(value) && value >= 0 && value < 2 ** 40;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(sound.length - 1), fc.nat(255)), { maxLength: 4 }),
        fc.nat(sound.length),
        (changes, end) => {
          const changed = Buffer.from(sound);
          for (const [at, byte] of changes) changed[at] = byte;
          const read = readSession(changed.subarray(0, end));
          if (end < sound.length && changes.length === 0) expect(read).toBeNull();
          if (read === null) return;
          expect(isWhole(read.earlyData)).toBe(true);
          expect(read.lifetime === null || isWhole(read.lifetime)).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe("collectSessions", () => {
  const early = session({ ...TICKET, 15: integer("4000") });

  it.each([
    ["none came", [], { by: "none", lifetime: null, earlyData: 0 }],
    [
      "several came",
      [session({}), session(TICKET), early],
      { by: "ticket", lifetime: 300, earlyData: 16_384 },
    ],
    [
      "the ticket came first",
      [session(TICKET), session({})],
      { by: "ticket", lifetime: 300, earlyData: 0 },
    ],
    ["one cannot be read", [session(TICKET), Buffer.from("x")], null],
    [
      "more came than are read",
      [...Array.from({ length: 4 }, () => session(TICKET)), Buffer.from("x")],
      { by: "ticket", lifetime: 300, earlyData: 0 },
    ],
  ])("tells what was given: %s", (_name, ders, expected) => {
    const sessions = collectSessions();
    for (const der of ders) sessions.note(der);
    expect(sessions.told()).toEqual(expected);
  });
});
