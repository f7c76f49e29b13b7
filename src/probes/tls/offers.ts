// What each hello of the audit offers, chosen from the table of suites. At most 64 a hello, weakest first where the
// server's choice is to show how far down it would go.
import type { TlsKnowledge, TlsSuite } from "../../model/tls-knowledge.ts";
import { MAX_SUITES } from "../../text/tls/client-hello.ts";
import { chunked, codeOf, weaknessesOf, type WeakClass } from "../../text/tls/suites.ts";

/** Weakest first. ChaCha20 is never first: OpenSSL would take its place for a wish (PrioritizeChaCha). */
const CIPHER_ORDER: readonly TlsSuite["cipher"][] = [
  "none",
  "des",
  "rc2",
  "rc4",
  "idea",
  "3des",
  "seed",
  "camellia-cbc",
  "aria-cbc",
  "aes-cbc",
  "aes-ccm",
  "camellia-gcm",
  "aria-gcm",
  "aes-gcm",
  "chacha20",
];
const KX_ORDER: readonly TlsSuite["kx"][] = ["dh", "ecdh", "rsa", "dhe", "ecdhe", "tls13"];

/** Only in TLS 1.2 (RFC 5246, section 5, and the suites' own RFCs). */
export const MODERN_ONLY = /GCM|CCM|POLY1305|SHA256$|SHA384$/;
/** In the ordinary hello only what common software speaks. */
const COMMON: ReadonlySet<TlsSuite["cipher"]> = new Set([
  "rc4",
  "3des",
  "aes-cbc",
  "aes-gcm",
  "chacha20",
]);

export interface Offers {
  /** What common software speaks, up to TLS 1.2. */
  readonly common: readonly number[];
  /** A few of these, for servers that choke on longer hellos. */
  readonly few: readonly number[];
  readonly tls13: readonly number[];
  /** What is left up to TLS 1.2, weakest first. */
  readonly uncommon: () => readonly (readonly number[])[];
  readonly dhe: readonly number[];
  /** Without RC4: OpenJDK takes a longer prime for that than for DES, and hides the shorter one behind it. */
  readonly dheExport: readonly number[];
  /** Anonymous, with keys below 256 bits: OpenSSL takes a smaller prime for these than for longer keys. */
  readonly dheAnonymous: readonly number[];
  /** Without forward secrecy, sound ones first. */
  readonly fixed: readonly number[];
  readonly forward: readonly number[];
  /** What has a server with an RSA or ECDSA key sign, strongest first. */
  readonly signed: readonly number[];
  /** For the key of the other kind than `auth`. */
  readonly otherThan: (auth: "rsa" | "ecdsa" | "dss") => readonly number[];
  /** For versions before TLS 1.2: what is usual, and what is not. */
  readonly old: readonly number[];
  readonly rareOld: readonly number[];
  /** Every suite that has one of the classes and none of `unless`. */
  readonly weak: (classes: readonly WeakClass[], unless: readonly WeakClass[]) => readonly number[];
  readonly ssl2: readonly number[];
  readonly hybridGroups: readonly number[];
  readonly allGroups: readonly number[];
  /** Without finite-field groups: naming those makes servers withhold their own primes (RFC 7919, section 4). */
  readonly curves: readonly number[];
}

const made = new WeakMap<TlsKnowledge, Offers>();

/** Made once for each knowledge, as every port of a night asks for the same. */
export function offersFrom(knowledge: TlsKnowledge): Offers {
  const known = made.get(knowledge) ?? makeOffers(knowledge);
  made.set(knowledge, known);
  return known;
}

function makeOffers(knowledge: TlsKnowledge): Offers {
  const all = knowledge.suites
    .map((suite) => ({ suite, rank: rank(suite) }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ suite }) => suite);
  const below13 = all.filter(({ kx }) => kx !== "tls13");
  const sound = below13.filter((suite) => weaknessesOf(suite).length === 0);
  const best = sound.toReversed();
  const pick = (from: readonly TlsSuite[], test: (suite: TlsSuite) => boolean) =>
    from.filter(test).slice(0, MAX_SUITES).map(codeOf);
  const old = below13.filter(({ name }) => !MODERN_ONLY.test(name));
  const common = pick(below13, isUsual);
  const isUncommon = (code: number) => !common.includes(code);
  const groups = (...kinds: readonly string[]) =>
    knowledge.groups.filter(({ kind }) => kinds.includes(kind)).map(codeOf);
  return {
    common,
    uncommon: () => chunked(below13.toSorted(weakFirst).map(codeOf).filter(isUncommon)),
    few: pick(
      sound,
      (suite) => isOrdinary(suite) && /^TLS_.*AES_(128|256)_(CBC_SHA|GCM_SHA\d+)$/.test(suite.name),
    ),
    tls13: pick(all, ({ kx }) => kx === "tls13"),
    dhe: pick(below13, (suite) => isDhe(suite) && suite.cipher !== "none" && !suite.export),
    dheExport: pick(
      below13,
      ({ kx, cipher, export: cut }) => kx === "dhe" && cut && cipher !== "rc4",
    ),
    dheAnonymous: pick(
      below13,
      ({ name, kx, auth }) => kx === "dhe" && auth === "anon" && !name.includes("_256_"),
    ),
    fixed: pick([...sound, ...below13.filter((suite) => !sound.includes(suite))], isFixed),
    forward: pick(best, (suite) => isSigned(suite) && suite.auth !== "dss"),
    signed: pick(
      below13.toReversed(),
      (suite) => isSigned(suite) && suite.auth !== "dss" && !/EXPORT|^OLD_/.test(suite.name),
    ),
    otherThan: (auth) => pick(best, (suite) => suite.auth === (auth === "rsa" ? "ecdsa" : "rsa")),
    old: pick(old, isUsualOld),
    rareOld: pick(old, (suite) => !isUsualOld(suite)),
    weak: (classes, unless) =>
      pick(below13, (suite) => {
        const has = weaknessesOf(suite);
        return has.some((one) => classes.includes(one)) && !has.some((one) => unless.includes(one));
      }),
    ssl2: knowledge.ssl2Suites.map(codeOf),
    hybridGroups: groups("hybrid"),
    allGroups: groups("hybrid", "ec", "ffdhe"),
    curves: groups("ec"),
  };
}

function isOrdinary({ kx, auth }: TlsSuite): boolean {
  return auth !== "anon" && auth !== "dss" && kx !== "dh" && kx !== "ecdh";
}

function isUsualOld(suite: TlsSuite): boolean {
  return isOrdinary(suite) && suite.cipher !== "none" && !suite.export;
}

function isUsual(suite: TlsSuite): boolean {
  return isUsualOld(suite) && COMMON.has(suite.cipher);
}

function isDhe({ kx, auth }: TlsSuite): boolean {
  return kx === "dhe" && auth !== "anon";
}

/** The server signs its temporary key. */
function isSigned(suite: TlsSuite): boolean {
  return isDhe(suite) || (suite.kx === "ecdhe" && suite.auth !== "anon");
}

/** Without forward secrecy. Nobody has certificates for DH; keys for ECDH serve AES as well as anything else. */
function isFixed({ kx, cipher }: TlsSuite): boolean {
  return kx === "rsa" || (kx === "ecdh" && cipher.startsWith("aes"));
}

function rank({ cipher, kx }: TlsSuite): number {
  return CIPHER_ORDER.indexOf(cipher) * 10 + KX_ORDER.indexOf(kx);
}

function weakFirst(one: TlsSuite, other: TlsSuite): number {
  return Number(weaknessesOf(one).length === 0) - Number(weaknessesOf(other).length === 0);
}
