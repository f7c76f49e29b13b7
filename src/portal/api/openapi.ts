// The OpenAPI 3.1 document, made from the route table and its zod schemas: nothing of it is written by hand.
import { z } from "zod";
import type { ApiRoute } from "./route.ts";
import { NAMED, Problem } from "./schemas.ts";

type Json = Record<string, unknown>;

const AT = "#/components/schemas/";
const PROBLEMS: readonly (readonly [string, string])[] = [
  ["400", "The question is not valid."],
  ["401", "The token is missing or holds no more."],
  ["404", "Missing, or not within the scope of the token: the same answer."],
  ["409", "Our own rules refused it; the text says how to mend it."],
  ["429", "Too many requests; Retry-After names the seconds."],
];

export function openApi(routes: readonly ApiRoute[], version: string): Json {
  return {
    openapi: "3.1.0",
    info: {
      title: "rasoat",
      version,
      description:
        "What the portal's pages show, for programs. A token reads what it was made for and no more; what is another's and what is missing are answered alike.",
    },
    servers: [{ url: "/" }],
    security: [{ token: [] }],
    paths: pathsOf(routes),
    components: {
      securitySchemes: {
        token: { type: "http", scheme: "bearer", description: "Made on the account page." },
      },
      schemas: namedSchemas(),
    },
  };
}

function pathsOf(routes: readonly ApiRoute[]): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, "{$1}");
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) };
  }
  return paths;
}

function operation(route: ApiRoute): Json {
  const { act, summary, method, asked, audience } = route;
  const parts = [...route.path.matchAll(/:(\w+)/g)].map(([, name = ""]) => name);
  const inPath = parts.map((name) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  const body = method === "POST" ? { requestBody: bodyOf(asked) } : {};
  return {
    operationId: act
      .replace(/^api /, "")
      .replace(/\W+(\w)/g, (_all, next: string) => next.toUpperCase()),
    summary: summary.en,
    description: `${summary.vi}. ${AUDIENCES[audience]}`,
    parameters: [...inPath, ...(method === "GET" ? queryOf(asked) : [])],
    ...body,
    responses: { "200": answered(route), ...problems() },
  };
}

const AUDIENCES = {
  reader: "Any token.",
  manager: "Tokens of a unit's manager that may act.",
  central: "Tokens of the central team that reach all.",
} as const;

function queryOf(asked: z.ZodObject): readonly Json[] {
  return Object.entries(asked.shape).map(([name, schema]) => ({
    name,
    in: "query",
    required: false,
    schema: plain(schema),
  }));
}

function bodyOf(asked: z.ZodObject): Json {
  return { required: true, content: { "application/json": { schema: plain(asked, "input") } } };
}

function answered({ answered: what }: ApiRoute): Json {
  if (what.kind === "file") {
    const [type = ""] = what.type.split(";");
    return { description: "The file.", content: { [type]: {} } };
  }
  return {
    description: "The answer.",
    content: { "application/json": { schema: refer(what.schema) } },
  };
}

function problems(): Json {
  const content = { "application/problem+json": { schema: refer(Problem) } };
  return Object.fromEntries(
    PROBLEMS.map(([status, description]) => [status, { description, content }]),
  );
}

function refer(schema: z.ZodType): Json {
  const id = NAMED.get(schema)?.id;
  return id === undefined ? plain(schema) : { $ref: `${AT}${id}` };
}

/** Named schemas within it become references into the components. */
function plain(schema: z.core.$ZodType, io: "input" | "output" = "output"): Json {
  const made = z.toJSONSchema(schema, { ...SHARED, io, metadata: NAMED });
  return JSON.parse(JSON.stringify(bare(made)).replaceAll("#/$defs/", AT)) as Json;
}

function namedSchemas(): Json {
  const { schemas } = z.toJSONSchema(NAMED, { ...SHARED, uri: (id) => `${AT}${id}` });
  return Object.fromEntries(Object.entries(schemas).map(([id, made]) => [id, bare(made)]));
}

/** What a schema says of itself as a file of its own has no place within the document. */
function bare(made: object): Json {
  const own = new Set(["$schema", "$id", "$defs"]);
  return Object.fromEntries(Object.entries(made).filter(([key]) => !own.has(key)));
}

const SHARED = {
  override: ({ jsonSchema }: { jsonSchema: Json }) => {
    // "readonly" is a promise to our own code, not to the reader.
    delete jsonSchema["readOnly"];
  },
};
