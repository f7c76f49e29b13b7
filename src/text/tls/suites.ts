// What a cipher suite is worth and which suites make up a hello. Knows suites only as data.
import type { TlsFlight } from "../../model/observation.ts";
import type { TlsKnowledge, TlsSuite } from "../../model/tls-knowledge.ts";
import { MAX_SUITES } from "./client-hello.ts";

/** Worst first: the order in which weak classes are named and offered. */
export const WEAK_CLASSES = ["null", "anonymous", "export", "des", "rc4", "3des"] as const;
export type WeakClass = (typeof WEAK_CLASSES)[number];

export function codeOf(entry: { readonly code: string }): number {
  return Number.parseInt(entry.code, 16);
}

/** Every weakness of a suite; "3des" stands for all ciphers with blocks of 64 bits (SWEET32), so for IDEA too. */
export function weaknessesOf(suite: TlsSuite): readonly WeakClass[] {
  const { cipher, auth } = suite;
  const found: WeakClass[] = [];
  if (cipher === "none") found.push("null");
  if (auth === "anon") found.push("anonymous");
  if (suite.export) found.push("export");
  if (cipher === "des" && !suite.export) found.push("des");
  if (cipher === "rc4" && !suite.export) found.push("rc4");
  if (cipher === "3des" || cipher === "idea") found.push("3des");
  return found;
}

/** True when whoever takes the server's key later cannot read what was recorded. */
export function isForwardSecret({ kx }: TlsSuite): boolean {
  return kx === "dhe" || kx === "ecdhe" || kx === "tls13";
}

/**
 * Whether nothing smaller is to be expected: OpenSSL takes a smaller prime for anonymous suites with short keys than for
 * those with 256 bits.
 */
export function tellsAnonymousPrime(
  { name, auth }: TlsSuite,
  { temporaryKey }: Pick<TlsFlight, "temporaryKey">,
  { minDhBits }: TlsKnowledge,
): boolean {
  if (auth !== "anon" || temporaryKey?.kind !== "dhe") return false;
  return temporaryKey.bits < minDhBits || !name.includes("_256_");
}

export function suiteOf(knowledge: TlsKnowledge, code: number): TlsSuite | null {
  return knowledge.suites.find((suite) => codeOf(suite) === code) ?? null;
}

/** The name, or "0xC02F" for what the table does not know. */
export function suiteName(knowledge: TlsKnowledge, code: number): string {
  return suiteOf(knowledge, code)?.name ?? `0x${code.toString(16).toUpperCase().padStart(4, "0")}`;
}

export function groupName(knowledge: TlsKnowledge, code: number): string {
  const known = knowledge.groups.find((group) => codeOf(group) === code);
  return known?.name ?? `0x${code.toString(16).toUpperCase().padStart(4, "0")}`;
}

/** Lists of at most 64. */
export function chunked(codes: readonly number[]): readonly (readonly number[])[] {
  const count = Math.ceil(codes.length / MAX_SUITES);
  return Array.from({ length: count }, (_, index) =>
    codes.slice(index * MAX_SUITES, (index + 1) * MAX_SUITES),
  );
}
