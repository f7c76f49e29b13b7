// Processes that a process has started, as Linux tells them.
import { readFileSync } from "node:fs";

/** The pids of those that live, in the order in which they were started. */
export function childrenOf(pid: number): readonly number[] {
  const list = readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, "utf8");
  return list.split(" ").filter(Boolean).map(Number);
}
