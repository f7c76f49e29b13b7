// The key that accounts' secrets are sealed with. It lies in a file of its own, so that a copied database or
// backup alone opens nothing. What is sealed, and when, is decided by the callers.
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { platform } from "node:os";
import { storeError } from "../sqlite/errors.ts";

export interface Keyring {
  /** AES-256-GCM; `about` names whose secret it is, and the text opens for that name only. */
  seal(secret: string, about: string): string;
  /** @throws RasoatError key-missing, key-wrong */
  open(sealed: string, about: string): string;
  /** A keyed hash, for codes that are short enough to be guessed from a plain one. */
  mac(text: string, about: string): Buffer;
}

const VERSION = "v1";
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;

interface Keys {
  /** Tells one key from another; says nothing of it. */
  readonly id: string;
  readonly seal: Buffer;
  readonly mac: Buffer;
}

/**
 * Reads the file when a secret is first asked for, and makes it when there is none.
 * @param inUse true when the database holds secrets already: then a missing file is an error, not a new key
 */
export function createKeyring(path: string, inUse: () => boolean): Keyring {
  let known: Keys | null = null;
  const keys = (): Keys => (known ??= keysOf(readKey(path) ?? makeKey(path, inUse)));
  return {
    seal: (secret, about) => {
      const { id, seal } = keys();
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv("aes-256-gcm", seal, iv).setAAD(Buffer.from(about));
      const body = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
      const packed = Buffer.concat([iv, body, cipher.getAuthTag()]).toString("base64url");
      return `${VERSION}.${id}.${packed}`;
    },
    open: (sealed, about) => {
      const opened = openWith(keys(), sealed, about);
      if (opened === null) throw storeError("key-wrong", { path });
      return opened;
    },
    mac: (text, about) => createHmac("sha256", keys().mac).update(`${about} ${text}`).digest(),
  };
}

/** What is sealed begins like this; base32 secrets hold no full stop. */
export const SEALED_PREFIX = `${VERSION}.`;

/** @returns null for another key, another owner or changed bytes */
function openWith(keys: Keys, sealed: string, about: string): string | null {
  const [version, id, packed = ""] = sealed.split(".");
  const bytes = Buffer.from(packed, "base64url");
  if (version !== VERSION || id !== keys.id || bytes.length < IV_BYTES + TAG_BYTES) return null;
  const decipher = createDecipheriv("aes-256-gcm", keys.seal, bytes.subarray(0, IV_BYTES))
    .setAAD(Buffer.from(about))
    .setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    const body = decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES));
    return Buffer.concat([body, decipher.final()]).toString();
  } catch {
    // The tag does not fit: the caller says so.
    return null;
  }
}

function keysOf(key: Buffer): Keys {
  const derive = (purpose: string, length: number): Buffer =>
    Buffer.from(hkdfSync("sha256", key, Buffer.alloc(0), `rasoat ${purpose}`, length));
  return { id: derive("id", 4).toString("hex"), seal: derive("seal", 32), mac: derive("mac", 32) };
}

/** @throws RasoatError key-open when others may read it, key-wrong when it is no key */
function readKey(path: string): Buffer | null {
  const file = statSync(path, { throwIfNoEntry: false });
  if (file === undefined) return null;
  if (platform() !== "win32" && (file.mode & 0o077) !== 0) throw storeError("key-open", { path });
  const key = Buffer.from(readFileSync(path, "utf8").trim(), "base64url");
  if (key.length !== KEY_BYTES) throw storeError("key-wrong", { path });
  return key;
}

/** Written whole before it has its name, so that another process never reads half a key. */
function makeKey(path: string, inUse: () => boolean): Buffer {
  if (inUse()) throw storeError("key-missing", { path });
  const part = `${path}.${String(process.pid)}.part`;
  try {
    const file = openSync(part, "wx", 0o600);
    writeSync(file, `${randomBytes(KEY_BYTES).toString("base64url")}\n`);
    fsyncSync(file);
    closeSync(file);
    linkSync(part, path);
  } catch (error) {
    // Another process made it first: then both use that one.
    if (statSync(path, { throwIfNoEntry: false }) === undefined) {
      throw storeError("store-read-only", { path }, error);
    }
  } finally {
    rmSync(part, { force: true });
  }
  const key = readKey(path);
  if (key === null) throw storeError("key-missing", { path });
  return key;
}
