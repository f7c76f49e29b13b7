// Reads the bytes of an HTML page into plain values. Linear and bounded: hostile pages end in `abnormal`.
import { decodeBody } from "./decode.ts";
import { hiddenRules } from "./hidden.ts";
import { createCollector } from "./page-collect.ts";
import type { Page } from "./page-shape.ts";
import { scanTokens, surveyTokens } from "./page-tokens.ts";
import { buildTree, walkTree } from "./page-tree.ts";

export type { Page, PageLink } from "./page-shape.ts";

const MAX_BYTES = 2 * 1024 * 1024;

/**
 * @param bytes decompressed body, at most 2 MiB are read
 * @param contentType the Content-Type header, or null
 */
export function readPage(bytes: Uint8Array, contentType: string | null): Page {
  const decoded = decodeBody(bytes.subarray(0, MAX_BYTES), contentType);
  const survey = surveyTokens(decoded.text);
  const rules = hiddenRules(survey.styles);
  const tree = survey.excess === null ? buildTree(decoded.text) : { excess: survey.excess };
  const collector = createCollector(rules, scanTokens);
  if ("root" in tree) walkTree(tree.root, collector);
  else scanTokens(decoded.text, collector);
  return {
    charset: decoded.charset,
    declaredCharset: decoded.declared,
    magic: decoded.magic,
    html: decoded.text,
    ...collector.finish(),
    abnormal: "root" in tree ? null : tree.excess,
  };
}
