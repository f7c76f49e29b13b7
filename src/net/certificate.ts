// One certificate of a chain as plain facts. Says nothing about trust, names or dates being good.
import { createHash, type X509Certificate } from "node:crypto";
import type { Certificate } from "../model/observation.ts";
import { readDer } from "./certificate-der.ts";

/** Names by OID: RFC 3279, 4055, 5758, 8410, and FIPS 204 for ML-DSA. */
const SIGNATURES: Readonly<Record<string, string>> = {
  "1.2.840.113549.1.1.2": "md2WithRSAEncryption",
  "1.2.840.113549.1.1.3": "md4WithRSAEncryption",
  "1.2.840.113549.1.1.4": "md5WithRSAEncryption",
  "1.2.840.113549.1.1.5": "sha1WithRSAEncryption",
  "1.2.840.113549.1.1.10": "rsassaPss",
  "1.2.840.113549.1.1.11": "sha256WithRSAEncryption",
  "1.2.840.113549.1.1.12": "sha384WithRSAEncryption",
  "1.2.840.113549.1.1.13": "sha512WithRSAEncryption",
  "1.2.840.113549.1.1.14": "sha224WithRSAEncryption",
  "1.2.840.10040.4.3": "dsa-with-sha1",
  "2.16.840.1.101.3.4.3.1": "dsa-with-sha224",
  "2.16.840.1.101.3.4.3.2": "dsa-with-sha256",
  "1.2.840.10045.4.1": "ecdsa-with-SHA1",
  "1.2.840.10045.4.3.1": "ecdsa-with-SHA224",
  "1.2.840.10045.4.3.2": "ecdsa-with-SHA256",
  "1.2.840.10045.4.3.3": "ecdsa-with-SHA384",
  "1.2.840.10045.4.3.4": "ecdsa-with-SHA512",
  "1.3.101.112": "Ed25519",
  "1.3.101.113": "Ed448",
  "2.16.840.1.101.3.4.3.17": "ML-DSA-44",
  "2.16.840.1.101.3.4.3.18": "ML-DSA-65",
  "2.16.840.1.101.3.4.3.19": "ML-DSA-87",
};

const CURVE_BITS: Readonly<Record<string, number>> = {
  prime192v1: 192,
  secp192k1: 192,
  secp224r1: 224,
  secp224k1: 224,
  prime256v1: 256,
  secp256k1: 256,
  brainpoolP256r1: 256,
  secp384r1: 384,
  brainpoolP384r1: 384,
  brainpoolP512r1: 512,
  secp521r1: 521,
};

/** @returns null when the certificate cannot be read to its end */
export function describeCertificate(certificate: X509Certificate): Certificate | null {
  const der = certificate.raw;
  const facts = readDer(der);
  if (facts === null) return null;
  return {
    sha256: sha256(der),
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    serial: certificate.serialNumber,
    notBefore: facts.notBefore,
    notAfter: facts.notAfter,
    altNames: facts.altNames,
    ...keyOf(certificate),
    signatureOid: facts.signatureOid,
    signature: SIGNATURES[facts.signatureOid] ?? facts.signatureOid,
    spkiSha256: sha256(facts.spki),
    isCa: certificate.ca,
    selfIssued: facts.selfIssued,
    details: facts.details,
    der: der.toString("base64"),
  };
}

/** Hex. */
export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** The runtime prints one attribute a line, control characters escaped; an empty name comes as undefined. */
function oneLine(name: string | undefined): string {
  return (name ?? "").split("\n").join(", ");
}

type Key = Pick<Certificate, "keyType" | "keyBits" | "curve">;

function keyOf(certificate: X509Certificate): Key {
  const key = publicKeyOf(certificate);
  const details = key?.asymmetricKeyDetails;
  const type: string = key?.asymmetricKeyType ?? "unknown";
  switch (type) {
    case "rsa":
    case "rsa-pss":
      return { keyType: "rsa", keyBits: details?.modulusLength ?? null, curve: null };
    case "dsa":
      return { keyType: "dsa", keyBits: details?.modulusLength ?? null, curve: null };
    case "ec": {
      const curve = details?.namedCurve ?? null;
      return { keyType: "ec", keyBits: CURVE_BITS[curve ?? ""] ?? null, curve };
    }
    case "ed25519":
      return { keyType: "ed25519", keyBits: 256, curve: null };
    case "ed448":
      return { keyType: "ed448", keyBits: 456, curve: null };
    default:
      return { keyType: "other", keyBits: null, curve: null };
  }
}

function publicKeyOf(certificate: X509Certificate): X509Certificate["publicKey"] | null {
  try {
    return certificate.publicKey;
  } catch {
    // OpenSSL knows no such key type or refuses its parameters.
    return null;
  }
}
