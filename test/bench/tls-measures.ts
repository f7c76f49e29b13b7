// What the TLS bench measures with: connections at the server's door, CPU time of both sides, medians.
import { spawn } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { childrenOf } from "../helpers/processes.ts";

export interface SlowLine {
  readonly port: number;
  /** Connections so far. */
  readonly count: () => Promise<number>;
  readonly end: () => void;
}

/** @param roundTripMs 0: only counts */
export async function openLine(port: number, roundTripMs = 0): Promise<SlowLine> {
  const script = join(import.meta.dirname, "slow-line.mjs");
  const child = spawn(process.execPath, [script, String(port), String(roundTripMs)]);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<number> => Number((await lines.next()).value);
  const own = await next();
  return {
    port: own,
    count: () => {
      child.stdin.write("count\n");
      return next();
    },
    end: () => child.kill(),
  };
}

/** CPU milliseconds of a process and its children so far, threads that ended included. */
export function cpuOf(pid: number): number {
  const own = Math.max(ticksOf(pid), scheduledOf(pid));
  return childrenOf(pid).reduce((sum, child) => sum + cpuOf(child), own);
}

/** In steps of 10 ms. */
function ticksOf(pid: number): number {
  const fields = readFileSync(`/proc/${String(pid)}/stat`, "utf8")
    .split(") ")
    .at(-1)
    ?.split(" ");
  return (Number(fields?.[11]) + Number(fields?.[12])) * 10;
}

/** To the nanosecond, of the threads that live. */
function scheduledOf(pid: number): number {
  const tasks = `/proc/${String(pid)}/task`;
  return readdirSync(tasks).reduce((sum, task) => {
    const file = join(tasks, task, "schedstat");
    // A thread may end between the two; what it took is in the ticks then.
    const [nanoseconds = "0"] = textOf(file).split(" ");
    return sum + Number(nanoseconds) / 1e6;
  }, 0);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error) return "0";
    throw error;
  }
}

export interface Cost {
  readonly wallMs: number;
  /** Of whoever asked. */
  readonly cpuMs: number;
  /** Of the server. */
  readonly targetMs: number;
}

/**
 * @param work answers its own CPU time in milliseconds
 * @returns medians of `times` runs
 */
export async function costOf(
  pid: number,
  times: number,
  work: () => Promise<number>,
): Promise<Cost> {
  const costs: Cost[] = [];
  for (let run = 0; run < times; run += 1) {
    const [before, start] = [cpuOf(pid), performance.now()];
    const cpuMs = await work();
    const wallMs = performance.now() - start;
    costs.push({ wallMs, cpuMs, targetMs: cpuOf(pid) - before });
  }
  const middle = (key: keyof Cost): number => median(costs.map((cost) => cost[key]));
  return { wallMs: middle("wallMs"), cpuMs: middle("cpuMs"), targetMs: middle("targetMs") };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** CPU milliseconds that this process spends on `work`. */
export async function ownCpu(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Runs another program without blocking; answers its CPU milliseconds, children included. */
export function externalCpu(command: string, ...args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const script = 'TIMEFORMAT="%U %S"; time "$@" >/dev/null 2>/dev/null </dev/null';
    const child = spawn("bash", ["-c", script, "bash", command, ...args], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
    child.on("error", reject);
    child.on("close", () => {
      const [user = 0, system = 0] = said.trim().split(/\s+/).map(Number);
      resolve((user + system) * 1000);
    });
  });
}
