import { describe, expect, it } from "vitest";
import { said } from "./served.ts";

describe("mixed content as browsers tell it", () => {
  // What Chromium does with each; test/browser/mixed-content.test.ts asks it.
  const A = "http://a.test/a";
  it.each<[string, string, string]>([
    ["an image beside a set", `<img src="${A}" srcset="/b.png 3x">`, "present blocked=a.test"],
    ["an image in a picture", `<picture><img src="${A}"></picture>`, "present blocked=a.test"],
    [
      "src of a source in a picture",
      `<picture><source src="${A}"><img src=/a></picture>`,
      "absent",
    ],
    ["a source beside src", `<video src=/a><source src="${A}"></video>`, "absent"],
    ["a source nowhere", `<source src="${A}" srcset="${A}">`, "absent"],
    ["a track", `<video src=/a><track src="${A}"></video>`, "present blocked=a.test"],
    ["a module", `<script type=module src="${A}"></script>`, "present active=a.test"],
    [
      "a script with odd type",
      `<script type=" text/JavaScript" src="${A}"></script>`,
      "present active=a.test",
    ],
    ["no script, but data", `<script type="text/template" src="${A}"></script>`, "absent"],
    ["a script for old browsers", `<script nomodule src="${A}"></script>`, "absent"],
    ["another language", `<script language=vbscript src="${A}"></script>`, "absent"],
    ["a sheet for print", `<link rel=stylesheet media=print href="${A}">`, "present active=a.test"],
    ["a sheet that is off", `<link rel=stylesheet disabled href="${A}">`, "absent"],
    ["no sheet, but LESS", `<link rel=stylesheet type=text/less href="${A}">`, "absent"],
    ["rel that only holds the word", `<link rel="my-stylesheet" href="${A}">`, "absent"],
    ["an icon", `<link rel="shortcut icon" href="${A}">`, "present blocked=a.test"],
    ["a script in advance", `<link rel=preload as=script href="${A}">`, "present active=a.test"],
    ["a module in advance", `<link rel=modulepreload href="${A}">`, "present active=a.test"],
    ["an image in advance", `<link rel=preload as=image href="${A}">`, "present passive=a.test"],
    ["a font in advance", `<link rel=preload as=font href="${A}">`, "present blocked=a.test"],
    ["a page in advance", `<link rel=prefetch href="${A}">`, "present blocked=a.test"],
    ["what is only named", `<link rel="canonical alternate preconnect" href="${A}">`, "absent"],
    ["a frame that holds its page", `<iframe src="${A}" srcdoc="<p>a"></iframe>`, "absent"],
    [
      "a script in a held page",
      `<iframe srcdoc="<script src='${A}'></script>"></iframe>`,
      "present active=a.test",
    ],
    [
      "a held page in a held page",
      `<iframe srcdoc="<iframe srcdoc='<img src=${A}>'></iframe>"></iframe>`,
      "present passive=a.test",
    ],
    ["a cell's background", `<table><td background="${A}">a</table>`, "present passive=a.test"],
    ["a background of no table", `<div background="${A}">a</div>`, "absent"],
    ["an image of SVG", `<svg><image xlink:href="${A}"/></svg>`, "present passive=a.test"],
    [
      "a filter's image of SVG",
      `<svg><filter><feImage href="${A}"/></filter></svg>`,
      "present passive=a.test",
    ],
    ["a script of SVG", `<svg><script href="${A}"/></svg>`, "present active=a.test"],
    ["src within SVG", `<svg><script src="${A}"></script><video src="${A}"/></svg>`, "absent"],
    ["a mask of SVG", `<svg><rect mask="url(${A}#m)"/></svg>`, "present passive=a.test"],
    [
      "HTML within SVG",
      `<svg><foreignObject><img src="${A}"></foreignObject></svg>`,
      "present passive=a.test",
    ],
    ["noscript", `<noscript><img src="${A}"><style>@import "${A}";</style></noscript>`, "absent"],
    ["what a script would load", `<img data-src="${A}">`, "absent"],
    ["a style of no CSS", `<style type=text/less>@import "${A}";</style>`, "absent"],
    ["white space that URLs keep", `<img src="\u00a0${A}">`, "absent"],
    [
      "the visitor's own machine, with a dot",
      '<script src="http://localhost./a"></script>',
      "absent",
    ],
    ["before a base", '<img src="a.png"><base href="http://a.test/">', "absent"],
    [
      "below the first base",
      '<base href=""><base href="http://a.test/"><img src="a.png">',
      "absent",
    ],
    [
      "below a base that is none",
      '<base href="data:x"><base href="http://a.test/"><img src="a.png">',
      "absent",
    ],
    [
      "below a base in noscript",
      '<noscript><base href="http://a.test/"></noscript><img src="a.png">',
      "absent",
    ],
    [
      "a held page below a base",
      '<base href="http://a.test/"><iframe srcdoc="<img src=a.png>"></iframe>',
      "present passive=a.test",
    ],
  ])("as browsers do: %s", (_name, html, expected) => {
    expect(said(html).mixed).toBe(expected);
  });

  const both = '<img src="http://a.test/"><script src="http://a.test/"></script>';
  const meta = (content: string, key = "http-equiv"): string =>
    `<meta ${key}="Content-Security-Policy" content="${content}">`;
  it.each<[string, string, string]>([
    ["upgrades", meta("default-src https:; Upgrade-Insecure-Requests"), "absent"],
    ["upgrades, in a list", meta("img-src *, upgrade-insecure-requests 1"), "absent"],
    ["has another name", meta("upgrade-insecure-requests", "name"), "present active=a.test"],
    [
      "stands in noscript",
      `<noscript>${meta("upgrade-insecure-requests")}</noscript>`,
      "present active=a.test",
    ],
    [
      "comes late",
      `<link rel=stylesheet href="http://b.test/">${meta("upgrade-insecure-requests")}`,
      "present active=b.test",
    ],
    ["blocks all", meta("block-all-mixed-content"), "present active=a.test"],
  ])("a page whose policy %s", (_name, head, expected) => {
    expect(said(both, { head }).mixed).toBe(expected);
  });

  it("knows no policy in the body", () => {
    expect(said(meta("upgrade-insecure-requests") + both).mixed).toBe("present active=a.test");
  });

  it.each<[string, string, string]>([
    ["upgrades", "default-src 'self'; upgrade-insecure-requests", "absent"],
    ["upgrades, in a list", "default-src 'self', UPGRADE-insecure-requests", "absent"],
    ["looks like it", "x-upgrade-insecure-requests", "present active=a.test"],
  ])("a header that %s", (_name, policy, expected) => {
    const headers = [
      ["content-type", "text/html"],
      ["content-security-policy", policy],
    ] as const;
    expect(said(both, { headers }).mixed).toBe(expected);
    expect(said(`<iframe srcdoc='${both}'></iframe>`, { headers }).mixed).toBe(expected);
  });

  it("finds nothing in an answer that browsers show as text", () => {
    const headers = [["content-type", "text/plain; charset=utf-8"]] as const;
    expect(said(both, { headers }).mixed).toBe("absent");
  });
});
