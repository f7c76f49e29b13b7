import { describe, expect, it } from "vitest";
import { createContext } from "../../src/cli/context.ts";
import { widthOf } from "../../src/cli/output.ts";
import { createProgress, type Step } from "../../src/cli/progress.ts";

const HOUR = 3_600_000;

function scene(err: { readonly isTTY?: boolean; readonly columns?: number }, options = {}) {
  const said: string[] = [];
  const streams = {
    out: { write: () => true },
    err: { ...err, write: (text: string) => said.push(text) },
  };
  const clock = { now: 0 };
  const context = createContext(options, streams, new AbortController().signal, {});
  return { said, clock, progress: createProgress(context, () => clock.now) };
}

const step = (over: Partial<Step> = {}): Step => ({
  done: 3,
  total: 300,
  note: "lượt hai: www.bv-a.test",
  endsAt: () => null,
  ...over,
});

describe("progress in plain lines", () => {
  it.each([
    [null, "3/300 (1 %) lượt hai: www.bv-a.test\n"],
    [2 * HOUR, "3/300 (1 %), còn khoảng 2 giờ lượt hai: www.bv-a.test\n"],
    [-5, "3/300 (1 %), còn chưa tới 1 phút lượt hai: www.bv-a.test\n"],
  ])("says how long only where that rests on something: %s", (endsAt, line) => {
    const { said, progress } = scene({});
    progress.update(step({ endsAt: () => endsAt }));
    expect(said).toEqual([line]);
  });

  it("one every five seconds, and the last", () => {
    const { said, clock, progress } = scene({}, { lang: "en" });
    let asked = 0;
    const endsAt = (): number => {
      asked += 1;
      return HOUR;
    };
    for (; clock.now <= 10_000; clock.now += 1_000) progress.update(step({ endsAt }));
    progress.update(step({ done: 300, endsAt }));
    progress.end();
    // Only for the lines that tell it.
    expect(asked).toBe(3);
    expect(said).toHaveLength(4);
    expect(said[0]).toBe("3/300 (1 %), about 1 h left lượt hai: www.bv-a.test\n");
    expect(said.at(-1)).toBe("300/300 (100 %) lượt hai: www.bv-a.test\n");
  });

  it("none with --quiet", () => {
    const { said, progress } = scene({}, { quiet: true });
    progress.update(step());
    progress.end();
    expect(said).toEqual([]);
  });
});

describe("the moving line", () => {
  it.each([40, 60, 80, 120])("stays on one line of a terminal of %i, and goes away", (columns) => {
    const { said, progress } = scene({ isTTY: true, columns });
    const note = `lượt hai: ${"bệnh-viện-đa-khoa".normalize("NFD").repeat(9)}`;
    progress.update(step({ note, endsAt: () => 9 * HOUR }));
    progress.end();
    const [line = "", gone] = said;
    const shown = line.replace("\r\u001b[2K", "");
    expect(line.startsWith("\r\u001b[2K")).toBe(true);
    expect(widthOf(shown)).toBe(columns - 1);
    expect(gone).toBe("\r\u001b[2K");
  });

  it("thinks of 80 cells where the terminal does not say", () => {
    const { said, progress } = scene({ isTTY: true });
    progress.update(step({ note: "x".repeat(200) }));
    expect(widthOf((said[0] ?? "").replace("\r\u001b[2K", ""))).toBe(79);
  });
});
