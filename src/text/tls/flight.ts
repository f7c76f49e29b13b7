// Reads the clear-text answer to one ClientHello, chunk by chunk, up to a cap. Incremental and bounded:
// whatever a server sends, it neither throws nor grows beyond the cap, and it says when there is enough.
import { concat } from "./bytes.ts";
import {
  readCertificates,
  readKeyExchange,
  readServerHello,
  readSsl2ServerHello,
  type KeyExchange,
  type ServerHello,
  type Ssl2ServerHello,
} from "./server-messages.ts";
import { MESSAGE, RECORD, TLS_VERSIONS } from "./words.ts";

export interface Alert {
  readonly fatal: boolean;
  readonly description: number;
}

/** What was read so far. `ended` says why there is nothing more to read; null while there may be. */
export interface Flight {
  readonly ended: "done" | "alert" | "not-tls" | "malformed" | "too-large" | null;
  readonly hello: ServerHello | null;
  readonly ssl2: Ssl2ServerHello | null;
  readonly alerts: readonly Alert[];
  /** DER in the order sent; null when no Certificate message came. */
  readonly certificates: readonly Uint8Array[] | null;
  readonly keyExchange: KeyExchange | null;
  readonly certificateRequested: boolean;
  readonly stapled: boolean;
  /** Printable first bytes where the answer is no TLS ("HTTP/1.1 400"). */
  readonly firstBytes: string;
  readonly bytes: number;
}

export interface FlightReader {
  /** @returns true when there is nothing more to wait for */
  readonly push: (chunk: Uint8Array) => boolean;
  readonly flight: () => Flight;
}

export interface FlightOptions {
  /** An SSL 2.0 hello was sent: its own kind of answer is understood besides TLS alerts. */
  readonly ssl2: boolean;
  /** Bytes that are read at most. */
  readonly cap: number;
}

type Draft = { -readonly [Key in keyof Flight]: Flight[Key] };

const MAX_RECORD = 16_384 + 2048;
const MAX_EMPTY_RECORDS = 16;
/** So that no flight of tiny records makes us copy for seconds. */
const MAX_RECORDS = 1024;
const MAX_MESSAGES = 64;
const MAX_ALERTS = 8;
const FIRST_BYTES = 24;

export function createFlightReader(options: FlightOptions): FlightReader {
  const draft: Draft = {
    ended: null,
    hello: null,
    ssl2: null,
    alerts: [],
    certificates: null,
    keyExchange: null,
    certificateRequested: false,
    stapled: false,
    firstBytes: "",
    bytes: 0,
  };
  const state: State = {
    raw: new Uint8Array(),
    messages: new Uint8Array(),
    empty: 0,
    records: 0,
    count: 0,
  };
  return {
    push(chunk) {
      if (draft.ended !== null) return true;
      const room = Math.max(0, options.cap - draft.bytes);
      draft.bytes += Math.min(room, chunk.length);
      state.raw = concat(state.raw, chunk.subarray(0, room));
      readAll(state, draft, options);
      if (draft.ended === null && chunk.length > room) draft.ended = "too-large";
      return isOver(draft);
    },
    flight: () => ({ ...draft }),
  };
}

interface State {
  /** Bytes that are no whole record yet. */
  raw: Uint8Array;
  /** Bytes of handshake records that are no whole message yet. */
  messages: Uint8Array;
  empty: number;
  records: number;
  count: number;
}

/** Asked of a property, so that what a callee changed is seen. */
function isOver(draft: Pick<Draft, "ended">): boolean {
  return draft.ended !== null;
}

function readAll(state: State, draft: Draft, options: FlightOptions): void {
  if (draft.firstBytes.length < FIRST_BYTES) draft.firstBytes = printable(state.raw, draft);
  const first = state.raw[0];
  if (first === undefined) return;
  if (options.ssl2 && first >= 0x80) readSsl2(state, draft);
  else {
    while (!isOver(draft) && readRecord(state, draft));
  }
}

function printable(raw: Uint8Array, draft: Draft): string {
  if (draft.hello !== null || draft.ssl2 !== null) return draft.firstBytes;
  return Array.from(raw.subarray(0, FIRST_BYTES), (byte) =>
    byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".",
  ).join("");
}

