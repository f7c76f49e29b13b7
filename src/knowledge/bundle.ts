// Knowledge as it is stored with a run, so that an old run can be judged again as it was.
import type { Knowledge } from "../model/knowledge.ts";
import { z } from "zod";
import { deepFreeze } from "./freeze.ts";
import { bundleError } from "./problem.ts";
import { KnowledgeBundle } from "./schema.ts";

/** One line of JSON; the same knowledge gives the same bytes. */
export function knowledgeToJson(knowledge: Knowledge): string {
  return JSON.stringify(knowledge);
}

/** @throws RasoatError "knowledge-bundle-invalid" */
export function knowledgeFromJson(json: string): Knowledge {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw bundleError("JSON", error);
  }
  const parsed = KnowledgeBundle.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = issue === undefined ? "" : z.core.toDotPath(issue.path);
    throw bundleError(`${place}: ${issue?.message ?? ""}`, parsed.error);
  }
  return deepFreeze(parsed.data);
}
