// Issues certificates part by part, so that each part can be wrong by itself.
import { constants, createHash, createPublicKey, sign, type KeyObject } from "node:crypto";
import {
  around,
  bits,
  boolean,
  integer,
  nothing,
  octets,
  oid,
  plain,
  sequence,
  set,
  time,
  utf8,
} from "./der.ts";

export type Signing = "md5" | "sha1" | "sha224" | "sha256" | "sha384" | "pss-sha1" | "pss-sha256";

export interface Draft {
  subject: Buffer;
  key: KeyObject;
  from: Date;
  to: Date;
  /** Whole extensions by what the tests call them; null leaves one out. */
  extensions: Record<string, Buffer | null>;
  version: 1 | 2 | 3;
  signing: Signing;
  serial: readonly number[];
  /** Another issuer's name than the one above has. */
  issuerName?: Buffer;
  isSpoilt?: boolean;
}

export interface Issued extends Draft {
  readonly der: Buffer;
}

/** @param issuer null: signs itself */
export function issue(draft: Draft, issuer: Pick<Draft, "subject" | "key"> | null): Issued {
  const above = issuer ?? draft;
  const algorithm = algorithmOf(above.key, draft.signing);
  const extensions = Object.values(draft.extensions).filter((one) => one !== null);
  const body = sequence(
    ...(draft.version === 1 ? [] : [around(0, integer([draft.version - 1]))]),
    integer(draft.serial),
    algorithm,
    draft.issuerName ?? above.subject,
    sequence(time(draft.from), time(draft.to)),
    draft.subject,
    spkiOf(draft.key),
    ...(draft.version === 1 ? [] : [around(3, sequence(...extensions))]),
  );
  const signature = signed(body, above.key, draft.signing);
  if (draft.isSpoilt === true) signature[signature.length - 1] = (signature.at(-1) ?? 0) ^ 1;
  return { ...draft, der: sequence(body, algorithm, bits(signature)) };
}

export function pemOf(der: Buffer): string {
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

const RSA: Readonly<Record<string, string>> = {
  md5: "1.2.840.113549.1.1.4",
  sha1: "1.2.840.113549.1.1.5",
  sha224: "1.2.840.113549.1.1.14",
  sha256: "1.2.840.113549.1.1.11",
  sha384: "1.2.840.113549.1.1.12",
};
const EC: Readonly<Record<string, string>> = {
  sha1: "1.2.840.10045.4.1",
  sha224: "1.2.840.10045.4.3.1",
  sha256: "1.2.840.10045.4.3.2",
  sha384: "1.2.840.10045.4.3.3",
};
const PSS = "1.2.840.113549.1.1.10";

function algorithmOf(key: KeyObject, signing: Signing): Buffer {
  if (key.asymmetricKeyType === "ed25519") return sequence(oid("1.3.101.112"));
  if (signing === "pss-sha1") return sequence(oid(PSS), sequence());
  if (signing === "pss-sha256") {
    const hash = sequence(oid("2.16.840.1.101.3.4.2.1"), nothing);
    const mask = sequence(oid("1.2.840.113549.1.1.8"), hash);
    return sequence(oid(PSS), sequence(around(0, hash), around(1, mask), around(2, integer([32]))));
  }
  const isRsa = key.asymmetricKeyType === "rsa";
  const name = (isRsa ? RSA : EC)[signing];
  if (name === undefined) throw new TypeError(`no such signature: ${signing}`);
  return sequence(oid(name), ...(isRsa ? [nothing] : []));
}

function signed(body: Buffer, key: KeyObject, signing: Signing): Buffer {
  if (key.asymmetricKeyType === "ed25519") return sign(null, body, key);
  if (!signing.startsWith("pss-")) return sign(signing, body, key);
  const padding = constants.RSA_PKCS1_PSS_PADDING;
  const saltLength = constants.RSA_PSS_SALTLEN_DIGEST;
  return sign(signing.slice(4), body, { key, padding, saltLength });
}

function spkiOf(key: KeyObject): Buffer {
  return createPublicKey(key).export({ type: "spki", format: "der" });
}

export function keyIdOf(key: KeyObject): Buffer {
  return createHash("sha1").update(spkiOf(key)).digest();
}

const ATTRIBUTES = { CN: "2.5.4.3", O: "2.5.4.10" } as const;

/** A text is written as UTF-8; other kinds of string are handed in whole. */
export function nameOf(
  ...parts: readonly (readonly [keyof typeof ATTRIBUTES, string | Buffer])[]
): Buffer {
  return sequence(
    ...parts.map(([type, value]) =>
      set(sequence(oid(ATTRIBUTES[type]), typeof value === "string" ? utf8(value) : value)),
    ),
  );
}

export function extension(type: string, isCritical: boolean, value: Uint8Array): Buffer {
  return sequence(oid(type), ...(isCritical ? [boolean(true)] : []), octets(value));
}

const subtrees = (tag: number, bases: readonly Buffer[]): readonly Buffer[] =>
  bases.length === 0 ? [] : [around(tag, ...bases.map((base) => sequence(base)))];

/** The extensions that matter here, well written. */
export const write = {
  basic: (isCa: boolean, pathLength?: number) =>
    extension(
      "2.5.29.19",
      true,
      sequence(
        ...(isCa ? [boolean(true)] : []),
        ...(pathLength === undefined ? [] : [integer([pathLength])]),
      ),
    ),
  usage: (octet: number) => extension("2.5.29.15", true, bits(Buffer.from([octet]))),
  purposes: (...purposes: readonly string[]) =>
    extension("2.5.29.37", false, sequence(...purposes.map(oid))),
  subjectKey: (id: Buffer) => extension("2.5.29.14", false, octets(id)),
  authorityKey: (id: Buffer) => extension("2.5.29.35", false, sequence(plain(0, id))),
  altNames: (names: readonly Buffer[], isCritical = false) =>
    extension("2.5.29.17", isCritical, sequence(...names)),
  constraints: (permitted: readonly Buffer[], excluded: readonly Buffer[] = []) =>
    extension("2.5.29.30", true, sequence(...subtrees(0, permitted), ...subtrees(1, excluded))),
};

export const dns = (name: string): Buffer => plain(2, name);
