// Who acts on the command line: the account of the operating system, as histories name it.
import { userInfo } from "node:os";

/** A container may run under a number that has no name. @param name throws where there is none */
export function actor(name = (): string => userInfo().username): string {
  try {
    return name();
  } catch {
    return `uid ${String(process.getuid?.() ?? "?")}`;
  }
}
