// The guides as pages: every mark of their Markdown becomes an element, no picture is missing, and links stay here.
import { describe, expect, it } from "vitest";
import { portalGuides } from "../../src/cli/portal-guides.ts";
import { blocks, inlines } from "../../src/portal/view/markdown.ts";
import { addAccount, fill, house, signedIn } from "./house.ts";

async function scene() {
  const on = house({ guides: portalGuides() });
  await fill(on);
  addAccount(on, "va", "unit-viewer", "BV-A");
  addAccount(on, "m", "central-admin", null);
  return { viewer: await signedIn(on, "va"), admin: await signedIn(on, "m") };
}

function article(html: string): string {
  return /<article[^>]*>([\s\S]*)<\/article>/.exec(html)?.[1] ?? "";
}

describe("the guides", () => {
  it.each(["/guide/unit", "/guide/central"])(
    "%s shows no mark and no missing picture",
    async (path) => {
      const { admin } = await scene();
      const body = article((await admin.get(path)).text);
      const outside = body.replace(/<(pre|code)[\s\S]*?<\/\1>/g, "");
      expect(outside).not.toMatch(/\*\*|`|!\[|\]\(|^#|\| /m);
      expect(body.match(/<h2>/g)?.length).toBeGreaterThan(3);
      const pictures = [
        ...body.matchAll(/<img src="([^"]+)" alt="([^"]+)"[^>]* width="1280" height="\d+"/g),
      ];
      expect(body.match(/<img /g)).toHaveLength(pictures.length);
      expect(pictures.length).toBeGreaterThanOrEqual(3);
      for (const [, src = ""] of pictures) {
        const answer = await admin.get(src);
        expect([src, answer.status, answer.headers.get("content-type")]).toEqual([
          src,
          200,
          "image/png",
        ]);
      }
    },
  );

  it("are linked from the help page, the central one for the central team only", async () => {
    const { viewer, admin } = await scene();
    const seen = (await viewer.get("/help")).text;
    expect(seen).toContain('href="/guide/unit"');
    expect(seen).not.toContain("/guide/central");
    expect((await admin.get("/help")).text).toContain('href="/guide/central"');
    expect((await viewer.get("/guide/central")).status).toBe(404);
    expect((await viewer.get("/guide/pictures/..%2f..%2fpackage.json")).status).toBe(404);
  });
});

describe("their Markdown", () => {
  it("nests what is indented below an item, and goes on after a picture", () => {
    const text = "1. **một**\n   tiếp\n\n   ![hình](pictures/a.png)\n\n2. hai\n\nsau";
    expect(blocks(text)).toEqual([
      {
        kind: "list",
        ordered: true,
        items: [
          [
            { kind: "paragraph", text: "**một** tiếp" },
            { kind: "picture", alt: "hình", file: "a.png" },
          ],
          [{ kind: "paragraph", text: "hai" }],
        ],
      },
      { kind: "paragraph", text: "sau" },
    ]);
  });

  it.each([
    ["# a", [{ kind: "heading", level: 1, text: "a" }]],
    [
      "```sh\na | b\n```\nc",
      [
        { kind: "code", text: "a | b" },
        { kind: "paragraph", text: "c" },
      ],
    ],
    ["| a | b |\n| - | - |\n| 1 | 2 |", [{ kind: "table", head: ["a", "b"], rows: [["1", "2"]] }]],
    [
      "- a\n- b",
      [
        {
          kind: "list",
          ordered: false,
          items: [[{ kind: "paragraph", text: "a" }], [{ kind: "paragraph", text: "b" }]],
        },
      ],
    ],
    [
      "![x](https://khac.example/a.png)",
      [{ kind: "paragraph", text: "![x](https://khac.example/a.png)" }],
    ],
    ["```", [{ kind: "code", text: "" }]],
    ["", []],
  ])("%j", (text, expected) => {
    expect(blocks(text)).toEqual(expected);
  });

  it("tells strong, code and links from text", () => {
    expect(inlines("a **b** `c` [d](/e)")).toEqual([
      { kind: "text", text: "a " },
      { kind: "strong", text: "b" },
      { kind: "text", text: " " },
      { kind: "code", text: "c" },
      { kind: "text", text: " " },
      { kind: "link", text: "d", to: "/e" },
    ]);
  });
});
