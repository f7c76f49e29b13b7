// Writes the clear-text flights of servers, old and new, byte by byte: for tests of our own reader only.
import { concat, u16, u24, u8, vector } from "../../../src/text/tls/bytes.ts";
import { EXTENSION, MESSAGE, RECORD } from "../../../src/text/tls/words.ts";

export const RETRY_RANDOM = Buffer.from(
  "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c",
  "hex",
);

export interface HelloFields {
  readonly version: number;
  readonly suite: number;
  readonly compression?: number;
  readonly extensions?: readonly (readonly [number, Uint8Array])[];
  readonly random?: Uint8Array;
}

export function record(type: number, version: number, ...body: readonly Uint8Array[]): Uint8Array {
  return concat(u8(type), u16(version), vector(2, ...body));
}

export function message(type: number, ...body: readonly Uint8Array[]): Uint8Array {
  return concat(u8(type), vector(3, ...body));
}

export function alertRecord(level: number, description: number, version = 0x0303): Uint8Array {
  return record(RECORD.alert, version, Uint8Array.of(level, description));
}

export function serverHello(fields: HelloFields): Uint8Array {
  const extensions = fields.extensions ?? [];
  return message(
    MESSAGE.serverHello,
    u16(Math.min(fields.version, 0x0303)),
    fields.random ?? new Uint8Array(32).fill(7),
    vector(1),
    u16(fields.suite),
    u8(fields.compression ?? 0),
    ...(extensions.length === 0
      ? []
      : [vector(2, ...extensions.map(([type, body]) => concat(u16(type), vector(2, body))))]),
  );
}

/** A HelloRetryRequest that names one suite and one group. */
export function retryRequest(suite: number, group: number): Uint8Array {
  const extensions = [
    [EXTENSION.supportedVersions, u16(0x0304)],
    [EXTENSION.keyShare, u16(group)],
  ] as const;
  return serverHello({ version: 0x0304, suite, extensions, random: RETRY_RANDOM });
}

export function certificateMessage(ders: readonly Uint8Array[]): Uint8Array {
  return message(MESSAGE.certificate, vector(3, ...ders.map((der) => vector(3, der))));
}

export interface SignatureForm {
  readonly signed: boolean;
  readonly tls12: boolean;
  /** Default: rsa_pkcs1_sha256. */
  readonly scheme?: number;
}

function signature({ signed, tls12, scheme = 0x0401 }: SignatureForm): Uint8Array {
  const bytes = new Uint8Array(64).fill(9);
  if (!signed) return new Uint8Array();
  return tls12 ? concat(u16(scheme), vector(2, bytes)) : vector(2, bytes);
}

export function primeOf(bits: number): Uint8Array {
  const prime = new Uint8Array(Math.ceil(bits / 8)).fill(0xff);
  prime[0] = 0xff >> (prime.length * 8 - bits);
  return prime;
}

export function dheMessage(bits: number, form: SignatureForm): Uint8Array {
  const prime = primeOf(bits);
  return message(
    MESSAGE.serverKeyExchange,
    vector(2, prime),
    vector(2, u8(2)),
    vector(2, new Uint8Array(prime.length).fill(5)),
    signature(form),
  );
}

export function ecdheMessage(group: number, form: SignatureForm): Uint8Array {
  const point = vector(1, new Uint8Array(65).fill(4));
  return message(MESSAGE.serverKeyExchange, u8(3), u16(group), point, signature(form));
}

export function rsaExportMessage(bits: number, form: SignatureForm): Uint8Array {
  const parts = [vector(2, primeOf(bits)), vector(2, Uint8Array.of(1, 0, 1)), signature(form)];
  return message(MESSAGE.serverKeyExchange, ...parts);
}

export function certificateStatus(): Uint8Array {
  return message(MESSAGE.certificateStatus, u8(1), vector(3, new Uint8Array(200).fill(3)));
}

export function certificateRequest(): Uint8Array {
  return message(MESSAGE.certificateRequest, vector(1, u8(1)), vector(2, u16(0x0401)), vector(2));
}

export function done(): Uint8Array {
  return message(MESSAGE.serverHelloDone);
}

export function ssl2ServerHello(certificate: Uint8Array, kinds: readonly number[]): Uint8Array {
  const list = concat(...kinds.map(u24));
  const id = new Uint8Array(16).fill(1);
  const body = concat(
    Uint8Array.of(4, 0, certificate.length > 0 ? 1 : 0),
    u16(0x0002),
    u16(certificate.length),
    u16(list.length),
    u16(id.length),
    certificate,
    list,
    id,
  );
  return concat(u16(0x8000 | body.length), body);
}

/** The messages in as many records as `size` makes of them. */
export function inRecords(version: number, size: number, ...messages: readonly Uint8Array[]) {
  const whole = concat(...messages);
  const count = Math.max(1, Math.ceil(whole.length / size));
  return concat(
    ...Array.from({ length: count }, (_, index) =>
      record(RECORD.handshake, version, whole.subarray(index * size, (index + 1) * size)),
    ),
  );
}
