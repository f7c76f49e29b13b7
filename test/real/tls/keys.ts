// Keys and certificates of the lab, made by the openssl program: one root, an RSA and an EC leaf, primes of Diffie-Hellman.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { HOST } from "../../helpers/loopback/open-test-door.ts";

const COMMANDS = [
  "req -x509 -newkey rsa:2048 -nodes -keyout root.key -out root.pem -days 80 -subj /CN=Lab",
  `req -newkey rsa:2048 -nodes -keyout rsa.key -out rsa.csr -subj /CN=${HOST}`,
  `req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ec.key -out ec.csr -subj /CN=${HOST}`,
  "x509 -req -in rsa.csr -CA root.pem -CAkey root.key -CAcreateserial -days 60 -extfile san -out rsa.pem",
  "x509 -req -in ec.csr -CA root.pem -CAkey root.key -CAcreateserial -days 60 -extfile san -out ec.pem",
  "dhparam -dsaparam -out dh2048.pem 2048",
  "pkcs12 -export -in rsa.pem -inkey rsa.key -name s -passout pass:rasoat -out rsa.p12",
];

/** The second Oakley group (RFC 2409, section 6.2): the prime of 1024 bits that half of the old servers share. */
const DH_1024 = `-----BEGIN DH PARAMETERS-----
MIGHAoGBAP//////////yQ/aoiFowjTExmKLgNwc0SkCTgiKZ8x0Agu+pjsTmyJR
Sgh5jjQE3e+VGbPNOkMbMCsKbfJfFDdP4TVtbVHCReSFtXZiXn7G9ExC6aY37WsL
/1y29Aa37e44a/taiZ+lrp8kEXxLH+ZJKGZR7OZTgf//////////AgEC
-----END DH PARAMETERS-----
`;

export function makeKeys(folder: string): void {
  writeFileSync(join(folder, "san"), `subjectAltName=DNS:${HOST}\n`);
  for (const command of COMMANDS) {
    execFileSync("openssl", command.split(" "), { cwd: folder, stdio: "ignore" });
  }
  writeFileSync(join(folder, "dh1024.pem"), DH_1024);
  // Apache takes the prime from the file of the certificate.
  const rsa = readFileSync(join(folder, "rsa.pem"), "utf8");
  writeFileSync(join(folder, "rsa-dh1024.pem"), rsa + DH_1024);
}
