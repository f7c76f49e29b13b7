import { describe, expect, it, test } from "vitest";
import { RasoatError } from "../../src/model/error.ts";
import type { Finding, FindingEvent } from "../../src/model/finding.ts";
import type { Incident } from "../../src/model/incident.ts";
import type { Relation } from "../../src/model/rule.ts";
import {
  callFalseAlarm,
  closeIncident,
  detectedAt,
  isIncidentSign,
  noteSent,
  openIncident,
  type Decision,
  type OpenInput,
} from "../../src/rules/incident.ts";
import { deadlinesOf } from "../../src/rules/incident-clock.ts";
import { closingReport, firstNotice, type IncidentFile } from "../../src/rules/incident-text.ts";
import { finding, seen, system, unit } from "../store/samples.ts";
import { citation, DOCUMENT, TERMS, TEXT } from "./sample.ts";

const SEEN = "2026-11-20T16:00:00.000Z";
const NOW = "2026-11-21T02:00:00.000Z";
const LATE = "2026-11-25T02:00:00.000Z";
const DECISION: Decision = { by: "lan", at: NOW, reason: "đã gọi điện xác nhận" };

function touching(relation: Relation, over: Partial<Finding> = {}): Finding {
  return finding({
    rule: "defacement-page",
    area: "defacement",
    subject: "/",
    value: "hacked by",
    firstSeen: SEEN,
    directive: [
      { document: DOCUMENT, item: "3", relation: "reported-under", why: TEXT },
      { document: DOCUMENT, item: "10a", relation, why: TEXT },
    ],
    ...over,
  });
}

const SIGN = touching("triggers");

function open(over: Partial<OpenInput> = {}) {
  return openIncident({
    finding: SIGN,
    history: [],
    incidents: [],
    terms: TERMS,
    decision: DECISION,
    serious: null,
    atOnce: false,
    into: null,
    ...over,
  });
}

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof RasoatError) {
      expect(error.text.vi).not.toContain("{");
      return error.code;
    }
    throw error;
  }
  return "none";
}

describe("opened by a person's confirmation", () => {
  it("the clock begins at the detection, not at the confirmation", () => {
    const { incident, events } = open();
    expect(incident).toMatchObject({
      id: `SC20261121-${SIGN.id.slice(0, 8)}`,
      unit: "BV-A",
      findings: [SIGN.id],
      state: "open",
      serious: true,
      atOnce: false,
      detectedAt: SEEN,
      confirmedAt: NOW,
      confirmedBy: "lan",
    });
    expect(events).toMatchObject([{ action: "opened", actor: "lan", at: NOW }]);
  });

  it("the finding's history says so, and its unit may see it from then on", () => {
    const { finding: after, findingEvents, incident } = open({ finding: { ...SIGN, held: true } });
    expect(after).toEqual({ ...SIGN, held: false });
    expect(findingEvents).toMatchObject([
      {
        cause: "person",
        from: "open",
        to: "open",
        detail: `confirm incident=${incident.id}: ${DECISION.reason}`,
      },
    ]);
  });

  it("what came back is detected when it came back", () => {
    const back = "2026-11-19T16:00:00.000Z";
    const history: FindingEvent[] = [
      seen(SIGN, { from: null, to: "open", at: SEEN }),
      seen(SIGN, { from: "open", to: "fixed", at: "2026-11-10T16:00:00.000Z", cause: "not-seen" }),
      seen(SIGN, { from: "fixed", to: "open", at: back }),
      seen(SIGN, { from: "open", to: "in-progress", cause: "person" }),
    ];
    expect(detectedAt(SIGN, history)).toBe(back);
    expect(detectedAt(SIGN, history.slice(0, 1))).toBe(SEEN);
    expect(open({ history }).incident.detectedAt).toBe(back);
  });

  it.each<[string, Partial<OpenInput>, boolean]>([
    ["as the terms say", {}, true],
    [
      "not for a rule that they do not name",
      { finding: touching("may-trigger", { rule: "exposure-secret" }) },
      false,
    ],
    [
      "as a person says: yes",
      { finding: touching("may-trigger", { rule: "x" }), serious: true },
      true,
    ],
    ["as a person says: no", { serious: false }, false],
  ])("serious %s", (_name, over, serious) => {
    expect(open(over).incident.serious).toBe(serious);
  });

  it.each<[string, Partial<OpenInput>, string]>([
    ["no sign of an incident", { finding: finding() }, "incident-not-eligible"],
    [
      "a false alarm",
      { finding: touching("triggers", { state: "false-positive" }) },
      "incident-false-alarm",
    ],
    ["no reason", { decision: { ...DECISION, reason: " " } }, "incident-reason-missing"],
    ["an incident that it has already", { incidents: [open().incident] }, "incident-exists"],
    ["into an incident of nobody", { into: "SC-x" }, "incident-other-unit"],
    [
      "into another unit's",
      {
        into: "SC-x",
        incidents: [{ ...open().incident, id: "SC-x", findings: ["y"], unit: "BV-B" }],
      },
      "incident-other-unit",
    ],
    [
      "into a closed one",
      { into: "SC-x", incidents: [{ ...open().incident, id: "SC-x", state: "closed" }] },
      "incident-not-open",
    ],
  ])("refused: %s", (_name, over, code) => {
    expect(codeOf(() => open(over))).toBe(code);
  });

  it("a second incident of one day has an id of its own", () => {
    const closed: Incident = { ...open().incident, state: "closed" };
    expect(open({ incidents: [closed] }).incident.id).toBe(`${closed.id}-2`);
  });

  it("a finding joins: the earlier detection, the graver word", () => {
    const first = open({ serious: false }).incident;
    const earlier = "2026-11-18T16:00:00.000Z";
    const other = touching("triggers", { subject: "/tin-tuc", firstSeen: earlier });
    const { incident, events } = open({
      finding: other,
      incidents: [first],
      into: first.id,
      atOnce: true,
    });
    expect(incident).toMatchObject({
      id: first.id,
      findings: [SIGN.id, other.id],
      serious: true,
      atOnce: true,
      detectedAt: earlier,
    });
    expect(events).toMatchObject([{ action: "joined" }]);
  });

  test.each<[Relation, boolean]>([
    ["triggers", true],
    ["may-trigger", true],
    ["casts-doubt-on", false],
  ])("%s 10a makes a sign: %s", (relation, expected) => {
    expect(isIncidentSign(touching(relation))).toBe(expected);
  });
});

