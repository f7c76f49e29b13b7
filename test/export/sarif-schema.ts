// The part of SARIF 2.1.0 that this program writes, as strict shapes after the OASIS schema (errata 01):
// names, types, enumerations and required keys as there; a key that is not there is refused.
import { z } from "zod";

const Message = z.strictObject({ text: z.string().min(1) });
const Level = z.enum(["none", "note", "warning", "error"]);

const ReportingDescriptor = z.strictObject({
  id: z.string(),
  shortDescription: Message,
  fullDescription: Message.optional(),
  help: Message,
  defaultConfiguration: z.strictObject({ level: Level }),
  properties: z.strictObject({
    tags: z.array(z.string()).refine((tags) => new Set(tags).size === tags.length),
    "security-severity": z.string().regex(/^\d+\.\d$/),
  }),
});

const Location = z.strictObject({
  physicalLocation: z
    .strictObject({ artifactLocation: z.strictObject({ uri: z.url({ protocol: /^https?$/ }) }) })
    .optional(),
  logicalLocations: z.array(z.strictObject({ fullyQualifiedName: z.string(), kind: z.string() })),
});

const Result = z.strictObject({
  ruleId: z.string(),
  ruleIndex: z.int().min(0),
  level: Level,
  message: Message,
  locations: z.array(Location),
  partialFingerprints: z.record(z.string(), z.string()),
  properties: z.looseObject({ severity: z.string() }),
});

export const SarifLog = z.strictObject({
  $schema: z.url(),
  version: z.literal("2.1.0"),
  runs: z.array(
    z.strictObject({
      tool: z.strictObject({
        driver: z.strictObject({
          name: z.string(),
          semanticVersion: z.string(),
          language: z.string().regex(/^[a-zA-Z]{2}(?:-[a-zA-Z]{2})?$/),
          rules: z.array(ReportingDescriptor),
        }),
      }),
      columnKind: z.enum(["utf16CodeUnits", "unicodeCodePoints"]),
      properties: z.strictObject({ ledgerHead: z.string() }),
      results: z.array(Result),
    }),
  ),
});
