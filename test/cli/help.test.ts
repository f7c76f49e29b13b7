// The help of every command, in each language: nothing of the other one in it, and no line wider than a terminal of 80.
import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { addCommands } from "../../src/cli/commands.ts";
import { widthOf } from "../../src/cli/output.ts";
import type { Language } from "../../src/model/text.ts";
import { runHere } from "./here.ts";

function paths(parent: Command, above: readonly string[] = []): (readonly string[])[] {
  return parent.commands.flatMap((command) => {
    const own = [...above, command.name()];
    return [own, ...paths(command, own)];
  });
}

function treeIn(language: Language): Command {
  const tree = new Command("rasoat");
  addCommands(tree, () => Promise.resolve(), language, "0");
  return tree;
}

const tree = treeIn("en");
const ALL = [[], ...paths(tree)].map((words) => ({ name: words.join(" ") || "rasoat", words }));

/** Of the directive's number, which has no English. */
const NUMBER = /2132\/BYT-K2ĐT/g;
const VIETNAMESE = /[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]/iu;

describe("help", () => {
  it("was asked of many commands", () => {
    expect(ALL.length).toBeGreaterThan(70);
  });

  it.each(ALL)(
    "$name: Vietnamese, with Vietnamese words for what is to be filled in",
    async ({ words }) => {
      const { code, out } = await runHere(...words, "--help");
      expect(code).toBe(0);
      const slots = out.match(/[<[][^\s>\]]+(?: [^\s>\]]+)?[>\]]/gu) ?? [];
      const allowed = /^<vi\|en>$|^\[lệnh\]$|^\[tuỳ chọn\]$/u;
      expect(slots.filter((slot) => !allowed.test(slot) && !VIETNAMESE.test(slot))).toEqual([]);
      expect(out).not.toMatch(/\b(?:Usage|Options|Commands|Arguments|default|options|command)\b/);
      expect(out.split("\n").filter((line) => widthOf(line) > 80)).toEqual([]);
    },
  );

  it.each(ALL)("$name: English", async ({ words }) => {
    const { code, out } = await runHere(...words, "--help", "--lang", "en");
    expect(code).toBe(0);
    expect(out.replaceAll(NUMBER, "")).not.toMatch(VIETNAMESE);
    expect(out.split("\n").filter((line) => widthOf(line) > 80)).toEqual([]);
  });

  it("changes nothing but words: flags and arguments take the same in both languages", () => {
    const taken = (command: Command): unknown => ({
      name: command.name(),
      options: command.options.map((one) => [
        one.attributeName(),
        one.required,
        one.optional,
        one.variadic,
        one.mandatory,
      ]),
      values: command.registeredArguments.map(({ required, variadic }) => [required, variadic]),
      commands: command.commands.map(taken),
    });
    expect(taken(treeIn("vi"))).toEqual(taken(tree));
    const scan = tree.commands.find((one) => one.name() === "scan");
    expect(scan?.options.find(({ long }) => long === "--resolve")?.variadic).toBe(true);
  });

  it("lists the flags that every command takes, and of a group none that its commands do not", async () => {
    const { out } = await runHere("scan", "status", "--help");
    expect(out).toContain("Tuỳ chọn chung:");
    expect(out).toContain("--json");
    expect(out).not.toContain("--min-coverage");
  });
});
