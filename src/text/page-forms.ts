// Forms and whose inputs are whose, as browsers tell it: by the form around them, by their form attribute, or by a form
// that a table made the parser close early.
import type { Attributes, ElementPlace, OpenForm } from "./page-place.ts";
import type { PageForm, PageInput } from "./page-shape.ts";

export interface FormFacts {
  /** @returns the form that opens here */
  opened(tag: string, attributes: Attributes, place: ElementPlace): OpenForm | null;
  finish(): readonly PageForm[];
}

const MAX_FORMS = 20_000;
const MAX_INPUTS = 500;
const MAX_VALUE = 4_000;
const METHODS = new Set(["get", "post", "dialog"]);
const TABLE = new Set(["table", "thead", "tbody", "tfoot", "tr"]);

interface Gathered {
  readonly forms: OpenForm[];
  readonly byId: Map<string, OpenForm>;
  readonly loose: OpenForm;
  /** Inputs that name their form, which may come later. */
  readonly named: { readonly id: string; readonly input: PageInput }[];
  /** The last form, where its end tag was not its end: later inputs are its own until the next form. */
  early: OpenForm | null;
}

export function createFormFacts(): FormFacts {
  const gathered: Gathered = {
    forms: [],
    byId: new Map(),
    loose: { action: "", method: "none", inputs: [], scriptless: false },
    named: [],
    early: null,
  };
  return {
    opened(tag, attributes, place) {
      if (place.foreign) return null;
      if (tag === "form") return openForm(gathered, attributes, place);
      const type = TYPES.get(tag)?.(attributes);
      if (type !== undefined) addInput(gathered, inputOf(attributes, type), attributes, place);
      return null;
    },
    finish: () => finish(gathered),
  };
}

function value(attributes: Attributes, name: string): string {
  return (attributes.get(name) ?? "").trim().slice(0, MAX_VALUE);
}

/** White space around such a word makes it another one. */
function word(attributes: Attributes, name: string): string {
  return (attributes.get(name) ?? "").slice(0, MAX_VALUE).toLowerCase();
}

function openForm(
  gathered: Gathered,
  attributes: Attributes,
  { parent, scriptless }: ElementPlace,
): OpenForm | null {
  if (gathered.forms.length >= MAX_FORMS) return null;
  const method = word(attributes, "method");
  const form: OpenForm = {
    action: value(attributes, "action"),
    method: METHODS.has(method) ? method : "get",
    inputs: [],
    scriptless,
  };
  gathered.forms.push(form);
  const id = attributes.get("id") ?? "";
  if (id !== "" && !gathered.byId.has(id)) gathered.byId.set(id, form);
  gathered.early = TABLE.has(parent.tag) ? form : null;
  return form;
}

/** How each control names its type, in lower case. */
const TYPES: ReadonlyMap<string, (attributes: Attributes) => string> = new Map<
  string,
  (attributes: Attributes) => string
>([
  ["input", (attributes) => word(attributes, "type") || "text"],
  ["button", (attributes) => word(attributes, "type") || "submit"],
  ["select", () => "select"],
  ["textarea", () => "textarea"],
]);

/** What else a button's type may be sends nothing; of inputs only these two send. */
function inputOf(attributes: Attributes, type: string): PageInput {
  const formaction = value(attributes, "formaction");
  const sends = type === "submit" || type === "image";
  const stays = word(attributes, "formmethod") === "dialog";
  return {
    name: value(attributes, "name"),
    type,
    id: value(attributes, "id"),
    ...(formaction !== "" && sends && !stays && { formaction }),
  };
}

function addInput(
  gathered: Gathered,
  input: PageInput,
  attributes: Attributes,
  place: ElementPlace,
): void {
  const id = attributes.get("form");
  if (id !== undefined) {
    if (gathered.named.length < MAX_FORMS) gathered.named.push({ id, input });
    return;
  }
  push(place.form ?? gathered.early ?? gathered.loose, input);
}

function push({ inputs }: OpenForm, input: PageInput): void {
  if (inputs.length < MAX_INPUTS) inputs.push(input);
}

function finish({ forms, byId, loose, named }: Gathered): readonly PageForm[] {
  for (const { id, input } of named) push(byId.get(id) ?? loose, input);
  return loose.inputs.length > 0 ? [...forms, loose] : forms;
}
