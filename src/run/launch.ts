// The one launcher of child processes: starts this very program again with another command, so that the tripwire of
// its main is installed in every child before anything else. Keeps a child alive until it is stopped, or lets it do
// one thing and takes what it prints.
import { type ChildProcess, spawn } from "node:child_process";
import { setPriority } from "node:os";
import type { Log } from "../model/ports.ts";

export interface Launch {
  /** The launcher script of the program, and the command with its flags. */
  readonly program: string;
  readonly args: readonly string[];
  readonly log: Log;
}

export interface Launched {
  /** Ends the child: asked first, killed after five seconds. */
  stop(): Promise<void>;
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** A child that lived so long had started well. */
const WELL_MS = 60_000;
const STOP_MS = 5_000;

export interface Errand {
  readonly program: string;
  readonly args: readonly string[];
  /** Kills the child. */
  readonly signal: AbortSignal;
  readonly maxMs: number;
}

export interface Printed {
  /** null: it was killed. */
  readonly code: number | null;
  readonly out: Buffer;
  /** The beginning of what it said to people. */
  readonly said: string;
}

/** Others of this machine go first. */
const LOWER_PRIORITY = 10;
const MOST_SAID = 16_384;

/** Lets a child of lower priority run one command to its end; a child that does not start gives code null. */
export async function runOnce({ program, args, signal, maxMs }: Errand): Promise<Printed> {
  // Node 20 lets go of a timeout's signal that only AbortSignal.any knows of, and its time never comes.
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(), maxMs);
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    signal: AbortSignal.any([signal, over.signal]),
    killSignal: "SIGKILL",
  });
  yieldTo(child);
  const out: Buffer[] = [];
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = `${said}${text}`.slice(0, MOST_SAID);
  });
  return new Promise((done) => {
    child.once("error", (error) => {
      said = `${said}${error.message}`;
      if (child.pid !== undefined) return;
      clearTimeout(timer);
      done({ code: null, out: Buffer.alloc(0), said });
    });
    child.once("close", (code) => {
      clearTimeout(timer);
      done({ code, out: Buffer.concat(out), said });
    });
  });
}

function yieldTo({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) setPriority(pid, LOWER_PRIORITY);
  } catch {
    // It has ended already, or the machine allows no priorities: it runs like any other.
  }
}

/**
 * The child's stderr is ours, its stdout is dropped, and a channel tells it when we are gone, however we end
 * (src/cli/commands/worker.ts). A child that ends by itself is started again, after longer and longer pauses.
 */
export function keepRunning({ program, args, log }: Launch): Launched {
  let stopped = false;
  let pauseMs = FIRST_PAUSE_MS;
  let child = start();
  let pause: NodeJS.Timeout | null = null;

  function start(): ChildProcess {
    const startedAt = performance.now();
    const one = spawn(process.execPath, [program, ...args], {
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    one.once("error", (error) => {
      log.error("a child process did not start", { error: error.message });
    });
    one.once("close", (code, signal) => {
      if (stopped) return;
      if (performance.now() - startedAt > WELL_MS) pauseMs = FIRST_PAUSE_MS;
      log.warn("a child process ended and is started again", { command: args[0], code, signal });
      pause = setTimeout(() => (child = start()), pauseMs);
      pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
    });
    return one;
  }

  return {
    stop: async () => {
      stopped = true;
      if (pause !== null) clearTimeout(pause);
      await end(child);
    },
  };
}

function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((done) => {
    const timer = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
    child.once("close", () => {
      clearTimeout(timer);
      done();
    });
    child.kill("SIGTERM");
  });
}
