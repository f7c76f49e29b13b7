// A small disk of its own, in memory, for tests that fill one. Needs root.
import { execFileSync } from "node:child_process";

/** @param size as mount takes it, "4m". @returns takes the disk away again */
export function mountSmallDisk(at: string, size: string): () => void {
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", at]);
  return () => {
    execFileSync("umount", ["-l", at]);
  };
}
