// Makes certificates of every kind (sound and faulty) for the demo and the tests: DER built with forge.asn1,
// signed with node:crypto, so that RSA, EC and Ed25519 all work. Never used for anything that is served for real.
import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  type KeyObject,
} from "node:crypto";
import { isIPv6 } from "node:net";
import forge from "node-forge";

const { asn1 } = forge;
const { UNIVERSAL, CONTEXT_SPECIFIC } = asn1.Class;
type Asn1 = forge.asn1.Asn1;

export type KeySpec =
  "rsa-1024" | "rsa-2048" | "rsa-3072" | "rsa-4096" | "ec-p256" | "ec-p384" | "ed25519";
type SignatureHash = "md5" | "sha1" | "sha256" | "sha384" | "sha512";

/** Subject attributes in the order C, O, CN; those left out do not appear. */
interface DistinguishedName {
  readonly country?: string;
  readonly organization?: string;
  readonly commonName?: string;
}

interface Validity {
  /** Default: one day ago. */
  readonly notBefore?: Date;
  /** Default: 89 days ahead for certificates, ten years for authorities. */
  readonly notAfter?: Date;
}

export interface AuthorityOptions extends Validity {
  readonly name: DistinguishedName;
  /** Signs this one; absent: a root that signs itself. */
  readonly issuer?: Authority;
  /** A spec, or a private key to use again (making an RSA key takes a tenth of a second). */
  readonly key?: KeySpec | KeyObject;
  /** Hash of the signature on this certificate; Ed25519 issuers ignore it. Default sha256. */
  readonly hash?: SignatureHash;
}

export interface Authority {
  readonly certPem: string;
  readonly keyPem: string;
  readonly key: KeyObject;
  readonly name: DistinguishedName;
  /** What a server sends of it: itself and its issuers, without the root; empty for a root. */
  readonly chainPem: string;
}

export interface CertificateOptions extends Validity {
  /** dNSName entries, as written ("*.a.test", A-labels). */
  readonly names?: readonly string[];
  /** iPAddress entries. */
  readonly addresses?: readonly string[];
  /** Default: the first name as CN. */
  readonly subject?: DistinguishedName;
  /** Signs it; absent: self-signed. */
  readonly issuer?: Authority;
  readonly key?: KeySpec | KeyObject;
  readonly hash?: SignatureHash;
  /** Asks clients to insist on a stapled OCSP answer (RFC 7633). */
  readonly mustStaple?: boolean;
  /** So many timestamps of public logs, without a signature that anybody could check. */
  readonly scts?: number;
  /** OIDs of certificate policies. */
  readonly policies?: readonly string[];
}

export interface MadeCertificate {
  readonly certPem: string;
  readonly keyPem: string;
  /** The leaf, then the intermediates, without the root: what a well set-up server sends. */
  readonly chainPem: string;
}

const DAY_MS = 86_400_000;

/**
 * A root (no `issuer`) or an intermediate authority.
 * @returns PEM texts and the private key object, to hand to `makeCertificate` as `issuer`
 */
export function makeAuthority(options: AuthorityOptions): Authority {
  const key = privateKeyOf(options.key ?? "ec-p256");
  const certPem = issueCertificate({
    subject: options.name,
    issuer: options.issuer,
    key,
    hash: options.hash ?? "sha256",
    notBefore: options.notBefore ?? new Date(Date.now() - DAY_MS),
    notAfter: options.notAfter ?? new Date(Date.now() + 3650 * DAY_MS),
    extensions: [
      extension("2.5.29.19", true, sequence(boolean(true))),
      extension("2.5.29.15", true, bitString(Buffer.from([0x06]), 1)),
    ],
  });
  return {
    certPem,
    keyPem: pemOfKey(key),
    key,
    name: options.name,
    chainPem: options.issuer === undefined ? "" : certPem + options.issuer.chainPem,
  };
}

/** A server certificate; without `issuer` it signs itself. All faults are the caller's choice of options. */
export function makeCertificate(options: CertificateOptions): MadeCertificate {
  const key = privateKeyOf(options.key ?? "ec-p256");
  const names = options.names ?? [];
  const certPem = issueCertificate({
    subject: options.subject ?? (names[0] === undefined ? {} : { commonName: names[0] }),
    issuer: options.issuer,
    key,
    hash: options.hash ?? "sha256",
    notBefore: options.notBefore ?? new Date(Date.now() - DAY_MS),
    notAfter: options.notAfter ?? new Date(Date.now() + 89 * DAY_MS),
    extensions: [
      extension("2.5.29.19", true, sequence()),
      extension("2.5.29.15", true, bitString(Buffer.from([0x80]), 7)),
      extension("2.5.29.37", false, sequence(oid("1.3.6.1.5.5.7.3.1"))),
      ...altNames(names, options),
      ...declared(options),
    ],
  });
  return {
    certPem,
    keyPem: pemOfKey(key),
    chainPem: certPem + (options.issuer?.chainPem ?? ""),
  };
}

