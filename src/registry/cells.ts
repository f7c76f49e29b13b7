// Cells of a table to the values a YAML file would hold. Never fails and never guesses: what is not
// understood is handed on as text, and the schema says what is wrong with it.

export type Cell = string | number | boolean | Date | null;

/** Text of a cell, composed (NFC) and trimmed; null when empty. */
export function textOf(cell: Cell): string | null {
  if (cell === null) return null;
  if (cell instanceof Date) return dateText(cell);
  const text = String(cell).normalize("NFC").trim();
  return text === "" ? null : text;
}

/** Line breaks within a cell are for its looks only. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, " ");
}

/** Spreadsheets keep a time of day as a moment of 30 December 1899. */
function dateText(date: Date): string {
  const minute = new Date(Math.round(date.getTime() / 60_000) * 60_000).toISOString();
  return minute < "1901" ? minute.slice(11, 16) : minute.slice(0, 10);
}

/** Lower case without accents, and nothing but letters and digits: for headers and fixed words. */
export function foldWord(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[đĐ]/g, "d")
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "");
}

/** ISO dates stay; D/M/Y with "/", "-" or ".", and "ngày … tháng … năm …" become ISO, if there is such a day. */
export function toDay(text: string): string {
  const match =
    /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text) ??
    /^(?:ngày\s+)?(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})$/i.exec(text);
  if (match === null) return text;
  const [, day = "", month = "", year = ""] = match;
  const iso = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  const moment = new Date(`${iso}T00:00:00Z`);
  const isDay = !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(iso);
  return isDay ? iso : text;
}

/** A day as `toDay` reads it; "12/2026" and "tháng 12 năm 2026" become "2026-12". */
export function toDayOrMonth(text: string): string {
  const match =
    /^(?:tháng\s+)?(\d{1,2})[/.-](\d{4})$/i.exec(text) ??
    /^tháng\s+(\d{1,2})\s+năm\s+(\d{4})$/i.exec(text);
  if (match === null) return toDay(text);
  const [, month = "", year = ""] = match;
  return `${year}-${month.padStart(2, "0")}`;
}

/** "7:30", "7h30" and "22h" become "07:30" and "22:00". */
export function toTime(text: string): string {
  const match = /^(\d{1,2})(?::|[hH])(\d{2})?$/.exec(text);
  if (match?.[1] === undefined) return text;
  return `${match[1].padStart(2, "0")}:${match[2] ?? "00"}`;
}

/** Items of one cell, parted by semicolons, commas or white space. */
export function toTokens(text: string): string[] {
  return text.split(/[;,\s]+/).filter((token) => token !== "");
}

/** Items that may hold spaces and commas, parted by semicolons or line ends. */
export function toPhrases(text: string): string[] {
  return text
    .split(/[;\n\r]+/)
    .map((phrase) => phrase.trim())
    .filter((phrase) => phrase !== "");
}

export function toNumber(text: string): number | string {
  return /^\d+(?:[.,]\d+)?$/.test(text) ? Number(text.replace(",", ".")) : text;
}

/** "8443" or "8443/https"; the list may be as long as a person likes. */
export function toPorts(text: string): unknown[] {
  return toTokens(text).map((token) => {
    const match = /^(\d{1,6})(?:\/([a-z]+))?$/i.exec(token);
    if (match?.[1] === undefined) return token;
    const port = Number(match[1]);
    return match[2] === undefined ? port : { port, scheme: match[2].toLowerCase() };
  });
}

/** Turns words people write into the contract's ids; anything else stays as it is. */
export function wordTable(words: Readonly<Record<string, unknown>>): (text: string) => unknown {
  const table = new Map(Object.entries(words).map(([word, value]) => [foldWord(word), value]));
  return (text) => (table.has(foldWord(text)) ? table.get(foldWord(text)) : text);
}

export const toYesNo = wordTable({
  true: true,
  yes: true,
  có: true,
  x: true,
  false: false,
  no: false,
  không: false,
});

/** "3", "Cấp độ 3", "cấp 3"; "none" and "không có" mean none; "chưa khai báo" says nothing. */
export function toLevel(text: string): unknown {
  const match = /^(?:level|capdo|cap)?([1-5])$/.exec(foldWord(text));
  if (match !== null) return Number(match[1]);
  return LEVEL_WORDS(text);
}

const LEVEL_WORDS = wordTable({
  none: "none",
  "không có": "none",
  "chưa xác định cấp độ": "none",
  "chưa khai báo": undefined,
  "not declared": undefined,
});

/** "a@b.vn; head:c@b.vn": a bare address is the security contact. */
export function toContacts(text: string): unknown {
  if (isNone(text)) return "none";
  return toTokens(text).map((token) => {
    const [role, email] = token.split(":", 2);
    return email === undefined ? { role: "security", email: token } : { role, email };
  });
}

export function isNone(text: string): boolean {
  return ["none", "khong", "khongco", "chuaco"].includes(foldWord(text));
}
