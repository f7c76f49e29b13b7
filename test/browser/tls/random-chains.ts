// Random chains of answers from port 80 on: redirects of every status and spelling, refreshes, scripts, loops, ends.
import type { Dice } from "./dice.ts";
import type { Answer } from "./web.ts";

export interface Chain {
  readonly host: string;
  /** By "scheme://host/path". */
  readonly answers: ReadonlyMap<string, Answer>;
  /** By a refresh or a script, after the page. */
  readonly movesLate: boolean;
}

interface Place {
  readonly scheme: "http" | "https";
  readonly host: string;
  readonly path: string;
}

interface Ports {
  readonly http: number;
  readonly https: number;
}

const HTML = ["content-type", "text/html; charset=utf-8"] as const;

function urlOf({ scheme, host, path }: Place, ports: Ports): string {
  return `${scheme}://${host}:${String(ports[scheme])}${path}`;
}

type Spelling = (to: Place, from: Place, ports: Ports) => string;

/** Ways to write the same place; what is relative needs the same origin. */
const SPELLINGS: readonly Spelling[] = [
  ...Array.from({ length: 6 }, (): Spelling => (to, _from, ports) => urlOf(to, ports)),
  (to, from, ports) => (isSame(to, from) ? to.path : urlOf(to, ports)),
  (to, from, ports) => (isSame(to, from) ? to.path.slice(1) : urlOf(to, ports)),
  (to, from, ports) => (isSame(to, from) ? `.//..${to.path}` : urlOf(to, ports)),
  (to, from, ports) =>
    to.scheme === from.scheme
      ? `//${to.host}:${String(ports[to.scheme])}${to.path}`
      : urlOf(to, ports),
  (to, _from, ports) =>
    urlOf({ ...to, host: to.host.toUpperCase() }, ports).replace(/^http/, "HTTP"),
  (to, _from, ports) => `  ${urlOf(to, ports)}\t`,
  (to, _from, ports) => `${urlOf(to, ports)}#đầu`,
  (to, from, ports) =>
    to.scheme === from.scheme ? urlOf(to, ports) : urlOf(to, ports).replace("//", ""),
  (to, _from, ports) => urlOf(to, ports).replace(":", ":////"),
];

function isSame(one: Place, other: Place): boolean {
  return one.scheme === other.scheme && one.host === other.host;
}

const STATUSES = [301, 301, 301, 302, 302, 302, 303, 307, 308, 308, 300, 304, 305, 201, 200];
const ENDS = [200, 200, 200, 200, 200, 200, 404, 403, 401, 500, 301];

const WORDS = "<p>Bệnh viện đa khoa A xin kính chào quý khách.</p>".repeat(12);

/** Pages that lead on by themselves, and some that only look like it. */
const LATE: readonly ((url: string) => Answer)[] = [
  (url) => page(`<meta http-equiv=refresh content="0;url=${url}">`),
  (url) => page(`<META HTTP-EQUIV="Refresh" CONTENT=" 0 ; URL = '${url}' ">${WORDS}`),
  (url) => page(`<meta http-equiv="refresh" content="0, ${url}">`),
  (url) => page(`<noscript><meta http-equiv=refresh content="0;url=${url}"></noscript>${WORDS}`),
  (url) => page(`<meta name=refresh content="0;url=${url}">${WORDS}`),
  (url) => page(`<!-- <meta http-equiv=refresh content="0;url=${url}"> -->${WORDS}`),
  (url) => page(`<meta http-equiv=refresh content="3600;url=${url}">${WORDS}`),
  (url) => ({ ...page(WORDS), headers: [HTML, ["refresh", `0; url=${url}`]] }),
  (url) => page(`<script>var trang = "${url}";</script>${WORDS}`),
];

function page(body: string): Answer {
  return { body: `<!doctype html><title>A</title>${body}` };
}

const SCRIPTS: readonly ((url: string) => Answer)[] = [
  (url) => page(`<script>location.href = "${url}"</script>`),
  (url) => page(`<script>window.location.replace('${url}');</script>`),
  (url) => page(`<script>if (location.protocol != "https:") location = "${url}";</script>${WORDS}`),
];

/** @param ports of the servers, which the addresses name */
export function randomChain(dice: Dice, id: number, ports: Ports): Chain {
  const host = `m${String(id)}.test`;
  const places = placesOf(dice, host);
  const answers = new Map<string, Answer>();
  let movesLate = false;
  for (const [at, place] of places.entries()) {
    const back = dice.below(6) === 0 ? dice.pick(places) : undefined;
    const next = places[at + 1] ?? back;
    // What follows a page that leads on by itself nobody looks at: from HTTPS on it stays there.
    const stays = next?.scheme === "http" || places.slice(at + 1).every(isSecure);
    const isLate = next !== undefined && stays && dice.below(5) === 0;
    movesLate ||= isLate;
    const key = `${place.scheme}://${place.host}${place.path}`;
    const step = { from: place, to: next ?? place, ports };
    const lead = isLate ? late : moved;
    answers.set(key, next === undefined ? endAnswer(dice) : lead(dice, step));
  }
  return { host, answers, movesLate };
}

function isSecure({ scheme }: Place): boolean {
  return scheme === "https";
}

/** Port 80 first, then of this host, of its sibling, and of one that is not granted. */
function placesOf(dice: Dice, host: string): readonly Place[] {
  const hosts = [host, host, host, `www.${host}`, host.replace(".test", ".ngoai.test")];
  const others = Array.from({ length: dice.below(5) }, (_, at): Place => {
    const path = `/${String(at + 1)}${dice.pick(["", "", "?a=b"])}`;
    return { scheme: dice.pick(["http", "https", "https"]), host: dice.pick(hosts), path };
  });
  return [{ scheme: "http", host, path: "/" }, ...others];
}

interface Step {
  readonly from: Place;
  readonly to: Place;
  readonly ports: Ports;
}

/** A page over HTTPS is not asked what its scripts do. */
function late(dice: Dice, { from, to, ports }: Step): Answer {
  const kinds = from.scheme === "http" ? [...LATE, ...SCRIPTS] : LATE;
  return dice.pick(kinds)(urlOf(to, ports));
}

function moved(dice: Dice, { from, to, ports }: Step): Answer {
  const location = dice.pick(SPELLINGS)(to, from, ports);
  return {
    status: dice.pick(STATUSES),
    headers: [HTML, ["location", location]],
    body: "<p>Chuyển</p>",
  };
}

/** Also a redirect that names no place. */
function endAnswer(dice: Dice): Answer {
  const headers = [HTML, ...(dice.below(4) === 0 ? [["location", ""] as const] : [])];
  return { status: dice.pick(ENDS), headers, body: WORDS };
}
