// Weak classes of suites: two hellos ask for all of them, and only what is accepted is followed further. Asks and
// records; judges nothing.
import type { TlsKnowledge } from "../../model/tls-knowledge.ts";
import { MAX_SUITES } from "../../text/tls/client-hello.ts";
import {
  suiteOf,
  tellsAnonymousPrime,
  weaknessesOf,
  type WeakClass,
} from "../../text/tls/suites.ts";
import { ANONYMOUS_PRIME, classesText } from "../../text/tls/topics.ts";
import type { TlsVersion } from "../../text/tls/words.ts";
import type { Asker } from "./asker.ts";
import type { Question } from "./sender.ts";

const FIRST: readonly WeakClass[] = ["null", "anonymous", "export"];
const HELLOS: readonly (readonly WeakClass[])[] = [FIRST, ["des", "rc4", "3des"]];

interface Wanted {
  readonly left: readonly WeakClass[];
  /** Classes that another hello asks for. */
  readonly elsewhere: readonly WeakClass[];
  /** Anonymous suites were accepted, and what was chosen does not tell the smallest prime that they come with. */
  readonly prime: boolean;
}

export function firstWeakQuestion(asker: Asker, version: TlsVersion): Question {
  return weakQuestion(asker, version, { left: FIRST, elsewhere: [], prime: false });
}

function weakQuestion({ offers }: Asker, version: TlsVersion, wanted: Wanted): Question {
  const { left, elsewhere, prime } = wanted;
  const also = prime ? offers.dheAnonymous : [];
  const suites = [...new Set([...offers.weak(left, elsewhere), ...also])].slice(0, MAX_SUITES);
  const about = prime ? `${classesText(left)}+${ANONYMOUS_PRIME}` : classesText(left);
  return { role: "class", version, about, suites, groups: offers.curves };
}

/**
 * Offers weak classes only, and asks again without those that were accepted, until a refusal.
 * @returns what was accepted, `known` included
 */
export async function askWeak(
  asker: Asker,
  knowledge: TlsKnowledge,
  version: TlsVersion,
  known: ReadonlySet<WeakClass> = new Set(),
): Promise<ReadonlySet<WeakClass>> {
  const found = new Set(known);
  for (const [index, classes] of HELLOS.entries()) {
    // A suite may be of two classes: what was accepted is no reason any more to leave it out.
    const elsewhere = HELLOS.slice(0, index)
      .flat()
      .filter((one) => !found.has(one));
    let wanted: Wanted = { left: without(classes, found), elsewhere, prime: false };
    while (wanted.left.length > 0) {
      const reply = await asker.ask(weakQuestion(asker, version, wanted));
      const chosen = reply.is === "accepted" ? suiteOf(knowledge, reply.suite) : null;
      if (reply.is !== "accepted" || chosen === null) break;
      const isTold = tellsAnonymousPrime(chosen, reply.flight, knowledge);
      const isFirst = chosen.auth === "anon" && !found.has("anonymous");
      for (const one of weaknessesOf(chosen)) found.add(one);
      const left = without(wanted.left, found);
      if (left.length === wanted.left.length && !(wanted.prime && isTold)) break;
      wanted = { left, elsewhere, prime: (wanted.prime || isFirst) && !isTold };
    }
  }
  return found;
}

function without(
  classes: readonly WeakClass[],
  found: ReadonlySet<WeakClass>,
): readonly WeakClass[] {
  return classes.filter((one) => !found.has(one));
}

/** Export suites carry a prime of their own, which an ordinary one does not show (Logjam). */
export async function askExportPrime(asker: Asker, version: TlsVersion): Promise<void> {
  const { dheExport: suites, curves: groups } = asker.offers;
  await asker.ask({ role: "dhe", version, about: "export", suites, groups });
}
