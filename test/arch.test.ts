// The walls of the house, read from the source itself: floors, cycles, barrels, sockets, SQLite, purity.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "..");
const SRC = join(ROOT, "src");

/** Folder → floor. Folders on one floor may not import each other, except where `SAME_FLOOR` says so. */
const FLOORS: Readonly<Record<string, number>> = {
  model: 0,
  text: 1,
  registry: 2,
  knowledge: 2,
  net: 3,
  probes: 4,
  detect: 5,
  rules: 6,
  store: 7,
  run: 8,
  export: 9,
  portal: 9,
  notify: 9,
  cli: 9,
};

/** cli is the top: it calls the other outputs; they do not know it or one another. */
const SAME_FLOOR = new Set(["cli→export", "cli→portal", "cli→notify"]);

const PURE = new Set(["detect", "rules"]);
const PURE_MAY_NOT_REACH = new Set(["registry", "knowledge", "net", "probes", "store", "run"]);
const SOCKET_MODULES =
  /^(?:node:)?(?:net|tls|http|https|http2|dns|dns\/promises|dgram|quic)$|^undici$/;
const CHILD_MODULES = /^(?:node:)?(?:child_process|worker_threads|cluster|vm)$/;

interface Edge {
  readonly from: string;
  readonly specifier: string;
  /** Path below src for relative imports, null for packages. */
  readonly to: string | null;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sourceFiles(path);
    return /\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

function withoutComments(source: string): string {
  return source.replace(/^\s*\/\/.*$/gm, "").replace(/\/\*[\s\S]*?\*\//g, "");
}

function edgesOf(file: string): Edge[] {
  const source = withoutComments(readFileSync(file, "utf8"));
  const patterns = [
    /^(?:import|export)\s[^;'"]*?from\s*["']([^"']+)["']/gm,
    /^import\s*["']([^"']+)["']/gm,
    /\bimport\(\s*["']([^"']+)["']\s*\)/g,
  ];
  const from = relative(SRC, file);
  return patterns
    .flatMap((pattern) => [...source.matchAll(pattern)].map((match) => match[1] ?? ""))
    .map((specifier) => ({
      from,
      specifier,
      to: specifier.startsWith(".") ? relative(SRC, resolve(dirname(file), specifier)) : null,
    }));
}

const files = sourceFiles(SRC);
const edges = files.flatMap(edgesOf);
const folderOf = (path: string) => path.split("/")[0] ?? "";

describe("architecture", () => {
  it("reads the whole house", () => {
    expect(files.length).toBeGreaterThanOrEqual(80);
    expect(edges.length).toBeGreaterThanOrEqual(300);
    expect([...new Set(files.map((file) => folderOf(relative(SRC, file))))].toSorted()).toEqual(
      expect.arrayContaining(["cli", "detect", "model", "net", "probes", "rules", "run", "store"]),
    );
  });

  it("knows a floor for every folder", () => {
    const unknown = files
      .map((file) => folderOf(relative(SRC, file)))
      .filter((folder) => FLOORS[folder] === undefined);

    expect(unknown).toEqual([]);
  });

  it("imports only the own folder and lower floors", () => {
    const wrong = edges.filter(({ from, to }) => {
      if (to === null) return false;
      const [a, b] = [folderOf(from), folderOf(to)];
      if (a === b || SAME_FLOOR.has(`${a}→${b}`)) return false;
      return (FLOORS[b] ?? 99) >= (FLOORS[a] ?? -1);
    });

    expect(wrong).toEqual([]);
  });

  it("resolves every relative import to a file that exists", () => {
    const known = new Set(files.map((file) => relative(SRC, file)));

    expect(edges.filter(({ to }) => to !== null && !known.has(to))).toEqual([]);
  });

  it("has no import cycle, types included", () => {
    const next = new Map<string, string[]>();
    for (const { from, to } of edges) {
      if (to !== null) next.set(from, [...(next.get(from) ?? []), to]);
    }
    const done = new Set<string>();
    const cycles: string[] = [];
    const walk = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) {
        cycles.push([...path.slice(path.indexOf(file)), file].join(" → "));
        return;
      }
      if (done.has(file)) return;
      for (const target of next.get(file) ?? []) walk(target, [...path, file]);
      done.add(file);
    };
    for (const file of next.keys()) walk(file, []);

    expect(cycles).toEqual([]);
  });

  it("has no barrels and no default exports", () => {
    const bad = files.filter((file) => {
      const source = withoutComments(readFileSync(file, "utf8"));
      return /^export\s+(?:\*|\{[^}]*\})\s+from/m.test(source) || /^export default/m.test(source);
    });

    expect(bad).toEqual([]);
  });

  it("opens sockets in net only (the demo's sites listen, and do not dial)", () => {
    const wrong = edges.filter(
      ({ from, specifier }) =>
        SOCKET_MODULES.test(specifier) &&
        folderOf(from) !== "net" &&
        !from.startsWith("cli/demo/") &&
        !from.startsWith("portal/"),
    );
    const dialling = files.filter((file) => {
      const path = relative(SRC, file);
      if (folderOf(path) === "net") return false;
      const source = withoutComments(readFileSync(file, "utf8"));
      return /\bfetch\s*\(|new WebSocket|createConnection\s*\(|\bfromURL\b|getBuiltinModule|process\.binding|createRequire/.test(
        source,
      );
    });

    expect(wrong).toEqual([]);
    expect(dialling.map((file) => relative(SRC, file))).toEqual([]);
  });

  it("speaks SQLite in store only, starts processes in run only", () => {
    expect(
      edges.filter((e) => e.specifier.startsWith("better-sqlite3") && folderOf(e.from) !== "store"),
    ).toEqual([]);
    expect(
      edges.filter((e) => CHILD_MODULES.test(e.specifier) && folderOf(e.from) !== "run"),
    ).toEqual([]);
  });

  it("keeps detect and rules pure", () => {
    const wrong = edges.filter(({ from, to, specifier }) => {
      if (!PURE.has(folderOf(from))) return false;
      if (specifier.startsWith("node:")) return true;
      return to !== null && PURE_MAY_NOT_REACH.has(folderOf(to));
    });
    const impure = files.filter((file) => {
      const path = relative(SRC, file);
      if (!PURE.has(folderOf(path))) return false;
      const source = withoutComments(readFileSync(file, "utf8"));
      return /\bDate\.now\s*\(|new Date\(\s*\)|Math\.random|process\.|performance\.now/.test(
        source,
      );
    });

    expect(wrong).toEqual([]);
    expect(impure.map((file) => relative(SRC, file))).toEqual([]);
  });

  it("keeps what the pure floors import pure as well", () => {
    const textImports = edges.filter(
      ({ from, specifier }) => folderOf(from) === "text" && specifier.startsWith("node:"),
    );
    const modelImports = edges.filter(
      ({ from, to, specifier }) => folderOf(from) === "model" && to === null && specifier !== "zod",
    );

    expect(textImports).toEqual([]);
    expect(modelImports).toEqual([]);
  });
});
