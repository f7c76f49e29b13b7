// Names of files in a folder that a server lists: whoever left them there may have named them after people, patients
// above all. What kind of file it is stays, and whether its name speaks of patients. Pure, linear, ASCII only.
import type { Masked } from "./mask.ts";

const LISTING = /<title>\s{0,20}(?:Index of|Directory listing for)\b|\[To Parent Directory\]/i;
const HEAD_CHARACTERS = 8192;

const ENDINGS = "xlsx?|csv|docx?|odt|ods|rtf|pdf|dcm|hl7|jpe?g|png|tiff?";
const FILE = new RegExp(
  String.raw`(<a\s[^<>]{0,200}?href=["'])([^"'<>?#]{1,400})\.(${ENDINGS})(["'][^<>]{0,200}>)([^<]{0,400})(?=<\/a>)`,
  "gi",
);
const PATIENTS = /benh[_-]?nhan|b%E1%BB%87nh(?:%20|[_-])nh%C3%A2n|patient/i;
const FOLDER = /^.*\//;
const MASK = "***";

/** @param text a page, as read in Latin-1; anything but the list of a folder comes back unchanged */
export function maskListing(text: string): Masked {
  if (!LISTING.test(text.slice(0, HEAD_CHARACTERS))) return { text, masked: 0 };
  let masked = 0;
  const replaced = text.replace(FILE, (...groups: string[]) => {
    const [whole = "", lead = "", path = "", ending = "", end = ""] = groups;
    const folder = FOLDER.exec(path)?.[0] ?? "";
    const name = `${PATIENTS.test(path.slice(folder.length)) ? "benh-nhan-" : ""}${MASK}.${ending}`;
    const next = `${lead}${folder}${name}${end}${name}`;
    if (next !== whole) masked += 1;
    return next;
  });
  return { text: replaced, masked };
}
