import { dirname } from "node:path";
import { readFileSync, writeFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { archiveLedger } from "../../src/run/ledger-archiving.ts";
import { proveLedger } from "../../src/run/ledger-proof.ts";
import { connect } from "../../src/store/sqlite/connection.ts";
import { at, BY, filled, linesIn, rewrite, target } from "./ledger-samples.ts";

describe("a tampered archive", () => {
  const edit = (row: number, from: string, to: string) => (file: string) => {
    const lines = linesIn(file);
    const line = lines[row] ?? "";
    expect(line).toContain(from);
    rewrite(file, lines.with(row, line.replace(from, to)));
  };
  const cases: [string, (file: string) => void, string, RegExp][] = [
    ["an edited address", edit(4, "h3.test", "h4.test"), "archive-changed", /row 4/],
    ["an edited moment", edit(1, "16:00:00", "16:00:01"), "archive-changed", /row 1,/],
    ["an edited outcome", edit(6, '"status":200', '"status":404'), "archive-changed", /row 6/],
    ["an edited mark", edit(2, '"mark":"', '"mark":"0'), "archive-line", /row 2/],
    ["an added key", edit(3, '{"n":3,', '{"n":3,"x":1,'), "archive-line", /row 3/],
    ["a line that is none", edit(9, "{", "x"), "archive-line", /row 9/],
    ["an edited end", edit(31, '"hash":"', '"hash":"0'), "archive-line", /row 31/],
    ["an edited beginning", edit(0, '"before":"00', '"before":"01'), "archive-changed", /row 1,/],
    ["no archive at all", (file) => rewrite(file, ["{}"]), "archive-foreign", /no archive/],
    [
      "a missing row",
      (file) => rewrite(file, linesIn(file).toSpliced(12, 1)),
      "archive-gap",
      /row 13 where row 12/,
    ],
    [
      "swapped rows",
      (file) => {
        const lines = linesIn(file);
        rewrite(file, lines.with(5, lines[6] ?? "").with(6, lines[5] ?? ""));
      },
      "archive-gap",
      /row 6 where row 5/,
    ],
    [
      "a doubled row",
      (file) => rewrite(file, linesIn(file).toSpliced(5, 0, linesIn(file)[5] ?? "")),
      "archive-gap",
      /row 5 where row 6/,
    ],
    [
      "rows cut with the end",
      (file) => rewrite(file, linesIn(file).slice(0, 20)),
      "archive-cut",
      /after row 19/,
    ],
    [
      "lines after the end",
      (file) => rewrite(file, [...linesIn(file), linesIn(file)[3] ?? ""]),
      "archive-line",
      /row 31/,
    ],
    [
      "a cut file",
      (file) => writeFileSync(file, readFileSync(file).subarray(0, 400)),
      "archive-cut",
      /unexpected end/,
    ],
    ["no gzip", (file) => writeFileSync(file, "{}\n"), "archive-cut", /incorrect header/],
    [
      "the same rows packed anew",
      (file) => writeFileSync(file, gzipSync(gunzipSync(readFileSync(file)), { level: 1 })),
      "archive-other",
      /rows 1 to 30/,
    ],
  ];

  it.each(cases)("%s is told with file and place", async (_name, tamper, code, words) => {
    const { store } = await filled();
    const file = target();
    await archiveLedger(store, { before: at(3), file, by: BY });
    tamper(file);
    const error = await proveLedger(store, [file]).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code, text: { en: expect.stringMatching(words) } });
    expect((error as Error).message).toContain(file);
  });

  it("files in the wrong order, a gap between them, a missing last one, and none that is there", async () => {
    const { store } = await filled(5, 6);
    const files = [target(), target(), target()];
    for (const [index, file] of files.entries()) {
      await archiveLedger(store, { before: at(3 + 2 * index), file, by: BY });
    }
    const [one = "", two = "", three = ""] = files;
    const code = async (...given: string[]): Promise<unknown> =>
      proveLedger(store, given).then(
        ({ check }) => check.sound,
        (error: unknown) => (error as { code: string }).code,
      );
    expect(await code(one, two, three)).toBe(true);
    expect(await code()).toBe(true);
    expect(await code(two, one, three)).toBe("archive-order");
    expect(await code(one, three)).toBe("archive-order");
    expect(await code(one, one)).toBe("archive-order");
    expect(await code(one, two)).toBe("archive-short");
    expect(await code(`${one}x`)).toBe("archive-missing");
    expect(await code(dirname(one))).toBe("archive-missing");
  });

  it("another ledger's archive, however sound in itself", async () => {
    const [ours, theirs] = [await filled(), await filled(6)];
    const [file, foreign] = [target(), target()];
    await archiveLedger(ours.store, { before: at(3), file, by: BY });
    await archiveLedger(theirs.store, { before: at(3), file: foreign, by: BY });
    await expect(proveLedger(ours.store, [foreign])).rejects.toMatchObject({
      code: "archive-other",
    });
    const fresh = await filled(7);
    await expect(proveLedger(fresh.store, [file])).rejects.toMatchObject({ code: "archive-join" });
  });

  it.each([
    ["UPDATE ledger_anchor SET n = 31", "anchor"],
    ["UPDATE ledger_anchor SET hash = zeroblob(32)", "anchor"],
    ["DELETE FROM ledger_anchor", "missing"],
    ["DROP TRIGGER ledger_kept; DELETE FROM ledger WHERE n <= 31", "missing"],
  ])("a database after %s", async (statement, fault) => {
    const { store } = await filled();
    await archiveLedger(store, { before: at(3), file: target(), by: BY });
    const { db } = connect(store.path, "FULL");
    db.exec(statement);
    db.close();
    expect(store.ledger.verify()).toMatchObject({ sound: false, bad: { fault } });
  });
});
