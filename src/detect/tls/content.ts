// What the start pages do with HTTPS: do they load parts over plain HTTP, do they send forms there? One page that
// does is enough; all declared ones must have been read to say that none does.
import type { DetectInput, Detector } from "../../model/detector.ts";
import type { Fact } from "../../model/fact.ts";
import type { Look } from "../../model/observation.ts";
import type { Predicate } from "../../model/predicate.ts";
import type { Port } from "../../model/registry.ts";
import { answeredHere, isHttpLook, pageProblemOf, type HttpLook } from "../../text/assessable.ts";
import { documentsOf, type Document } from "./documents.ts";
import { KINDS, insecureForm } from "./insecure-form.ts";
import { MIXED, mixedContent } from "./mixed-content.ts";
import { HTTP_SUBJECT, bodyOf, homeLook, openSign, pageLooks } from "./pages.ts";
import { factOf, type SeenSign, type Sign, type Signed } from "./verdict.ts";

/** @param documents the page at `url` and those written into it */
type PageCheck = (documents: readonly Document[], url: string) => SeenSign | null;

export const contentDetector: Detector = {
  id: "http-content",
  area: "tls",
  emits: ["http.mixed-content", "http.insecure-form"],
  detect(input) {
    return input.target.ports.flatMap((port) => [
      ...(port.scheme === "https" ? factFor(input, port, "http.mixed-content", mixedContent) : []),
      ...factFor(input, port, "http.insecure-form", insecureForm),
    ]);
  },
};

function factFor(
  input: DetectInput,
  { port }: Port,
  predicate: Predicate,
  check: PageCheck,
): readonly Fact[] {
  const looks = startLooks(input, port);
  const first = looks.find((look) => look !== null);
  if (first === undefined || first === null) return [];
  const signs = looks
    .map((look): Signed => {
      if (look === null) return { look: first, sign: { is: "open", reason: "not-planned" } };
      return { look, sign: signOf(input, look, check) };
    })
    .toSorted((a, b) => gravity(a.sign) - gravity(b.sign));
  const place = { predicate, host: input.target.host, port, subject: HTTP_SUBJECT };
  const fact = factOf(place, signs);
  return fact === null ? [] : [fact];
}

/** One look for each declared start page; null: it was not asked for in this run. */
function startLooks(input: DetectInput, port: number): readonly (Look | null)[] {
  const { home, own } = pageLooks(input, port);
  const here = [home, own].find((one) => one !== null && isHttpLook(one) && answeredHere(one));
  const others = input.target.paths.slice(1).map((path) => homeLook(input, port, path));
  return [here ?? own ?? home, ...others];
}

/** The worst first: the fact takes its kind from there. */
function gravity(sign: Sign): number {
  const kinds: readonly unknown[] = [...KINDS, ...MIXED];
  return sign.is === "seen" ? kinds.indexOf(sign.attributes?.["kind"]) : kinds.length;
}

function signOf(input: DetectInput, look: Look, check: PageCheck): Sign {
  if (!isHttpLook(look)) return openSign(look);
  const { value: exchange } = look.attempt;
  // Led away: the page that visitors read is another place's.
  if (!answeredHere(look) || exchange.unfollowed !== null) {
    return { is: "clear", text: `${exchange.requested} leads to ${exchange.url}` };
  }
  return pageSign(input, look, check);
}

function pageSign(input: DetectInput, look: HttpLook, check: PageCheck): Sign {
  const { value: exchange } = look.attempt;
  const body = bodyOf(input, exchange);
  const problem = pageProblemOf(exchange, body);
  if (problem !== null) return { is: "open", reason: problem };
  if (body === undefined) return { is: "open", reason: "inconclusive" };
  const documents = documentsOf(exchange, body);
  const found = check(documents, exchange.url);
  if (found !== null) return found;
  const isWhole =
    exchange.body?.truncated !== true && documents.every(({ page }) => page.abnormal === null);
  if (!isWhole) return { is: "open", reason: "inconclusive" };
  return { is: "clear", text: `${exchange.url} read in full` };
}
