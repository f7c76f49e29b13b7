// Is there HTTPS at all? Stated at the plain port, which is the site that lacks it.
import type { DetectInput } from "../../model/detector.ts";
import type { Fact } from "../../model/fact.ts";
import type { Look } from "../../model/observation.ts";
import type { Port } from "../../model/registry.ts";
import { isHttpLook } from "../../text/assessable.ts";
import { answersByPort, type Answer } from "./answers.ts";
import { HTTP_SUBJECT, pageLooks, reasonOf } from "./pages.ts";
import { factOf, type Sign, type Signed } from "./verdict.ts";

/** @returns null when no plain port is registered or none was asked */
export function noHttpsFact(
  input: DetectInput,
  plain: readonly Port[],
  secure: readonly Port[],
): Fact | null {
  const port = mainPort(plain, 80);
  if (port === null) return null;
  const { home, own } = pageLooks(input, port);
  const look = own ?? home;
  if (look === null) return null;
  const place = {
    predicate: "http.no-https",
    host: input.target.host,
    port,
    subject: HTTP_SUBJECT,
  } as const;
  const securePort = mainPort(secure, 443);
  if (securePort === null) {
    return factOf(place, [{ look, sign: { is: "open", reason: "port-not-registered" } }]);
  }
  const answers = answersByPort(input).get(securePort) ?? [];
  const answered = [own, home].find((one) => one !== null && isHttpLook(one)) ?? null;
  if (answered === null && !answers.some(speaksTls)) {
    return factOf(place, [{ look, sign: { is: "open", reason: reasonOf(look) } }]);
  }
  const signs = comparable(answers, answered).map((answer): Signed => ({
    look: answer.look,
    sign: missingSign(input, answer, port),
  }));
  return factOf(place, signs.length > 0 ? signs : [{ look, sign: UNDECIDED }]);
}

const UNDECIDED: Sign = { is: "open", reason: "inconclusive" };

/**
 * The handshakes at the address that answered in plain HTTP. Where redirects may have led to another host
 * that address is not known: then one that speaks TLS is enough, else all must lack it.
 */
function comparable(answers: readonly Answer[], answered: Look | null): readonly Answer[] {
  const address = answered === null ? null : sameAddress(answered);
  if (address !== null) return answers.filter(({ look }) => look.address === address);
  const speaking = answers.filter(speaksTls);
  return speaking.length > 0 ? speaking : answers;
}

/** The usual port where it is registered, else the first. */
function mainPort(ports: readonly Port[], usual: number): number | null {
  return (ports.find(({ port }) => port === usual) ?? ports[0])?.port ?? null;
}

function speaksTls(answer: Answer): boolean {
  return answer.known || answer.look.attempt.status === "ok";
}

/** The address that answered in plain HTTP; null when redirects may have led to another host. */
function sameAddress(look: Look): string | null {
  return isHttpLook(look) && look.attempt.value.hops.length === 0
    ? look.attempt.value.address
    : null;
}

/** Refused or no TLS; a timeout or a reset decides nothing, and one refused connection is not enough. */
function missingSign(input: DetectInput, answer: Answer, plainPort: number): Sign {
  if (speaksTls(answer)) {
    return { is: "clear", text: `port ${String(answer.look.port)} speaks TLS` };
  }
  const { look } = answer;
  const reason = reasonOf(look);
  if (reason !== "connect-refused" && reason !== "not-tls") return { is: "open", reason };
  if (reason === "connect-refused" && look.port !== null) {
    const again = pageLooks(input, look.port).home;
    if (again !== null && isHttpLook(again)) return { is: "open", reason: "unstable" };
    const refusedAgain = again !== null && reasonOf(again) === "connect-refused";
    if (!refusedAgain) return UNDECIDED;
  }
  const what = reason === "not-tls" ? "answers, but not with TLS" : "refused two connections";
  return {
    is: "seen",
    value: `port=${String(look.port)} ${reason}`,
    text: `${look.address ?? "?"}: port ${String(look.port)} ${what}, port ${String(plainPort)} serves plain HTTP`,
  };
}
