// The shape of all knowledge together, and of the files that hold more than one thing.
import { z } from "zod";
import { DefacementKnowledge } from "../model/defacement-knowledge.ts";
import { Action } from "../model/action.ts";
import { Calendar, Citation, Directive } from "../model/directive.ts";
import { IncidentTerms } from "../model/incident.ts";
import type { Knowledge } from "../model/knowledge.ts";
import { PanelSignature } from "../model/panel-signature.ts";
import { HashTable, Product } from "../model/product.ts";
import { Rule } from "../model/rule.ts";
import { TlsKnowledge } from "../model/tls-knowledge.ts";

/** data/law/*.yaml */
export const LawFile = z.strictObject({
  asOf: z.iso.date(),
  source: z.string(),
  citations: z.array(Citation).min(1),
});

/** data/shared-domains.yaml */
export const SharedDomainsFile = z.strictObject({
  asOf: z.iso.date(),
  source: z.string(),
  domains: z.array(z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)*$/)),
});

const Version = z.string().regex(/^[0-9a-f]{12}$/);

/** The bundle that is stored with a run. */
export const KnowledgeBundle = z.strictObject({
  versions: z.strictObject({ rules: Version, data: Version }),
  rules: z.array(Rule),
  /** Absent from bundles of the first releases. */
  actions: z.array(Action).default([]),
  directives: z.array(Directive),
  law: z.array(Citation),
  calendar: Calendar,
  /** Absent from bundles of the first releases; nothing is judged by it. */
  incidents: IncidentTerms.default({
    asOf: "2026-11-22",
    source: "",
    law: "",
    firstNoticeHours: 24,
    fullReportHours: 72,
    serious: [],
    recipients: [{ vi: "Bộ Y tế", en: "The Ministry of Health" }],
  }),
  products: z.array(Product),
  hashes: z.record(z.string(), HashTable),
  panels: z.array(PanelSignature),
  defacement: DefacementKnowledge,
  tls: TlsKnowledge,
  sharedDomains: z.array(z.string()),
}) satisfies z.ZodType<Knowledge>;
