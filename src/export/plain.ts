// Text of scanned sites made fit for files: what CSV, XML, PDF and HTML may not hold is taken out, and so is
// what turns the direction of reading. Pure; it never adds anything.

/** Lone surrogates; control characters but tab and line ends; non-characters; marks that turn or hide text. */
const FORBIDDEN =
  /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff]/g;

/** NFC, without forbidden characters. */
export function withoutForbidden(text: string): string {
  return text.normalize("NFC").replace(FORBIDDEN, "");
}

/** Lines of a text that may go into a document, without forbidden characters and tabs; never empty. */
export function plainLines(text: string): readonly string[] {
  return withoutForbidden(text)
    .replaceAll("\t", " ")
    .split(/\r\n|\r|\n/);
}
