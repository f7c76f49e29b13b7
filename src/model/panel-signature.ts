// One panel or exposure that can be recognised from outside: data/panels/<slug>.yaml.
import { z } from "zod";
import { Text } from "./text.ts";

/** A regular expression that compiles; "m" is the only flag. */
const Pattern = z.string().refine(
  (source) => {
    try {
      return new RegExp(source, "m") instanceof RegExp;
    } catch {
      return false;
    }
  },
  { message: "not a regular expression" },
);

/**
 * One part of a marker; with neither `equals`, `contains` nor `pattern` presence is enough.
 * - status: `equals`. Without such a part only 200 (206 for first bytes) is looked at.
 * - title, body: text without reflections of the asked path.
 * - header: `key` names it; without a key any header value will do. cookie: tests the names.
 * - redirect: the locations of redirects, followed or not.
 * - attribute: `key` is one of input-name, input-type, id, form-action, script-src, link-href,
 *   stylesheet, meta-<name>, heading, frame-src; values come from the parsed page.
 * - json: `key` is a dotted path into the body parsed as JSON.
 * - first-bytes: lower-case hex of the first 32 bytes.
 * - html: the body is a web page.
 */
const Part = z.strictObject({
  where: z.enum([
    "status",
    "title",
    "body",
    "header",
    "cookie",
    "redirect",
    "attribute",
    "json",
    "first-bytes",
    "html",
  ]),
  key: z.string().optional(),
  equals: z.union([z.string(), z.number()]).optional(),
  contains: z.string().min(1).optional(),
  pattern: Pattern.optional(),
});
export type PanelPart = z.infer<typeof Part>;

/** How the marker is known: seen on the running software, read in its source, or from memory and lists. */
const Basis = z.enum(["measured", "source", "memory"]);

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
  /** One of these as well, if there are any. */
  any: z.array(Part).default([]),
  none: z.array(Part).default([]),
  /** Where this state is known less well than the signature as a whole. */
  basis: Basis.optional(),
});
export type PanelState = z.infer<typeof PanelState>;

const Path = z
  .string()
  .regex(/^\/[^?#\s]*$/, "a path without parameters")
  .refine((path) => !path.includes("/../") && !path.includes("//"), "a plain path");

export const PanelSignature = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  name: Text,
  /** Signatures of one product count once where products are counted; default: the id. */
  product: z.string().optional(),
  /**
   * When `paths` are asked. "home": never, decided on start pages; "calibration": never, decided on
   * answers to paths that do not exist; "core": every night; "weekly": one night in seven;
   * "tech": when one of `tech` was seen; "hint": when a host label, a link or the port hints at it.
   */
  gate: z.enum(["home", "calibration", "core", "weekly", "tech", "hint"]),
  tech: z.array(z.string()).default([]),
  /** Words in host labels or first path segments of links that make a "hint" signature worth asking. */
  hints: z.array(z.string()).default([]),
  /** Registered ports on which it is asked whatever the gate. */
  ports: z.array(z.number().int()).default([]),
  /** "/" means the start pages. "{host}" and "{label}" stand for the host name and its first telling label. */
  paths: z.array(Path),
  /** Further paths, each asked one night in seven. */
  weekly: z.array(Path).default([]),
  /** Also asked of directories that the start page names (listings). */
  directories: z.boolean().default(false),
  method: z.enum(["GET", "HEAD"]).default("GET"),
  firstBytes: z.number().int().positive().max(4096).optional(),
  /** First that matches wins. */
  states: z.array(PanelState).min(1),
  /** Counts only where no other signature matched. */
  generic: z.boolean().default(false),
  /** Clinical systems weigh more. */
  clinical: z.boolean().default(false),
  basis: Basis,
  source: z.string(),
});
export type PanelSignature = z.infer<typeof PanelSignature>;
