// A leaf, two authorities and a root, which may be changed in any way before they are issued, and in which of them is
// sent.
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { dns, issue, keyIdOf, nameOf, write, type Draft, type Issued } from "./issue.ts";

const DAY_MS = 86_400_000;
export const inDays = (days: number): Date =>
  new Date(Math.floor(Date.now() / 1000) * 1000 + days * DAY_MS);
const ec = (namedCurve: string): KeyObject => generateKeyPairSync("ec", { namedCurve }).privateKey;
const rsa = (): KeyObject => generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
export const SERVER = "1.3.6.1.5.5.7.3.1";

/** Keys are made once: an RSA key takes a tenth of a second. */
export const KEYS = {
  root: rsa(),
  lower: rsa(),
  upper: rsa(),
  leaf: ec("P-256"),
  other: ec("P-256"),
  stranger: ec("P-256"),
  ed25519: generateKeyPairSync("ed25519").privateKey,
  koblitz: ec("secp256k1"),
};

function draft(subject: Buffer, key: KeyObject): Draft {
  const serial = [0x5a, ...keyIdOf(key).subarray(0, 9)];
  const [from, to] = [inDays(-20), inDays(60)];
  return { subject, key, from, to, extensions: {}, version: 3, signing: "sha256", serial };
}

function authority(subject: Buffer, key: KeyObject): Draft {
  const extensions = {
    basic: write.basic(true),
    usage: write.usage(0x06),
    subjectKey: write.subjectKey(keyIdOf(key)),
  };
  return { ...draft(subject, key), from: inDays(-300), to: inDays(900), extensions };
}

const root = (commonName: string, changes: Partial<Draft> = {}): Issued =>
  issue(
    { ...authority(nameOf(["O", "Gốc thử"], ["CN", commonName]), KEYS.root), ...changes },
    null,
  );

export const ROOTS = {
  sound: root("Situations Root"),
  ended: root("Situations Root Ended", { from: inDays(-900), to: inDays(-9) }),
};
export const STRANGER = issue(
  authority(nameOf(["O", "BV-A"], ["CN", "Noi bo"]), KEYS.stranger),
  null,
);

/** What may be changed before everything is issued, from the top down. */
export interface Plan {
  readonly host: string;
  root: Issued;
  readonly leaf: Draft;
  readonly lower: Draft;
  readonly upper: Draft;
  /** Another list of certificates than leaf, lower and upper one. */
  send: ((leaf: Buffer, lower: Buffer, upper: Buffer) => readonly Buffer[]) | null;
  isSelfSigned: boolean;
}

export function planFor(host: string): Plan {
  const leaf = draft(nameOf(["CN", host]), KEYS.leaf);
  leaf.extensions = {
    basic: write.basic(false),
    usage: write.usage(0x80),
    purposes: write.purposes(SERVER),
    altNames: write.altNames([dns(host)]),
  };
  return {
    host,
    root: ROOTS.sound,
    leaf,
    lower: authority(nameOf(["O", "BV CA"], ["CN", `Lower of ${host}`]), KEYS.lower),
    upper: authority(nameOf(["O", "BV CA"], ["CN", `Upper of ${host}`]), KEYS.upper),
    send: null,
    isSelfSigned: false,
  };
}

export interface Sent {
  readonly host: string;
  readonly chain: readonly Buffer[];
  readonly key: KeyObject;
}

export function made(plan: Plan): Sent {
  const upper = issued(plan.upper, plan.root);
  const lower = issued(plan.lower, upper);
  const leaf = plan.isSelfSigned ? issue(plan.leaf, null) : issued(plan.leaf, lower);
  const chain = (plan.send ?? ((...all) => all))(leaf.der, lower.der, upper.der);
  return { host: plan.host, chain, key: plan.leaf.key };
}

function issued(below: Draft, above: Issued): Issued {
  const authorityKey = write.authorityKey(keyIdOf(above.key));
  return issue({ ...below, extensions: { authorityKey, ...below.extensions } }, above);
}
