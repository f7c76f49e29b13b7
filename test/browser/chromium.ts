// Debian's Chromium, started so that it does nothing of its own accord. Which names it may resolve is each caller's to say.
import { type Browser, chromium } from "playwright-core";

const ARGUMENTS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export interface ChromiumOptions {
  /** As of --host-resolver-rules; nothing but this machine may be left. */
  readonly resolve: string;
  readonly args?: readonly string[];
  /** Instead of the user's own; Chromium's store of certificates lies in it. */
  readonly home?: string;
}

export function launchChromium({ resolve, args = [], home }: ChromiumOptions): Promise<Browser> {
  return chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: [...ARGUMENTS, ...args, `--host-resolver-rules=${resolve}`],
    ...(home !== undefined && { env: { ...process.env, HOME: home } }),
  });
}
