// A form that sends over plain HTTP: always wrong on a secure page, on a plain page where it asks for personal data.
import type { PageForm } from "../../text/page-shape.ts";
import { baseOf, plainUrl, type Document } from "./documents.ts";
import { isHttps } from "./pages.ts";
import type { SeenSign } from "./verdict.ts";

/** The worst first. */
export const KINDS = ["password", "personal", "post", "search"] as const;

const SHOWN = 5;

const PERSONAL =
  /pass|cccd|cmnd|bhyt|(?:so|ma)[-_]?the|phone|dien[-_]?thoai|sdt|email|ho[-_]?ten|fullname|ngay[-_]?sinh|birth/i;

interface InsecureForm {
  readonly kind: (typeof KINDS)[number];
  /** Host and path: a query may hold what somebody entered. */
  readonly to: string;
}

export function insecureForm(documents: readonly Document[], url: string): SeenSign | null {
  const secure = isHttps(url);
  const found = insecureForms(documents).filter(
    ({ kind }) => secure || kind === "password" || kind === "personal",
  );
  const worst = KINDS.find((kind) => found.some((one) => one.kind === kind));
  if (worst === undefined) return null;
  const targets = [...new Set(found.filter(({ kind }) => kind === worst).map(({ to }) => to))];
  const shown = targets.toSorted().slice(0, SHOWN).join(",");
  return {
    is: "seen",
    value: `${worst}=${shown}`,
    text: `a form of ${url} sends over plain HTTP to ${shown}`,
    attributes: { kind: worst },
  };
}

/** Every form of the documents that sends over plain HTTP, whatever it asks for. */
export function insecureForms(documents: readonly Document[]): readonly InsecureForm[] {
  return documents.flatMap((document) =>
    document.upgraded || document.page.upgrades
      ? []
      : document.page.forms.flatMap((form) => {
          const target = plainTarget(form, document);
          if (target === undefined) return [];
          return [{ kind: kindOf(form), to: `${target.host}${target.pathname}` }];
        }),
  );
}

/** An empty action means the page itself, whatever its base (HTML, section 4.10.21.3). */
function plainTarget(form: PageForm, document: Document): URL | undefined {
  if (form.scriptless || form.method === "none" || form.method === "dialog") return undefined;
  const base = baseOf(document, { based: true });
  // A button may send the form elsewhere than its action says.
  const others = form.inputs.flatMap(({ formaction }) => formaction ?? []);
  return [form.action === "" ? document.url : form.action, ...others]
    .map((target) => plainUrl(target, base))
    .find((url) => url !== null);
}

function kindOf({ inputs, method }: PageForm): InsecureForm["kind"] {
  if (inputs.some(({ type }) => type === "password")) return "password";
  if (inputs.some(({ name, id }) => PERSONAL.test(`${name} ${id}`))) return "personal";
  return method === "post" ? "post" : "search";
}
