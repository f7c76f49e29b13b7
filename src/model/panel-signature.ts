// One panel or exposure that can be recognised from outside: data/panels/<slug>.yaml.
import { z } from "zod";
import { Text } from "./text.ts";

/** One part of a marker. `attribute` reads parsed HTML; `text` reads the body without reflections of the path. */
const Part = z.strictObject({
  where: z.enum([
    "status",
    "title",
    "body",
    "header",
    "cookie",
    "attribute",
    "json",
    "first-bytes",
  ]),
  key: z.string().optional(),
  equals: z.union([z.string(), z.number()]).optional(),
  contains: z.string().optional(),
  pattern: z.string().optional(),
});

export const PanelState = z.strictObject({
  predicate: z.enum([
    "panel.login-exposed",
    "panel.unauthenticated",
    "panel.installer-open",
    "exposure.repository",
    "exposure.secret",
    "exposure.backup",
    "exposure.listing",
    "exposure.debug",
    "exposure.status-page",
  ]),
  /** 1 info … 5 critical. */
  grade: z.number().int().min(1).max(5),
  all: z.array(Part).min(1),
  any: z.array(Part).default([]),
  none: z.array(Part).default([]),
});

export const PanelSignature = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  name: Text,
  /** "home": decided on pages already fetched; "core": every night; "tech": only when a product was seen. */
  gate: z.enum(["home", "core", "tech"]),
  tech: z.array(z.string()).default([]),
  paths: z.array(z.string().startsWith("/")),
  method: z.enum(["GET", "HEAD"]).default("GET"),
  firstBytes: z.number().int().positive().max(4096).optional(),
  /** First that matches wins. */
  states: z.array(PanelState).min(1),
  /** Clinical systems weigh more. */
  clinical: z.boolean().default(false),
  source: z.string(),
});
export type PanelSignature = z.infer<typeof PanelSignature>;