function declared({ mustStaple, scts, policies }: CertificateOptions): Asn1[] {
  return [
    ...(mustStaple === true
      ? [extension("1.3.6.1.5.5.7.1.24", false, sequence(integer(Buffer.from([5]))))]
      : []),
    ...(scts === undefined
      ? []
      : [extension("1.3.6.1.4.1.11129.2.4.2", false, octetString(timestamps(scts)))]),
    ...(policies === undefined
      ? []
      : [extension("2.5.29.32", false, sequence(...policies.map((one) => sequence(oid(one)))))]),
  ];
}

/** The length of the list, then each entry with its own (RFC 6962, section 3.3). */
function timestamps(count: number): Buffer {
  const entry = Buffer.concat([Buffer.from([0, 47]), randomBytes(47)]);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(count * entry.length);
  return Buffer.concat([length, ...Array.from({ length: count }, () => entry)]);
}

interface Issue {
  readonly subject: DistinguishedName;
  readonly issuer: Authority | undefined;
  readonly key: KeyObject;
  readonly hash: SignatureHash;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly extensions: readonly Asn1[];
}

/** TBSCertificate and signature (RFC 5280, section 4.1). */
function issueCertificate(issue: Issue): string {
  const signer = issue.issuer?.key ?? issue.key;
  const algorithm = signatureAlgorithm(signer, issue.hash);
  const body = sequence(
    tagged(0, [integer(Buffer.from([2]))]),
    integer(Buffer.concat([Buffer.from([0x5a]), randomBytes(15)])),
    algorithm,
    distinguishedName(issue.issuer?.name ?? issue.subject),
    sequence(time(issue.notBefore), time(issue.notAfter)),
    distinguishedName(issue.subject),
    fromDer(createPublicKey(issue.key).export({ type: "spki", format: "der" })),
    tagged(3, [
      sequence(
        extension("2.5.29.14", false, octetString(keyIdentifier(issue.key))),
        extension("2.5.29.35", false, sequence(tagged(0, binary(keyIdentifier(signer))))),
        ...issue.extensions,
      ),
    ]),
  );
  const hash = signer.asymmetricKeyType === "ed25519" ? null : issue.hash;
  const signature = sign(hash, toDer(body), signer);
  const der = toDer(sequence(body, algorithm, bitString(signature, 0)));
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

function privateKeyOf(key: KeySpec | KeyObject): KeyObject {
  if (typeof key !== "string") return key;
  if (key === "ed25519") return generateKeyPairSync("ed25519").privateKey;
  if (key === "ec-p256" || key === "ec-p384") {
    return generateKeyPairSync("ec", { namedCurve: key.slice(3).replace("p", "P-") }).privateKey;
  }
  return generateKeyPairSync("rsa", { modulusLength: Number(key.slice(4)) }).privateKey;
}

function pemOfKey(key: KeyObject): string {
  return key.export({ type: "pkcs8", format: "pem" }).toString();
}

const RSA_SIGNATURES: Readonly<Record<SignatureHash, string>> = {
  md5: "1.2.840.113549.1.1.4",
  sha1: "1.2.840.113549.1.1.5",
  sha256: "1.2.840.113549.1.1.11",
  sha384: "1.2.840.113549.1.1.12",
  sha512: "1.2.840.113549.1.1.13",
};

const EC_SIGNATURES: Readonly<Record<Exclude<SignatureHash, "md5">, string>> = {
  sha1: "1.2.840.10045.4.1",
  sha256: "1.2.840.10045.4.3.2",
  sha384: "1.2.840.10045.4.3.3",
  sha512: "1.2.840.10045.4.3.4",
};

function signatureAlgorithm(signer: KeyObject, hash: SignatureHash): Asn1 {
  if (signer.asymmetricKeyType === "ed25519") return sequence(oid("1.3.101.112"));
  if (signer.asymmetricKeyType === "rsa") {
    return sequence(oid(RSA_SIGNATURES[hash]), asn1.create(UNIVERSAL, asn1.Type.NULL, false, ""));
  }
  if (hash === "md5") throw new TypeError("there is no ECDSA signature with MD5");
  return sequence(oid(EC_SIGNATURES[hash]));
}

/** Any number that is the same for the same key will do (RFC 5280, section 4.2.1.2). */
function keyIdentifier(key: KeyObject): Buffer {
  const spki = createPublicKey(key).export({ type: "spki", format: "der" });
  return createHash("sha1").update(spki).digest();
}

const ATTRIBUTES = [
  ["country", "2.5.4.6"],
  ["organization", "2.5.4.10"],
  ["commonName", "2.5.4.3"],
] as const;

function distinguishedName(name: DistinguishedName): Asn1 {
  const parts = ATTRIBUTES.flatMap(([attribute, type]) => {
    const value = name[attribute];
    if (value === undefined) return [];
    const text = Buffer.from(value, "utf8").toString("latin1");
    const kind = attribute === "country" ? asn1.Type.PRINTABLESTRING : asn1.Type.UTF8;
    const pair = sequence(oid(type), asn1.create(UNIVERSAL, kind, false, text));
    return [asn1.create(UNIVERSAL, asn1.Type.SET, true, [pair])];
  });
  return sequence(...parts);
}

/** Critical where there is no subject (RFC 5280, section 4.2.1.6). */
function altNames(
  names: readonly string[],
  { addresses = [], subject }: Pick<CertificateOptions, "addresses" | "subject">,
): Asn1[] {
  if (names.length + addresses.length === 0) return [];
  const entries = [
    ...names.map((name) => tagged(2, name)),
    ...addresses.map((address) => tagged(7, binary(addressBytes(address)))),
  ];
  const isNameless = subject !== undefined && Object.keys(subject).length === 0;
  return [extension("2.5.29.17", isNameless, sequence(...entries))];
}

function addressBytes(address: string): Buffer {
  if (!isIPv6(address)) return Buffer.from(address.split(".").map(Number));
  const [head = "", tail] = address.split("::");
  const groups = (part: string): string[] => (part === "" ? [] : part.split(":"));
  const left = groups(head);
  const right = groups(tail ?? "");
  const middle = Array.from({ length: 8 - left.length - right.length }, () => "0");
  const all = [...left, ...middle, ...right].map((group) => group.padStart(4, "0"));
  return Buffer.from(all.join(""), "hex");
}

function extension(type: string, critical: boolean, value: Asn1): Asn1 {
  return sequence(oid(type), ...(critical ? [boolean(true)] : []), octetString(toDer(value)));
}

/** UTCTime up to 2049, GeneralizedTime from 2050 (RFC 5280, section 4.1.2.5). */
function time(date: Date): Asn1 {
  return date.getUTCFullYear() < 2050
    ? asn1.create(UNIVERSAL, asn1.Type.UTCTIME, false, asn1.dateToUtcTime(date))
    : asn1.create(UNIVERSAL, asn1.Type.GENERALIZEDTIME, false, asn1.dateToGeneralizedTime(date));
}

function sequence(...parts: Asn1[]): Asn1 {
  return asn1.create(UNIVERSAL, asn1.Type.SEQUENCE, true, parts);
}

/** The library types every tag number as a universal type; these are the ones of the same number. */
const TAGS = {
  0: asn1.Type.NONE,
  2: asn1.Type.INTEGER,
  3: asn1.Type.BITSTRING,
  7: asn1.Type.ODESC,
} as const;

/** A context-specific tag: constructed around values, or primitive around bytes. */
function tagged(tag: keyof typeof TAGS, value: Asn1[] | string): Asn1 {
  return asn1.create(CONTEXT_SPECIFIC, TAGS[tag], Array.isArray(value), value);
}

function oid(dotted: string): Asn1 {
  return asn1.create(UNIVERSAL, asn1.Type.OID, false, asn1.oidToDer(dotted).getBytes());
}

function boolean(value: boolean): Asn1 {
  return asn1.create(UNIVERSAL, asn1.Type.BOOLEAN, false, value ? "\u00ff" : "\u0000");
}

function integer(bytes: Buffer): Asn1 {
  return asn1.create(UNIVERSAL, asn1.Type.INTEGER, false, binary(bytes));
}

function octetString(bytes: Buffer): Asn1 {
  return asn1.create(UNIVERSAL, asn1.Type.OCTETSTRING, false, binary(bytes));
}

function bitString(bytes: Buffer, unusedBits: number): Asn1 {
  const content = binary(Buffer.concat([Buffer.from([unusedBits]), bytes]));
  return asn1.create(UNIVERSAL, asn1.Type.BITSTRING, false, content);
}

function binary(bytes: Buffer): string {
  return bytes.toString("latin1");
}

function toDer(value: Asn1): Buffer {
  return Buffer.from(asn1.toDer(value).getBytes(), "latin1");
}

function fromDer(der: Buffer): Asn1 {
  return asn1.fromDer(forge.util.createBuffer(binary(der)));
}
