// Text as markup text: after this nothing in it can open a tag, end an attribute or name an entity.
import { withoutForbidden } from "../plain.ts";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "`": "&#96;",
};

/** For HTML and XML, in content and in quoted attributes alike. */
export function escapeMarkup(text: string): string {
  return withoutForbidden(text).replace(/[&<>"'`]/g, (sign) => ENTITIES[sign] ?? "");
}
