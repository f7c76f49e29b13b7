// Chooses what to ask of one port tonight, most telling first. Asks nothing itself.
import type { PanelSignature } from "../../model/panel-signature.ts";
import { panelPathsOf } from "../../text/panel-match.ts";
import type { Page } from "../../text/page-shape.ts";
import { weekdayOf } from "./sibling.ts";

export interface PlannedPath {
  readonly path: string;
  readonly method: "GET" | "HEAD";
  /** null: the whole body, capped. */
  readonly firstBytes: number | null;
  /** The signatures it is asked for. */
  readonly signatures: readonly PanelSignature[];
}

export interface PlanInput {
  readonly signatures: readonly PanelSignature[];
  readonly host: string;
  readonly port: number;
  readonly night: number;
  readonly firstTime: boolean;
  readonly technologies: ReadonlySet<string>;
  /** Start pages of the port that could be read. */
  readonly pages: readonly Page[];
}

const MAX_DIRECTORIES = 2;
const WEB_PORTS: ReadonlySet<number> = new Set([80, 443]);

export function planPaths(input: PlanInput): readonly PlannedPath[] {
  const byRequest = new Map<string, PlannedPath>();
  for (const signature of input.signatures) {
    for (const path of pathsTonight(signature, input)) addTo(byRequest, path, signature);
  }
  return [...byRequest.values()].toSorted(
    (a, b) => valueOf(b) - valueOf(a) || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0),
  );
}

function pathsTonight(signature: PanelSignature, input: PlanInput): readonly string[] {
  const planned = panelPathsOf(signature, input.host)
    .filter(({ path, weekly }) => (weekly ? isTonight(path, input) : isAsked(signature, input)))
    .map(({ path }) => path);
  const found = signature.directories ? directoriesIn(input.pages) : [];
  const onItsPort = signature.ports.includes(input.port)
    ? panelPathsOf(signature, input.host).map(({ path }) => path)
    : [];
  return [...new Set([...planned, ...found, ...onItsPort])];
}

function isTonight(path: string, { host, night, firstTime }: PlanInput): boolean {
  return firstTime || weekdayOf(`${host} ${path}`) === ((night % 7) + 7) % 7;
}

function isAsked(signature: PanelSignature, input: PlanInput): boolean {
  switch (signature.gate) {
    case "core":
      return true;
    case "tech":
      return signature.tech.some((name) => input.technologies.has(name));
    case "hint":
      return isHinted(signature, input);
    case "home":
    case "calibration":
    case "weekly":
      return false;
  }
}

/** A clinical system on a port of its own was registered because it is one. */
function isHinted(signature: PanelSignature, input: PlanInput): boolean {
  if (signature.clinical && !WEB_PORTS.has(input.port)) return true;
  const words = new Set(input.host.split(/[.-]/));
  for (const page of input.pages) {
    for (const { href } of page.links) {
      const first = /^(?:https?:\/\/[^/]{1,253})?\/([A-Za-z0-9_-]{2,40})(?:[/?#]|$)/i.exec(
        href,
      )?.[1];
      if (first !== undefined) words.add(first.toLowerCase());
    }
  }
  return signature.hints.some((hint) => words.has(hint));
}

/** Folders that the start page takes its pictures and files from, most used first; years and numbers left out. */
function directoriesIn(pages: readonly Page[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const page of pages) {
    const files = [...page.images, ...page.links.map(({ href }) => href)];
    for (const file of files) {
      const match =
        /^\/((?:[A-Za-z][\w-]{0,40}\/){1,2})(?:[^?#]{0,200}\/)?[^/?#]{1,120}\.[A-Za-z0-9]{2,5}(?:[?#]|$)/.exec(
          file,
        );
      const folder = match?.[1] === undefined ? null : `/${match[1]}`;
      if (folder !== null) counts.set(folder, (counts.get(folder) ?? 0) + 1);
    }
  }
  return [...counts]
    .toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, MAX_DIRECTORIES)
    .map(([folder]) => folder);
}

function addTo(byRequest: Map<string, PlannedPath>, path: string, signature: PanelSignature): void {
  const key = `${signature.method} ${path}`;
  const before = byRequest.get(key);
  const own = signature.firstBytes ?? null;
  byRequest.set(key, {
    path,
    method: signature.method,
    firstBytes: before === undefined ? own : widest(before.firstBytes, own),
    signatures: [...(before?.signatures ?? []), signature],
  });
}

function widest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : Math.max(a, b);
}

/** What is worse when found, and what is asked every night, comes first; the cap cuts the tail. */
function valueOf({ signatures }: PlannedPath): number {
  const values = signatures.map((signature) => {
    const worst = Math.max(...signature.states.map(({ grade }) => grade));
    const nightly = signature.gate === "core" && worst > 1 ? 8 : 0;
    return worst * 2 + nightly + (signature.clinical ? 1 : 0);
  });
  return Math.max(...values);
}
