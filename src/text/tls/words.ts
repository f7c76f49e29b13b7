// The numbers of the TLS wire by name: versions, alerts, message and extension types. Only what is spoken here.

/** SSL 2.0 to TLS 1.3, oldest first, by their number on the wire. */
export const TLS_VERSIONS = {
  SSLv2: 0x0002,
  SSLv3: 0x0300,
  TLSv1: 0x0301,
  "TLSv1.1": 0x0302,
  "TLSv1.2": 0x0303,
  "TLSv1.3": 0x0304,
} as const;
export type TlsVersion = keyof typeof TLS_VERSIONS;

const NAMES = new Map<number, TlsVersion>(
  Object.entries(TLS_VERSIONS).map(([name, number]) => [number, name as TlsVersion]),
);

export function versionName(number: number): TlsVersion | null {
  return NAMES.get(number) ?? null;
}

export const RECORD = { changeCipherSpec: 20, alert: 21, handshake: 22, data: 23 } as const;

export const MESSAGE = {
  helloRequest: 0,
  clientHello: 1,
  serverHello: 2,
  certificate: 11,
  serverKeyExchange: 12,
  certificateRequest: 13,
  serverHelloDone: 14,
  certificateStatus: 22,
} as const;

export const EXTENSION = {
  serverName: 0,
  statusRequest: 5,
  supportedGroups: 10,
  pointFormats: 11,
  signatureAlgorithms: 13,
  heartbeat: 15,
  alpn: 16,
  certificateTimestamps: 18,
  extendedMasterSecret: 23,
  sessionTicket: 35,
  supportedVersions: 43,
  pskModes: 45,
  certificateSignatures: 50,
  keyShare: 51,
  renegotiationInfo: 0xff01,
} as const;

/** Signalling values in the list of suites: RFC 5746 and RFC 7507. */
export const RENEGOTIATION_SCSV = 0x00ff;
export const FALLBACK_SCSV = 0x5600;

// RFC 8446, section 6, RFC 5246, RFC 7507, RFC 6066.
const ALERTS: Readonly<Record<number, string>> = {
  0: "close_notify",
  10: "unexpected_message",
  20: "bad_record_mac",
  21: "decryption_failed",
  22: "record_overflow",
  30: "decompression_failure",
  40: "handshake_failure",
  41: "no_certificate",
  42: "bad_certificate",
  43: "unsupported_certificate",
  46: "certificate_unknown",
  47: "illegal_parameter",
  48: "unknown_ca",
  49: "access_denied",
  50: "decode_error",
  51: "decrypt_error",
  60: "export_restriction",
  70: "protocol_version",
  71: "insufficient_security",
  80: "internal_error",
  86: "inappropriate_fallback",
  90: "user_canceled",
  100: "no_renegotiation",
  109: "missing_extension",
  110: "unsupported_extension",
  112: "unrecognized_name",
  113: "bad_certificate_status_response",
  116: "certificate_required",
  120: "no_application_protocol",
};

export function alertName(description: number): string {
  return ALERTS[description] ?? `alert_${String(description)}`;
}

/** Signature schemes with SHA-1 (RFC 5246, section 7.4.1.4.1): RSA, ECDSA, DSA. */
export const SHA1_SIGNATURES: Readonly<Record<number, string>> = {
  0x0201: "rsa_pkcs1_sha1",
  0x0203: "ecdsa_sha1",
  0x0202: "dsa_sha1",
};

/** The same with SHA-224. */
export const SHA224_SIGNATURES: Readonly<Record<number, string>> = {
  0x0301: "rsa_pkcs1_sha224",
  0x0303: "ecdsa_sha224",
  0x0302: "dsa_sha224",
};