/** @returns false when more bytes are needed */
function readRecord(state: State, draft: Draft): boolean {
  const { raw } = state;
  const [type, major, , high = 0, low = 0] = raw;
  if (type === undefined) return false;
  if (type < RECORD.changeCipherSpec || type > 24 || (major !== undefined && major !== 3)) {
    draft.ended = draft.hello === null && draft.alerts.length === 0 ? "not-tls" : "malformed";
    return false;
  }
  if (raw.length < 5) return false;
  const length = high * 256 + low;
  if (length > MAX_RECORD) {
    draft.ended = "malformed";
    return false;
  }
  if (raw.length < 5 + length) return false;
  const body = raw.subarray(5, 5 + length);
  state.raw = raw.subarray(5 + length);
  state.records += 1;
  if (state.records > MAX_RECORDS) {
    draft.ended = "malformed";
    return false;
  }
  readRecordBody(type, body, state, draft);
  return true;
}

function readRecordBody(type: number, body: Uint8Array, state: State, draft: Draft): void {
  if (body.length === 0) {
    state.empty += 1;
    if (state.empty > MAX_EMPTY_RECORDS) draft.ended = "malformed";
    return;
  }
  if (type === RECORD.handshake) {
    state.messages = concat(state.messages, body);
    while (!isOver(draft) && readMessage(state, draft));
  } else if (type === RECORD.alert) {
    readAlerts(body, draft);
  } else {
    // Encrypted from here on: nothing more can be read.
    draft.ended = draft.hello === null ? "malformed" : "done";
  }
}

/** Level 1 is a warning, such as unrecognized_name: the flight goes on behind it. */
function readAlerts(body: Uint8Array, draft: Draft): void {
  if (body.length !== 2) {
    draft.ended = "malformed";
    return;
  }
  const [level = 0, description = 0] = body;
  const fatal = level !== 1 || description === 0;
  draft.alerts = [...draft.alerts, { fatal, description }];
  if (fatal || draft.alerts.length >= MAX_ALERTS) draft.ended = "alert";
}

/** @returns false when more bytes are needed */
function readMessage(state: State, draft: Draft): boolean {
  const { messages } = state;
  const [type, a = 0, b = 0, c = 0] = messages;
  if (type === undefined || messages.length < 4) return false;
  const length = a * 65_536 + b * 256 + c;
  if (messages.length < 4 + length) return false;
  state.messages = messages.subarray(4 + length);
  state.count += 1;
  if (state.count > MAX_MESSAGES) {
    draft.ended = "malformed";
    return false;
  }
  takeMessage(type, messages.subarray(4, 4 + length), draft);
  return true;
}

function takeMessage(type: number, body: Uint8Array, draft: Draft): void {
  if (draft.hello === null) {
    if (type === MESSAGE.helloRequest) return;
    draft.hello = type === MESSAGE.serverHello ? readServerHello(body) : null;
    if (draft.hello === null) draft.ended = "malformed";
    else if (draft.hello.version === TLS_VERSIONS["TLSv1.3"]) draft.ended = "done";
    return;
  }
  switch (type) {
    case MESSAGE.certificate:
      draft.certificates = readCertificates(body);
      if (draft.certificates === null) draft.ended = "malformed";
      return;
    case MESSAGE.serverKeyExchange:
      draft.keyExchange = readKeyExchange(body, draft.hello.suite);
      return;
    case MESSAGE.certificateRequest:
      draft.certificateRequested = true;
      return;
    case MESSAGE.certificateStatus:
      draft.stapled = body.length > 4;
      return;
    case MESSAGE.serverHelloDone:
      draft.ended = "done";
      return;
    case MESSAGE.serverHello:
      draft.ended = "malformed";
  }
}

const SSL2_ERROR = 0;

function readSsl2(state: State, draft: Draft): void {
  const { raw } = state;
  if (raw.length < 3) return;
  const length = ((raw[0] ?? 0) & 0x7f) * 256 + (raw[1] ?? 0);
  if (raw[2] === SSL2_ERROR) {
    draft.ended = "alert";
    return;
  }
  if (raw[2] !== 4) {
    draft.ended = "not-tls";
    return;
  }
  if (raw.length < 2 + length) return;
  draft.ssl2 = readSsl2ServerHello(raw.subarray(2, 2 + length));
  draft.ended = draft.ssl2 === null ? "malformed" : "done";
}
