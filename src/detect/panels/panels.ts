// Looks of the panels area → facts about panels and left-behind files. Believes a marker only where two
// random siblings of its path answer otherwise; what was not answered assessably stays unknown.
import type { Detector, DetectInput } from "../../model/detector.ts";
import type { Fact } from "../../model/fact.ts";
import type { Look } from "../../model/observation.ts";
import type { PanelSignature } from "../../model/panel-signature.ts";
import { PREDICATES } from "../../model/predicate.ts";
import { answeredHere, isHttpLook } from "../../text/assessable.ts";
import { matchPanel, panelPathsOf } from "../../text/panel-match.ts";
import { factsOf, type Judged, type Judgement } from "./facts.ts";
import { isFirewallRefusal, standingOf, twinStandingOf, type Standing } from "./standing.ts";
import { isContradictory, judgeTwins, productOf } from "./twins.ts";

/** This many different panels on one host are a trap for scanners, or a list of words. */
const DECOY_PRODUCTS = 8;

export const panelsDetector: Detector = {
  id: "panels",
  area: "panels",
  emits: PREDICATES.panels,
  detect(input) {
    const judgements = input.target.ports.flatMap(({ port }) => judgePort(input, port));
    return withoutDecoys(judgements).flatMap((judgement) => factsOf(judgement)) satisfies Fact[];
  },
};

/** What one port answered, read once. */
interface PortLooks {
  readonly input: DetectInput;
  readonly homes: readonly Look[];
  readonly panels: readonly Look[];
  readonly twins: readonly Look[];
  readonly calibration: readonly Look[];
  readonly everywhere: readonly Standing[];
}

function judgePort(input: DetectInput, port: number): readonly Judgement[] {
  const looks = input.looks.filter((look) => look.port === port && look.areas.includes("panels"));
  const own = looks.filter(({ probe }) => probe === "panels");
  const withRole = (role: string): readonly Look[] => own.filter((look) => look.role === role);
  const calibration = withRole("calibration");
  const at: PortLooks = {
    input,
    homes: looks.filter(({ role }) => role === "home"),
    panels: withRole("panel"),
    twins: withRole("twin"),
    calibration,
    everywhere: calibration.map((look) => standingOf(look, input)),
  };
  return [
    ...at.homes.flatMap((look) => judgeHome(at, look)),
    ...judgeCalibration(at),
    ...at.panels.flatMap((look) => judgePath(at, look)),
  ];
}

/** Start pages: signatures that name "/" are decided here, without a request of their own. */
function judgeHome({ input, panels }: PortLooks, look: Look): readonly Judgement[] {
  const standing = standingOf(look, input);
  const asked = panels.find((one) => isHttpLook(one) && one.locator === movedTo(look));
  const elsewhere = isHttpLook(look) && !answeredHere(look);
  const named = isNamed(input, standing);
  return input.knowledge.panels
    .filter(({ paths }) => paths.includes("/"))
    .map((signature): Judgement => {
      const isJudgedThere = asked !== undefined && signaturesAt(input, asked).includes(signature);
      const silent = elsewhere || isJudgedThere || (signature.generic && named);
      const judged = silent ? ABSENT : judgeAnswer(input, signature, standing);
      return { look, signature, path: look.locator, judged };
    });
}

/** The path that a start page redirects to: a panel there is one finding, at its own path. */
function movedTo(look: Look): string | null {
  if (!isHttpLook(look) || look.attempt.value.hops.length === 0) return null;
  return new URL(look.attempt.value.url).pathname;
}

const ABSENT: Judged = { is: "absent" };

/** A signature that is not merely generic says what this is. */
function isNamed(input: DetectInput, standing: Standing): boolean {
  if (standing.is !== "answer") return false;
  return input.knowledge.panels.some(
    (one) => !one.generic && matchPanel(one, standing.view) !== null,
  );
}

/** Error pages that tell too much show themselves where nothing is. One subject for the port. */
function judgeCalibration({ input, calibration, everywhere }: PortLooks): readonly Judgement[] {
  const [first] = calibration;
  if (first === undefined) return [];
  return input.knowledge.panels
    .filter(({ gate }) => gate === "calibration")
    .map((signature): Judgement => {
      const judged = everywhere.map((standing) => judgeAnswer(input, signature, standing));
      const worst = ["present", "unknown", "absent"] as const;
      const index = worst
        .map((is) => judged.findIndex((one) => one.is === is))
        .find((found) => found !== -1);
      return {
        look: calibration[index ?? 0] ?? first,
        signature,
        path: "/",
        judged: judged[index ?? 0] ?? { is: "unknown", reason: "inconclusive" },
      };
    });
}

function judgeAnswer(input: DetectInput, signature: PanelSignature, standing: Standing): Judged {
  if (standing.is === "problem") return { is: "unknown", reason: standing.reason };
  const match = matchPanel(signature, standing.view);
  if (match === null) {
    // Where only the first bytes were wanted, their absence is an answer.
    const isUnread = standing.cut && signature.firstBytes === undefined;
    return isUnread ? { is: "unknown", reason: "body-too-large" } : { is: "absent" };
  }
  return isContradictory(standing.view, input.knowledge.panels)
    ? { is: "unknown", reason: "contradictory" }
    : { is: "present", match, view: standing.view };
}

function judgePath(at: PortLooks, look: Look): readonly Judgement[] {
  const { input } = at;
  const standing = standingOf(look, input);
  const named = isNamed(input, standing);
  return signaturesAt(input, look).map((signature): Judgement => {
    const judged =
      signature.generic && named ? ABSENT : judgeSignature(at, look, { signature, standing });
    return { look, signature, path: look.locator, judged };
  });
}

function signaturesAt(input: DetectInput, look: Look): readonly PanelSignature[] {
  const about = new Set((look.about ?? "").split(" "));
  return input.knowledge.panels.filter(
    (signature) =>
      about.has(signature.id) ||
      panelPathsOf(signature, look.host).some(({ path }) => path === look.locator),
  );
}

function judgeSignature(
  at: PortLooks,
  look: Look,
  asked: { readonly signature: PanelSignature; readonly standing: Standing },
): Judged {
  const { input, twins, everywhere } = at;
  const { signature, standing } = asked;
  const judged = judgeAnswer(input, signature, standing);
  if (standing.is === "problem" || judged.is === "unknown") return judged;
  if (judged.is === "absent") {
    const refused = isFirewallRefusal(standing.view, everywhere);
    return refused ? { is: "unknown", reason: "blocked" } : judged;
  }
  const siblings = twins.filter(({ about }) => about === look.locator);
  const verdict = judgeTwins(
    judged,
    siblings.map((twin) => twinStandingOf(twin, input)),
    input.knowledge.panels,
  );
  if (verdict.is === "believed") return judged;
  return verdict.is === "everywhere" ? { is: "absent" } : verdict;
}

/** Too many different panels on one host: none of them is believed, none is denied. */
function withoutDecoys(judgements: readonly Judgement[]): readonly Judgement[] {
  const products = new Set(
    judgements.filter(({ judged }) => isPanel(judged)).map(({ signature }) => productOf(signature)),
  );
  if (products.size < DECOY_PRODUCTS) return judgements;
  return judgements.map((judgement) =>
    judgement.judged.is === "present"
      ? { ...judgement, judged: { is: "unknown", reason: "contradictory" } }
      : judgement,
  );
}

function isPanel(judged: Judged): boolean {
  return judged.is === "present" && judged.match.state.predicate.startsWith("panel.");
}
