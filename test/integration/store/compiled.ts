// The store as plain JavaScript in a folder of its own, so that tests can start it in processes and kill them.
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../../..");
const SCRIPT = join(import.meta.dirname, "child.mjs");

export interface Compiled {
  readonly folder: string;
  remove(): void;
}

export function compileStore(): Compiled {
  const cache = join(ROOT, "node_modules/.cache");
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, "store-"));
  const config = {
    extends: join(ROOT, "tsconfig.build.json"),
    compilerOptions: {
      noCheck: true,
      sourceMap: false,
      rootDir: join(ROOT, "src"),
      outDir: join(folder, "out"),
      typeRoots: [join(ROOT, "node_modules/@types")],
    },
    include: [join(ROOT, "src/store/**/*.ts")],
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
  const tsc = join(ROOT, "node_modules/.bin/tsc");
  execFileSync(tsc, ["-p", join(folder, "tsconfig.json")], { stdio: "pipe" });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export interface Child {
  /** Lines it printed whole. */
  readonly lines: readonly string[];
  /** Resolves when it has printed so many lines, or has ended. */
  printed(lines: number): Promise<void>;
  /** Resolves with its exit code, null when it was killed. */
  readonly ended: Promise<number | null>;
  kill(): void;
}

/** Starts test/store/child.mjs with these arguments. */
export function startChild(compiled: Compiled, ...values: readonly string[]): Child {
  const child = spawn(process.execPath, [SCRIPT, join(compiled.folder, "out"), ...values], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines: string[] = [];
  const waiting: { readonly least: number; readonly done: () => void }[] = [];
  const wake = (printed: number): void => {
    for (const { least, done } of waiting) if (printed >= least) done();
  };
  createInterface({ input: child.stdout }).on("line", (line) => wake(lines.push(line)));
  const ended = new Promise<number | null>((done) => {
    child.once("close", (code) => {
      wake(Infinity);
      done(code);
    });
  });
  return {
    lines,
    ended,
    printed: (least) =>
      new Promise((done) => {
        waiting.push({ least, done });
        wake(lines.length);
      }),
    kill: () => child.kill("SIGKILL"),
  };
}
