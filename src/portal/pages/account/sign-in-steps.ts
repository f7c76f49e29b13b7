// Where each stage of signing in leads, whatever way somebody came.
import type { SessionStage } from "../../../store/people/sessions.ts";

export function nextStep(stage: SessionStage): string {
  return { code: "/login/code", enrol: "/login/setup", full: "/" }[stage];
}
