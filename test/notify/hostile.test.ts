// What a scanned site or a careless file may have put into names: none of it acts in a letter.
import { describe, expect, it } from "vitest";
import { DOORS } from "../../src/notify/sheet.ts";
import { house } from "../portal/house.ts";
import { AT_A, CENTRE, scene, sign } from "./scene.ts";

const HOSTILE: readonly (readonly [name: string, text: string])[] = [
  ["a header", "x\r\nBcc: ke-gian@evil.test\r\n\r\nThân thư giả"],
  ["a bare line feed", "x\nBcc: ke-gian@evil.test"],
  ["a line separator", "x\u2028Bcc: ke-gian@evil.test\u2029y"],
  ["a script", `<script src="//evil.test/x.js"></script><img src=x onerror=alert(1)>`],
  ["the end of an attribute", `"><a href='http://evil.test'>bấm</a>`],
  ["a direction override", "\u202Emoc.live\u202C \u2066x\u2069 \u061c"],
  ["zero-width characters", "evil\u200b.te\ufeffst"],
  ["a formula", `=HYPERLINK("http://evil.test","x")`],
  ["the end of a letter", "x\r\n.\r\nMAIL FROM:<ke-gian@evil.test>"],
  ["an encoded word", "=?utf-8?q?=0D=0ABcc:_ke-gian@evil.test?="],
  ["a boundary", "\r\n----_NmP-0123456789abcdef-Part_1\r\nContent-Type: text/html"],
  ["a very long name", "dài ".repeat(5_000)],
  ["a null", "x\u0000y\u001b[31mz\u009b"],
];

describe("a name that holds", () => {
  it.each(HOSTILE)("%s stays text", async (_what, text) => {
    const { store, put, after } = scene();
    store.reviseRegistry(
      (one) => ({ ...one, units: one.units.map((each) => ({ ...each, name: text })) }),
      { actor: "t", note: "" },
    );
    const title = { vi: text, en: text };
    put(sign({ host: text, title, value: text, subject: text, group: "g1" }));
    put({ host: text, title, value: text, group: "g2" });

    const letters = await after(0);

    expect(letters.map(({ to }) => to)).toEqual([CENTRE, AT_A, AT_A]);
    for (const { headers, parts, text: body, html, raw } of letters) {
      expect([...headers.keys()].toSorted()).toEqual([
        "auto-submitted",
        "content-type",
        "date",
        "from",
        "list-id",
        "message-id",
        "mime-version",
        "subject",
        "to",
        "x-auto-response-suppress",
      ]);
      expect(parts).toEqual(["text/plain", "text/html"]);
      expect(headers.get("subject")?.length ?? 0).toBeLessThanOrEqual(160);
      expect(`${body}${html}`).not.toMatch(
        /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/,
      );
      expect(html).not.toMatch(/<(?:script|img)|onerror=(?!alert\(1\)&#62;)|<a href='/);
      expect([...html.matchAll(/<a href="([^"]*)"/g)].map(([, href]) => href)).toEqual([
        expect.stringMatching(/^https:\/\/rasoat\.trung-tam\.test\/\w+$/),
      ]);
      // RFC 5322, section 2.1.1.
      expect(Math.max(...raw.split("\r\n").map(({ length }) => length))).toBeLessThanOrEqual(998);
      expect(raw.length).toBeLessThan(30_000);
    }
  });
});

it("every door that letters name is a page of the portal", () => {
  const { portal } = house();
  const pages = new Set(
    portal.routes.filter(({ method }) => method === "GET").map(({ path }) => path),
  );

  expect(DOORS.filter((door) => !pages.has(door))).toEqual([]);
});
