// Stands between the socket and OpenSSL and looks at the raw bytes: is it TLS at all, was a certificate asked for.
// It alters nothing.
import type { Socket } from "node:net";
import { Duplex } from "node:stream";

export interface Tap {
  readonly stream: Duplex;
  /** Whether the first byte received is the type of a TLS record (20 to 24); null before any byte. */
  readonly looksLikeTls: () => boolean | null;
  /** True once a CertificateRequest was seen in the clear (TLS 1.2 and below; in 1.3 it is encrypted). */
  readonly certificateAsked: () => boolean;
}

/** Enough for a ServerHello flight with a large chain; what comes later is of no interest here. */
const WATCHED_BYTES = 128 * 1024;

export function openTap(socket: Socket): Tap {
  const records = createRecordReader();
  let first: number | null = null;
  let seen = 0;
  const stream = new Duplex({
    read: () => {
      socket.resume();
    },
    write: (chunk: Buffer, _encoding, done) => {
      socket.write(chunk, done);
    },
    final: (done) => {
      socket.end(done);
    },
    destroy: (error, done) => {
      socket.destroy();
      done(error);
    },
  });
  socket.on("data", (chunk: Buffer) => {
    first ??= chunk[0] ?? null;
    if (seen < WATCHED_BYTES) records.push(chunk);
    seen += chunk.length;
    if (!stream.push(chunk)) socket.pause();
  });
  socket.on("end", () => stream.push(null));
  socket.on("error", (error) => stream.destroy(error));
  socket.on("close", () => stream.destroy());
  return {
    stream,
    looksLikeTls: () => (first === null ? null : first >= 20 && first <= 24),
    certificateAsked: records.certificateAsked,
  };
}

const HANDSHAKE_RECORD = 22;
const CHANGE_CIPHER_SPEC = 20;
const CERTIFICATE_REQUEST = 13;

/** Reads handshake message types from the clear part of the server's flight (RFC 5246, sections 6.2.1 and 7.4). */
export function createRecordReader(): {
  readonly push: (chunk: Buffer) => void;
  readonly certificateAsked: () => boolean;
} {
  let raw: Buffer = Buffer.alloc(0);
  let messages: Buffer = Buffer.alloc(0);
  let asked = false;
  let over = false;
  const readMessages = (): void => {
    while (messages.length >= 4) {
      const length = messages.readUIntBE(1, 3);
      if (messages[0] === CERTIFICATE_REQUEST) asked = true;
      if (messages.length < 4 + length) return;
      messages = messages.subarray(4 + length);
    }
  };
  return {
    push(chunk) {
      if (over) return;
      raw = Buffer.concat([raw, chunk]);
      while (raw.length >= 5) {
        const length = raw.readUInt16BE(3);
        if (raw[0] === CHANGE_CIPHER_SPEC) over = true;
        if (over || raw.length < 5 + length) return;
        if (raw[0] === HANDSHAKE_RECORD) {
          messages = Buffer.concat([messages, raw.subarray(5, 5 + length)]);
          readMessages();
        }
        raw = raw.subarray(5 + length);
      }
    },
    certificateAsked: () => asked,
  };
}
