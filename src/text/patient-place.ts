// Tells addresses that lead to single patients, or to lists of them, by their words alone: nothing is ever asked there.
// It is no judgement of what is found; a page about patients in general may be among them, and is left unread.
import { foldAccents } from "./fold.ts";

/** Parameters that name one person: a patient's number, an identity card, an insurance card, a name, a day of birth. */
const PERSON =
  /^(?:ma|so|id|txt|p)?[-_]?(?:bn|benh[-_]?nhan|bhyt|the[-_]?bhyt|cccd|cmnd|cmt|ho[-_]?(?:va[-_]?)?ten|ten[-_]?bn|ngay[-_]?sinh|dien[-_]?thoai|sdt|patient(?:[-_]?(?:id|name|code|no))?|mrn|ma[-_]?(?:hs|ho[-_]?so|y[-_]?te|dieu[-_]?tri|kham|phieu)|full[-_]?name|birth[-_]?(?:day|date)|dob|phone|national[-_]?id|study(?:instance)?uid)$/i;

export function namesPerson(parameter: string): boolean {
  return PERSON.test(folded(parameter));
}

const ABOUT_PATIENTS =
  /(?:^|[^a-z])(?:patients?|benh[-_ ]?(?:nhan|an)|ho[-_ ]?so[-_ ]?suc[-_ ]?khoe|ket[-_ ]?qua[-_ ]?(?:xet[-_ ]?nghiem|kham|cls|can[-_ ]?lam[-_ ]?sang)|don[-_ ]?thuoc|phieu[-_ ]?kham|dicom(?:-?web)?|wado|fhir)(?:[^a-z]|$)/i;

/** Whether a link of a page may lead to patients. @param path with its query, as it would be asked for */
export function mayShowPatients(path: string): boolean {
  return ABOUT_PATIENTS.test(folded(path)) || isRecord(path);
}

/** Resources of patients in the interfaces of clinical systems, and one thing below a list of patients. */
const RESOURCE =
  /\/(?:fhir|dicom-?web|rs|wado|orthanc)\/(?:[^?]{0,80}\/)?(?:patients?|stud(?:y|ies)|series|instances|observation|encounter|condition|diagnosticreport)(?:[/?]|$)|\/(?:patients?|studies|instances|benh[-_]?(?:nhan|an))\/[^/?]{0,80}\d|\/wado\?/i;

/** Whether an address leads to one patient's data, whoever sent us there. @param path with its query */
export function isRecord(path: string): boolean {
  const [place, query] = splitQuery(path);
  if (RESOURCE.test(folded(place) + (query === "" ? "" : "?"))) return true;
  return [...new URLSearchParams(query)].some(([name, value]) => value !== "" && namesPerson(name));
}

function splitQuery(path: string): [string, string] {
  const at = path.indexOf("?");
  return at === -1 ? [path, ""] : [path.slice(0, at), path.slice(at + 1)];
}

function folded(text: string): string {
  return foldAccents(decoded(text));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not percent-encoded UTF-8: as it stands.
    return text;
  }
}