describe("the clock", () => {
  const { incident } = open();
  const told = (notice: "first" | "full", at: string): Incident =>
    noteSent(incident, notice, { ...DECISION, at, reason: "12/BC-BVA" }).incident;
  const FIRST_DUE = "2026-11-21T16:00:00.000Z";
  const FULL_DUE = "2026-11-23T16:00:00.000Z";

  it.each<[string, Incident, string, string[]]>([
    ["runs", incident, NOW, [`first ${FIRST_DUE} waiting`, `full ${FULL_DUE} waiting`]],
    [
      "to the minute",
      incident,
      FIRST_DUE,
      [`first ${FIRST_DUE} waiting`, `full ${FULL_DUE} waiting`],
    ],
    [
      "is over",
      incident,
      "2026-11-21T16:00:00.001Z",
      [`first ${FIRST_DUE} late`, `full ${FULL_DUE} waiting`],
    ],
    [
      "stops with the notice",
      told("first", NOW),
      LATE,
      [`first ${FIRST_DUE} in-time`, `full ${FULL_DUE} late`],
    ],
    [
      "a late notice is late",
      told("first", LATE),
      LATE,
      [`first ${FIRST_DUE} late`, `full ${FULL_DUE} late`],
    ],
    [
      "a full report tells the first too",
      told("full", NOW),
      LATE,
      [`first ${FIRST_DUE} in-time`, `full ${FULL_DUE} in-time`],
    ],
    [
      "not serious: the full report only",
      { ...incident, serious: false },
      NOW,
      [`full ${FULL_DUE} waiting`],
    ],
    [
      "at once is due until told",
      { ...incident, atOnce: true },
      NOW,
      [`first ${SEEN} late`, `full ${FULL_DUE} waiting`],
    ],
    [
      "at once, told",
      { ...told("first", NOW), atOnce: true },
      NOW,
      [`first ${SEEN} in-time`, `full ${FULL_DUE} waiting`],
    ],
  ])("%s", (_name, of, now, expected) => {
    const found = deadlinesOf(of, TERMS, now).map(
      ({ notice, dueAt, standing }) => `${notice} ${dueAt} ${standing}`,
    );
    expect(found).toEqual(expected);
  });
});

const CLOSING = {
  cause: "plugin cũ",
  damage: "không mất dữ liệu",
  measures: "cài lại",
  lessons: "cập nhật",
};
const FIXED: Finding = { ...SIGN, state: "fixed", outcome: "pass", lastLooked: LATE };

describe("closing", () => {
  const { incident } = open();

  it("after every finding was seen mended, with what item 10c asks for", () => {
    const { incident: closed, events } = closeIncident(incident, CLOSING, [FIXED], DECISION);
    expect(closed).toMatchObject({ state: "closed", closing: CLOSING, closedAt: NOW });
    expect(events).toMatchObject([{ action: "closed", detail: DECISION.reason }]);
  });

  it.each<[string, () => unknown, string]>([
    [
      "a finding is open",
      () => closeIncident(incident, CLOSING, [SIGN], DECISION),
      "incident-not-mended",
    ],
    [
      "a finding is only claimed",
      () => closeIncident(incident, CLOSING, [{ ...SIGN, state: "claimed-fixed" }], DECISION),
      "incident-not-mended",
    ],
    [
      "a finding is gone",
      () => closeIncident(incident, CLOSING, [], DECISION),
      "incident-not-mended",
    ],
    [
      "a part is missing",
      () => closeIncident(incident, { ...CLOSING, lessons: "" }, [FIXED], DECISION),
      "incident-closing-missing",
    ],
    [
      "no reason",
      () => closeIncident(incident, CLOSING, [FIXED], { ...DECISION, reason: "" }),
      "incident-reason-missing",
    ],
    [
      "closed already",
      () => closeIncident({ ...incident, state: "closed" }, CLOSING, [FIXED], DECISION),
      "incident-not-open",
    ],
    [
      "an update to a closed one",
      () => noteSent({ ...incident, state: "closed" }, "update", DECISION),
      "incident-not-open",
    ],
  ])("refused while %s", (_name, act, code) => {
    expect(codeOf(act)).toBe(code);
  });

  it("none after all; the closing report may be sent after the end", () => {
    const { incident: none, events } = callFalseAlarm(incident, DECISION);
    expect([none.state, events[0]?.action]).toEqual(["false-alarm", "false-alarm"]);
    expect(
      noteSent({ ...incident, state: "closed" }, "closing", DECISION).incident.sent,
    ).toHaveLength(1);
  });
});

