// Reads DER as a tree of nodes. forge serves as a reader only: it throws on whatever is not DER, here that is a value.
import forge from "node-forge";

const { asn1 } = forge;
export type DerNode = forge.asn1.Asn1;

/** The types of forge know the older signature only. */
const fromDer = asn1.fromDer as unknown as (
  der: string,
  options: { parseAllBytes: boolean; strict: boolean; decodeBitStrings: boolean },
) => DerNode;

/** @param binary one character a byte; undefined comes back where it is no DER */
export function parseDer(binary: string): DerNode | undefined {
  try {
    // Bit strings stay as they are: looking into them is slow and of no use here.
    const options = { parseAllBytes: true, strict: true, decodeBitStrings: false };
    return fromDer(binary, options);
  } catch {
    // forge throws on whatever is not DER; the caller says that the certificate cannot be read.
    return undefined;
  }
}

export function childrenOf(node: DerNode | undefined): readonly DerNode[] {
  return node !== undefined && Array.isArray(node.value) ? node.value : [];
}

/** Contents of a primitive node, one character a byte. */
export function bytesOf(node: DerNode | undefined): string | null {
  return node !== undefined && typeof node.value === "string" ? node.value : null;
}

export function isContext(node: DerNode | undefined, tag: number): boolean {
  return node?.tagClass === asn1.Class.CONTEXT_SPECIFIC && isTag(node, tag);
}

/** forge types the tag as its own list of universal types; here it is a number of the context. */
function isTag(node: DerNode, tag: number): boolean {
  const type: number = node.type;
  return type === tag;
}

export function oidOf(node: DerNode | undefined): string | null {
  const bytes = bytesOf(node);
  if (bytes === null || node?.type !== asn1.Type.OID) return null;
  try {
    return asn1.derToOid(bytes);
  } catch {
    // An arc beyond what forge reads: no OID that anybody uses.
    return null;
  }
}

/** Printable ASCII as it is, everything else as \xNN. */
export function printable(bytes: string): string {
  return bytes.replace(
    /[^\x20-\x7e]/g,
    (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
}
