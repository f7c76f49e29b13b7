// Verdicts on keys and signatures of certificates. Roots are left out: nobody checks their signature.
import type { Certificate } from "../../model/observation.ts";
import type { TlsKnowledge } from "../../model/tls-knowledge.ts";
import type { Sign } from "./verdict.ts";

export function weakKey(certificate: Certificate, limits: TlsKnowledge): Sign {
  const { keyType } = certificate;
  switch (keyType) {
    case "rsa":
      return tooSmall("RSA", certificate.keyBits, limits.minRsaBits);
    case "ec":
      return tooSmall("EC", certificate.keyBits ?? bitsOf(certificate.curve), limits.minEcBits);
    case "dsa":
      return { is: "seen", value: "key=DSA", text: "a DSA key, which no browser accepts" };
    case "ed25519":
    case "ed448":
      return { is: "clear", text: `key=${keyType}` };
    case "other":
      return { is: "open", reason: "inconclusive" };
  }
}

function tooSmall(kind: "RSA" | "EC", bits: number | null, least: number): Sign {
  if (bits === null) return { is: "open", reason: "inconclusive" };
  const value = `key=${kind}-${String(bits)}`;
  if (bits >= least) return { is: "clear", text: value };
  return {
    is: "seen",
    value,
    text: `${value}, at least ${String(least)} bits are needed`,
    // Bits of RSA and of curves do not compare: rules must not mix them up.
    attributes: kind === "RSA" ? { bits } : { curveBits: bits },
  };
}

/** Curve names carry their size: prime256v1, secp384r1, brainpoolP256r1, P-521. */
function bitsOf(curve: string | null): number | null {
  const digits = /\d{3}/.exec(curve ?? "")?.[0];
  return digits === undefined ? null : Number(digits);
}

export function weakSignature(certificate: Certificate, limits: TlsKnowledge): Sign {
  const weak = limits.weakSignatures.find((one) => one.oid === certificate.signatureOid);
  const text = `signature=${certificate.signature} (${certificate.signatureOid}) on ${certificate.subject}`;
  if (weak === undefined) return { is: "clear", text };
  return { is: "seen", value: `signature=${weak.name}`, text };
}