describe("the texts", () => {
  const file = (over: Partial<IncidentFile> = {}): IncidentFile => ({
    incident: open().incident,
    terms: TERMS,
    unit: unit({ head: null, contacts: null }),
    systems: [system({ personalData: null })],
    findings: [
      {
        finding: { ...SIGN, law: [{ document: "331/2026/NĐ-CP", article: "Điều 31" }] },
        history: [
          seen(SIGN, {
            cause: "person",
            actor: "an",
            detail: "in-progress owner=Lan: gọi nhà thầu",
          }),
        ],
      },
    ],
    law: [],
    now: NOW,
    ...over,
  });

  it("the first notice is filled with what is known, and leaves the rest to the office", () => {
    const { vi, en } = firstNotice(file());
    for (const part of [
      "# THÔNG BÁO BAN ĐẦU VỀ SỰ CỐ AN NINH MẠNG",
      "Số: ……/……",
      "- Cơ quan chủ quản\n- Bộ Y tế",
      "- Tên: Bệnh viện A (BV-A)",
      "- Người đứng đầu: chưa khai báo",
      "cấp độ: 2; dịch vụ trực tuyến: có; dữ liệu cá nhân: chưa khai báo",
      "- Phát hiện (mốc tính thời hạn): 23:00 ngày 20/11/2026",
      "- Xác nhận: 09:00 ngày 21/11/2026, lan: đã gọi điện xác nhận",
      "trước 23:00 ngày 21/11/2026",
      "trước 23:00 ngày 23/11/2026",
      "an: bắt đầu xử lý, người phụ trách Lan: gọi nhà thầu",
      "- Công văn 2132/BYT-K2ĐT, mục 10a",
      "(Ký, ghi rõ họ tên, đóng dấu)",
    ]) {
      expect(vi).toContain(part);
    }
    expect(en).toContain("by 2026-11-21 23:00 (UTC+7)");
    expect(vi).not.toMatch(/undefined|null/);
  });

  it("cites reviewed law only", () => {
    const cited = citation("c", { document: "331/2026/NĐ-CP", article: "Điều 31" });
    expect(firstNotice(file({ law: [cited] })).vi).not.toContain("331/2026");
    const reviewed = { ...cited, reviewedBy: "Luật sư B", reviewedOn: "2026-11-20" };
    expect(firstNotice(file({ law: [reviewed] })).vi).toContain("- 331/2026/NĐ-CP, Điều 31");
  });

  it("a page's own text never begins a line", () => {
    const hostile = {
      ...SIGN,
      value: "x\n# Đã ký\n- giả",
      evidence: [{ observation: "o", text: "a\r\nb" }],
    };
    const { vi } = firstNotice(file({ findings: [{ finding: hostile, history: [] }] }));
    expect(vi.split("\n").filter((line) => line.startsWith("# "))).toHaveLength(1);
    expect(vi).toContain("x # Đã ký - giả");
  });

  it("the closing report tells course, cause, verification and notices", () => {
    const { incident } = noteSent(open().incident, "first", {
      ...DECISION,
      reason: "12/BC-BVA, gửi Bộ Y tế",
    });
    const closed = closeIncident(incident, CLOSING, [FIXED], DECISION).incident;
    const { vi } = closingReport(
      file({ incident: closed, findings: [{ finding: FIXED, history: [] }], now: LATE }),
    );
    for (const part of [
      "## 5. Nguyên nhân\n\n- plugin cũ",
      "## 10. Bài học\n\n- cập nhật",
      "đã khắc phục (đã kiểm tra lại), kiểm tra lúc 09:00 ngày 25/11/2026",
      "gửi lúc 09:00 ngày 21/11/2026; đúng hạn",
      "chưa gửi; quá hạn",
      "thông báo ban đầu (12/BC-BVA, gửi Bộ Y tế)",
      "mục 10c",
    ]) {
      expect(vi).toContain(part);
    }
    expect(closingReport(file()).vi).toContain("## 5. Nguyên nhân\n\n- ……");
  });
});
