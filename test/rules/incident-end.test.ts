// The end of an incident: no closing report (item 10c) before a scan has seen it mended.
import { describe, expect, it } from "vitest";
import { RasoatError } from "../../src/model/error.ts";
import type { Finding } from "../../src/model/finding.ts";
import type { Incident } from "../../src/model/incident.ts";
import {
  callFalseAlarm,
  closeIncident,
  noteSent,
  refuseEarlyReport,
} from "../../src/rules/incident.ts";
import { closingReport } from "../../src/rules/incident-text.ts";
import { finding, unit } from "../store/samples.ts";
import { TERMS } from "./sample.ts";

const NOW = "2026-11-21T02:00:00.000Z";
const DECISION = { by: "lan", at: NOW, reason: "đã gọi điện xác nhận" };
const CLOSING = { cause: "a", damage: "b", measures: "c", lessons: "d" };
const [SIGN, OTHER] = [finding({ subject: "/" }), finding({ subject: "/b" })];
const FIXED: Finding = { ...SIGN, state: "fixed", outcome: "pass" };

const OPEN: Incident = {
  id: "SC20261121-1",
  unit: "BV-A",
  findings: [SIGN.id],
  state: "open",
  serious: true,
  atOnce: false,
  detectedAt: NOW,
  confirmedAt: NOW,
  confirmedBy: "lan",
  reason: "r",
  sent: [],
  closedAt: null,
  closing: null,
};

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof RasoatError) return error.code;
    throw error;
  }
  return "none";
}

const closed = (): Incident => closeIncident(OPEN, CLOSING, [FIXED], DECISION).incident;
const none = (): Incident => callFalseAlarm(OPEN, DECISION).incident;

it.each<[string, () => unknown, string]>([
  ["told as sent while open", () => noteSent(OPEN, "closing", DECISION), "incident-not-closed"],
  ["told as sent of none", () => noteSent(none(), "closing", DECISION), "incident-not-closed"],
  ["told as sent after the end", () => noteSent(closed(), "closing", DECISION), "none"],
  ["asked for while open", () => refuseEarlyReport(OPEN), "incident-not-closed"],
  ["asked for of none", () => refuseEarlyReport(none()), "incident-not-closed"],
  ["asked for after the end", () => refuseEarlyReport(closed()), "none"],
])("the closing report, %s: %s", (_name, act, code) => {
  expect(codeOf(act)).toBe(code);
});

it("a false alarm among mended findings does not keep it open; nothing else is no incident", () => {
  const both = { ...OPEN, findings: [SIGN.id, OTHER.id] };
  const alarm: Finding = { ...OTHER, state: "false-positive" };
  expect(closeIncident(both, CLOSING, [FIXED, alarm], DECISION).incident.state).toBe("closed");
  const alarms: Finding[] = [{ ...SIGN, state: "false-positive" }, alarm];
  expect(codeOf(() => closeIncident(both, CLOSING, alarms, DECISION))).toBe("incident-not-mended");
});

describe("the text before the end", () => {
  const textOf = (incident: Incident) =>
    closingReport({
      incident,
      terms: TERMS,
      unit: unit(),
      systems: [],
      findings: [],
      law: [],
      now: NOW,
    });

  it("is a draft without a place to sign", () => {
    const draft = textOf(OPEN);
    expect(draft.vi).toMatch(/^# DỰ THẢO BÁO CÁO KẾT THÚC[^]*Chưa ký được: sự cố còn mở/);
    expect(draft.vi + draft.en).not.toMatch(/THỦ TRƯỞNG ĐƠN VỊ|HEAD OF THE UNIT/);
    expect(textOf(none()).en).toContain("It was no incident");
  });

  it("is the report once the incident is closed", () => {
    expect(textOf(closed()).vi).toMatch(/^# BÁO CÁO KẾT THÚC[^]*THỦ TRƯỞNG ĐƠN VỊ/);
  });
});
