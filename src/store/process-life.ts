// Whether a process that holds something can still be at work. It knows only what this machine can tell of its own.

/** Who holds a lock or a lease. */
export interface Holder {
  readonly pid: number;
  /** Name of the machine. */
  readonly machine: string;
}

/** False: it was a process of this machine and has ended. Of another machine's nothing is known: it may be at work. */
export function mayBeAtWork(
  holder: Holder,
  machine: string,
  isAlive: (pid: number) => boolean = processExists,
): boolean {
  return holder.machine !== machine || isAlive(holder.pid);
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it exists and belongs to somebody else.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
