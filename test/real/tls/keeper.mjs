// Ends the servers of a lab when whoever started it is gone, however it went: its end of the pipe closes then.
// Arguments: the lab's folder, which is removed too. Reads process ids, one a line; each leads a group of its own.
import { rmSync } from "node:fs";
import { createInterface } from "node:readline";

const groups = new Set();
createInterface({ input: process.stdin })
  .on("line", (line) => groups.add(Number(line)))
  .on("close", () => {
    for (const group of groups) {
      try {
        process.kill(-group, "SIGKILL");
      } catch (error) {
        // The group ended by itself.
        if (error.code !== "ESRCH") throw error;
      }
    }
    rmSync(process.argv[2], { recursive: true, force: true });
  });
