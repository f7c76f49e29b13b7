// The lab's folder, its processes and its ports. Nothing here outlives `close`: every process is ended with
// its whole group, then the folder goes. Starts real servers; must never be used outside test/real.
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer, connect, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export interface Daemon {
  readonly name: string;
  readonly child: ChildProcess;
}

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

export interface StartOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly account?: Account;
  readonly cwd?: string;
}

export interface LabFolder {
  readonly path: string;
  at(...parts: readonly string[]): string;
  /** Makes a folder below the lab's, owned by `account` if one is given. */
  folder(name: string, account?: Account): string;
  write(name: string, content: string): string;
  /** Starts a server that stays in the foreground; its output goes to logs/<name>.out. */
  start(name: string, command: readonly string[], options?: StartOptions): Daemon;
  close(): Promise<void>;
}

const GRACE_MS = 5000;

/**
 * Waits for the process $1 to be gone; if the folder $2 is still there then, the tests were killed: ends the
 * process groups it lists and removes it. So no server outlives its tests.
 */
const WATCHER = `while [ -d "/proc/$1" ] && [ -d "$2" ]; do sleep 1; done
[ -d "$2" ] || exit 0
for signal in TERM KILL; do
  for group in $(cat "$2/groups"); do kill -s "$signal" -- "-$group" 2>/dev/null; done
  sleep 3
done
rm -rf "$2"`;

export function openFolder(): LabFolder {
  const path = mkdtempSync(join(tmpdir(), "rasoat-real-"));
  // The servers run under accounts of their own and have to get through.
  chmodSync(path, 0o755);
  const daemons: Daemon[] = [];
  const at = (...parts: readonly string[]): string => join(path, ...parts);
  mkdirSync(at("logs"));
  writeFileSync(at("groups"), "");
  const watcher = ["-c", WATCHER, "sh", String(process.pid), path];
  spawn("/bin/sh", watcher, { detached: true, stdio: "ignore" }).unref();
  return {
    path,
    at,
    folder: (name, account) => {
      mkdirSync(at(name), { recursive: true });
      if (account !== undefined) give(at(name), account);
      return at(name);
    },
    write: (name, content) => {
      mkdirSync(dirname(at(name)), { recursive: true });
      writeFileSync(at(name), content);
      return at(name);
    },
    start: (name, [command = "", ...args], options = {}) => {
      const out = openSync(at("logs", `${name}.out`), "a");
      const child = spawn(command, args, {
        cwd: options.cwd ?? path,
        detached: true,
        stdio: ["ignore", out, out],
        env: { PATH: SYSTEM_PATH, LANG: "C.UTF-8", ...options.env },
        ...options.account,
      });
      // A program that is not there has no process id; `waitFor` says so.
      child.once("error", () => undefined);
      if (child.pid !== undefined) appendFileSync(at("groups"), `${String(child.pid)}\n`);
      const daemon = { name, child };
      daemons.push(daemon);
      return daemon;
    },
    close: async () => {
      await Promise.all(daemons.toReversed().map(endGroup));
      rmSync(path, { recursive: true, force: true });
    },
  };
}

export const SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** A system account as the packages made it ("www-data", "mysql", "tomcat"). @throws Error when there is none */
export function accountOf(name: string): Account {
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((each) => each.startsWith(`${name}:`));
  if (line === undefined) throw new Error(`no account ${name}: run test/real/install.sh`);
  const [, , uid = "", gid = ""] = line.split(":");
  return { uid: Number(uid), gid: Number(gid) };
}

/** Hands a folder and all in it to `account`. */
export function give(folder: string, account: Account): void {
  execFileSync("chown", ["-R", `${String(account.uid)}:${String(account.gid)}`, folder]);
}

/** Copies a packaged tree into the lab with its symbolic links resolved, so that the packages stay as they are. */
export function copyTree(from: string, to: string): void {
  cpSync(from, to, { recursive: true, dereference: true, preserveTimestamps: true });
}

/** Runs one command to its end. @throws Error with its output when it fails */
export function run(
  command: readonly string[],
  options: StartOptions & { input?: string } = {},
): string {
  const [file = "", ...args] = command;
  return execFileSync(file, args, {
    encoding: "utf8",
    input: options.input ?? "",
    stdio: ["pipe", "pipe", "pipe"],
    maxBuffer: 1 << 24,
    env: { PATH: SYSTEM_PATH, LANG: "C.UTF-8", ...options.env },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...options.account,
  });
}

/** A port that nobody listens on at `address` now; unprivileged. */
export async function freePort(address: string): Promise<number> {
  const server = createServer();
  await new Promise<void>((done, fail) => {
    server.once("error", fail);
    server.listen(0, address, done);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

/** Waits until something accepts connections there. @throws Error when it does not within a minute */
export function waitForPort(address: string, port: number, daemon: Daemon): Promise<void> {
  return waitFor({ host: address, port }, daemon);
}

/** The same for a Unix socket. */
export function waitForSocket(path: string, daemon: Daemon): Promise<void> {
  return waitFor({ path }, daemon);
}

type Place = { readonly path: string } | { readonly host: string; readonly port: number };

async function waitFor(place: Place, { name, child }: Daemon): Promise<void> {
  if (child.pid === undefined)
    throw new Error(`${name} is not installed: run test/real/install.sh`);
  const until = Date.now() + 60_000;
  while (!(await accepts(place))) {
    if (child.pid === undefined || child.exitCode !== null) {
      throw new Error(`${name} ended before it listened: is it installed (test/real/install.sh)?`);
    }
    if (Date.now() > until) throw new Error(`${name} does not listen on ${JSON.stringify(place)}`);
    await sleep(100);
  }
}

function accepts(place: Place): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(place);
    socket.once("connect", () => {
      socket.destroy();
      done(true);
    });
    socket.once("error", () => {
      done(false);
    });
  });
}

async function endGroup({ child }: Daemon): Promise<void> {
  const { pid } = child;
  if (pid === undefined) return;
  signalGroup(pid, "SIGTERM");
  const until = Date.now() + GRACE_MS;
  while (isAlive(pid) && Date.now() < until) await sleep(50);
  signalGroup(pid, "SIGKILL");
}

/** True when a member of the process group of `pid` is left. */
function isAlive(pid: number): boolean {
  return signalGroup(pid, 0);
}

function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch (error) {
    // No such group: it has ended already, which is what is wanted.
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
    throw error;
  }
}
