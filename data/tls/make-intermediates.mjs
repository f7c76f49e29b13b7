// Makes data/tls/intermediates.json anew from a list of certificates, for the people who keep rasoat; after a build:
// node data/tls/make-intermediates.mjs int-bundle.crt 2026-05-18 2026-11-22 > data/tls/intermediates.json
// The list must be free to use: see "source" below. Only facts of the certificates go into the file.
import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { rootCertificates } from "node:tls";
import { describeCertificate } from "../../dist/net/certificate.js";

const SERVER_AUTH = "1.3.6.1.5.5.7.3.1";

const [path, asOf, today] = process.argv.slice(2);
if (path === undefined || asOf === undefined || today === undefined) {
  throw new Error("usage: make-intermediates.mjs <PEM file> <day of the list> <today>");
}

const pems = readFileSync(path, "utf8").match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERT/g);
const rows = anchored((pems ?? []).flatMap((pem) => readable(`${pem}IFICATE-----`)))
  .filter((certificate) => signsWebsites(certificate))
  .map((certificate) => describeCertificate(certificate))
  .filter((certificate) => certificate !== null && isUsable(certificate))
  .map(({ subject, details, sha256, notAfter }) => [
    subject,
    details.subjectKeyId,
    sha256,
    notAfter.slice(0, "2026-11-22".length),
  ])
  .toSorted((a, b) => (a.join() < b.join() ? -1 : 1));

const source =
  `github.com/cloudflare/cfssl_trust, int-bundle.crt of ${asOf}, BSD-2-Clause, Copyright (c) 2014 CloudFlare Inc.; only facts of the certificates ` +
  "were taken: of those not kept for other uses than server authentication that lead by signature to the roots pinned in Node.js " +
  `${process.versions.node} and were valid on ${today}`;
process.stdout.write(
  `{\n"asOf": ${JSON.stringify(asOf)},\n"source": ${JSON.stringify(source)},\n"intermediates": [\n` +
    `${rows.map((row) => JSON.stringify(row)).join(",\n")}\n]\n}\n`,
);

/** Certificates from which signatures lead to a pinned root, through others of the list. */
function anchored(certificates) {
  const issuers = new Map();
  for (const pem of rootCertificates) keep(issuers, new X509Certificate(pem));
  const found = [];
  let waiting = certificates;
  for (;;) {
    const next = waiting.filter((one) =>
      (issuers.get(one.issuer) ?? []).some((ca) => signs(ca, one)),
    );
    if (next.length === 0) return found;
    for (const one of next) keep(issuers, one);
    found.push(...next);
    waiting = waiting.filter((one) => !next.includes(one));
  }
}

function keep(issuers, certificate) {
  const sameName = issuers.get(certificate.subject) ?? [];
  issuers.set(certificate.subject, [...sameName, certificate]);
}

function signs(issuer, certificate) {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

/** The runtime gives the extended uses as `keyUsage`; without any, every use is allowed. */
function signsWebsites({ ca, keyUsage }) {
  return ca && (keyUsage === undefined || keyUsage.includes(SERVER_AUTH));
}

/** Not a root, still valid, with a key id. */
function isUsable({ selfIssued, notAfter, details }) {
  return !selfIssued && notAfter > today && (details?.subjectKeyId ?? null) !== null;
}

function readable(pem) {
  try {
    return [new X509Certificate(pem)];
  } catch {
    // One that cannot be read names nothing.
    return [];
  }
}
