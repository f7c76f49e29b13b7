// Reads recorded exchanges (test/fixtures/cms/**.http) into looks, as the probes would have recorded them.
// "x-recorded-git-blob" stands for the bytes of a known file, which are not ours to keep.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Look } from "../../../src/model/observation.ts";
import { hashLook } from "../../../src/probes/record.ts";
import { createShelf } from "../../../src/probes/shelf.ts";
import { KNOWN_ROLE, VERSION_ROLE } from "../../../src/text/product-files.ts";

const FOLDER = join(import.meta.dirname, "../../fixtures/cms");

export interface Recorded {
  readonly name: string;
  readonly slug: string;
  /** The "# key: value" lines at the top. */
  readonly expected: Readonly<Record<string, string>>;
  readonly looks: readonly Look[];
  readonly body: (sha256: string) => Uint8Array | undefined;
}

export const RECORDED: readonly Recorded[] = readdirSync(FOLDER, { recursive: true })
  .map(String)
  .filter((name) => name.endsWith(".http"))
  .sort()
  .map((name) => readRecorded(name, readFileSync(join(FOLDER, name), "utf8")));

function readRecorded(name: string, text: string): Recorded {
  const slug = name.split("/")[0] ?? "";
  const expected = Object.fromEntries(
    [...text.matchAll(/^# (\w+): (.*)$/gm)].map(([, key, value]) => [key ?? "", value ?? ""]),
  );
  const shelf = createShelf();
  const looks = text
    .replace(/^(?:# .*\n)*\n/, "")
    .split(/^###\n\n/m)
    .map((exchange, index) => readExchange(exchange, index, slug, shelf));
  return { name, slug, expected, looks, body: (sha256) => shelf.read(sha256) };
}

function readExchange(
  text: string,
  index: number,
  slug: string,
  shelf: ReturnType<typeof createShelf>,
): Look {
  const end = text.indexOf("\n\n");
  const [request = "", status = "", ...lines] = text.slice(0, end).split("\n");
  const url = new URL(request.replace("GET ", ""));
  const headers = lines.map((line) => {
    const colon = line.indexOf(": ");
    return [line.slice(0, colon), line.slice(colon + 2)] as const;
  });
  const gitBlob = headers.find(([key]) => key === "x-recorded-git-blob")?.[1];
  const bytes = new TextEncoder().encode(text.slice(end + 2));
  const kept = shelf.keep(bytes, { truncated: false, wireBytes: bytes.length });
  const isHome = index === 0;
  const isKnown = gitBlob !== undefined || (!isHome && /\.(?:js|css|less)$/.test(url.pathname));
  return hashLook({
    probe: isHome ? "home" : "cms",
    role: isHome ? "home" : isKnown ? KNOWN_ROLE : VERSION_ROLE,
    areas: ["cms"],
    host: url.hostname,
    port: url.protocol === "https:" ? 443 : 80,
    scheme: url.protocol === "https:" ? "https" : "http",
    address: "127.0.0.10",
    locator: url.pathname,
    about: isHome ? null : slug,
    takenAt: "2026-11-22T15:00:00.000Z",
    attempt: {
      status: "ok",
      value: {
        kind: "http",
        method: "GET",
        visitor: "browser",
        requested: url.href,
        url: url.href,
        address: "127.0.0.10",
        hops: [],
        unfollowed: null,
        status: Number(status.split(" ")[1]),
        headers: headers.filter(([key]) => !key.startsWith("x-recorded-")),
        body: gitBlob === undefined ? kept : { ...kept, gitBlob },
        tls: null,
        durationMs: 12,
      },
    },
  });
}
