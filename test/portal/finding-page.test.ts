// The page of one finding: sentences first, the stored lines behind a click; what to do in three links that lead.
import { describe, expect, it } from "vitest";
import { finding, seen } from "../store/samples.ts";
import { addAccount, addFinding, fill, house, type House, signedIn } from "./house.ts";

const RAW_VALUE = "dotenv secret";
const RAW_LINE = "GET /.env → 200; body";

const SECRET = finding({
  rule: "exposure-secret",
  area: "panels",
  subject: "dotenv /.env",
  group: "g-secret",
  value: RAW_VALUE,
  evidence: [{ observation: "0123456789abcdef", text: RAW_LINE }],
});

async function scene(): Promise<House> {
  const on = house();
  await fill(on);
  addAccount(on, "a", "unit-manager", "BV-A");
  addAccount(on, "va", "unit-viewer", "BV-A");
  addFinding(on, SECRET);
  return on;
}

async function pageFor(on: House, login: string): Promise<string> {
  return (await (await signedIn(on, login)).get(`/findings/${SECRET.id}`)).text;
}

describe("what was seen", () => {
  it("is told in sentences; stored lines stand in the technical details and nowhere else", async () => {
    const text = await pageFor(await scene(), "va");
    expect(text).toContain("Đường dẫn /.env: lộ thông tin bí mật");
    expect(text).toContain("Tải /.env (GET): máy chủ trả về mã 200");
    const start = text.indexOf("Chi tiết kỹ thuật");
    const end = text.indexOf("</details>", start);
    expect(start).toBeGreaterThan(0);
    expect(text.slice(start, end)).toContain(RAW_VALUE);
    expect(text.slice(start, end)).toContain(RAW_LINE);
    const rest = text.slice(0, start) + text.slice(end);
    expect(rest).not.toContain(RAW_VALUE);
    expect(rest).not.toContain(RAW_LINE);
  });

  it("says the path beside the host", async () => {
    expect(await pageFor(await scene(), "va")).toContain("www.bv-a.test:443/.env");
  });
});

describe("the history", () => {
  it.each([
    { cause: "seen", detail: "reopened=2", told: "xuất hiện lại lần 2" },
    { cause: "seen", detail: "severity: high → critical", told: "mức độ: cao → khẩn cấp" },
    { cause: "not-seen", detail: "1/2", told: "lần 1 trong 2 lần" },
    { cause: "could-not-look", detail: "http-timeout", told: "không trả lời trong thời gian chờ" },
    {
      cause: "value-changed",
      detail: "dotenv secret → git repository",
      told: "lộ thông tin bí mật (dotenv) → lộ kho mã nguồn (git)",
    },
  ] as const)("tells $detail in words", async ({ cause, detail, told }) => {
    const on = await scene();
    on.store.saveFinding(SECRET, [{ ...seen(SECRET), cause, detail }]);
    const text = await pageFor(on, "va");
    expect(text).toContain(told);
    expect(text).not.toContain(`>${detail}<`);
  });
});

describe("what to do", () => {
  it("stands on top for who has to do it, and each link leads to a place on the page", async () => {
    const text = await pageFor(await scene(), "a");
    const start = text.indexOf(">Việc cần làm<");
    expect(start).toBeGreaterThan(0);
    expect(start).toBeLessThan(text.indexOf(">Vấn đề<"));
    const links = [...text.matchAll(/href="#([\w-]+)"/g)].map(([, id = ""]) => id);
    expect(links).toEqual(
      expect.arrayContaining(["remedy", "forward", "plan-owner", "claim-reason"]),
    );
    expect(links.filter((id) => !text.includes(`id="${id}"`))).toEqual([]);
  });

  it("is not said to who only reads, nor of what is settled", async () => {
    const on = await scene();
    expect(await pageFor(on, "va")).not.toContain(">Việc cần làm<");
    on.store.saveFinding({ ...SECRET, state: "fixed", outcome: "pass" }, []);
    expect(await pageFor(on, "a")).not.toContain(">Việc cần làm<");
  });
});
