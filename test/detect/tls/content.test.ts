import { describe, expect, it } from "vitest";
import { failed } from "../../../src/model/attempt.ts";
import { contentDetector } from "../../../src/detect/tls/content.ts";
import { input, look, the, word } from "./looks.ts";
import { home, said, type Served } from "./served.ts";

describe("mixed content", () => {
  it.each<[string, string, string]>([
    ["nothing loaded", "<p>A</p>", "absent"],
    ["all over https", '<script src="/a.js"></script><img src="https://a.test/b.png">', "absent"],
    ["relative to the protocol", '<script src="//a.test/a.js"></script>', "absent"],
    ["a link that is only followed", '<a href="http://a.test/">A</a>', "absent"],
    ["a script", '<script src="http://a.test/a.js"></script>', "present active=a.test"],
    ["a stylesheet", '<link rel="stylesheet" href="http://a.test/a.css">', "present active=a.test"],
    ["a frame", '<iframe src="http://b.test:8080/"></iframe>', "present active=b.test:8080"],
    ["an image", '<img src="http://a.test/a.png">', "present passive=a.test"],
    ["an object", '<object data="http://a.test/a.swf"></object>', "present active=a.test"],
    ["an embed", '<embed src="http://a.test/a.pdf">', "present active=a.test"],
    ["a film", '<video src="http://a.test/a.mp4"></video>', "present passive=a.test"],
    ["its poster", '<video src="/a.mp4" poster="http://a.test/a.png">', "present passive=a.test"],
    [
      "a source of sound",
      '<audio><source src="http://a.test/a.mp3"></audio>',
      "present passive=a.test",
    ],
    [
      "a set of images, which browsers do not upgrade",
      '<img src="/a.png" srcset="/a.png 1x, http://a.test/b,c.png 2x">',
      "present blocked=a.test",
    ],
    [
      "a set of images in a picture",
      '<picture><source srcset="//b.test/a.webp, http://a.test/b.webp 2x"><img src="/a.png"></picture>',
      "present blocked=a.test",
    ],
    ["a set over https", '<img srcset="/a.png, https://a.test/b.png 2x">', "absent"],
    [
      "an image by its address, which browsers do not upgrade",
      '<img src="http://192.0.2.7/a.png">',
      "present blocked=192.0.2.7",
    ],
    [
      "a background of a style block",
      "<style>.a { background: #fff url( 'http://a.test/a.png' ) }</style>",
      "present passive=a.test",
    ],
    [
      "a background of a style attribute",
      `<p style="background-image:url(&quot;http://a.test/a.png&quot;)">A</p>`,
      "present passive=a.test",
    ],
    [
      "an imported style sheet",
      '<style>@import url("http://a.test/a.css") screen;</style>',
      "present active=a.test",
    ],
    [
      "an imported style sheet without url()",
      '<style>@import "http://a.test/a.css";</style>',
      "present active=a.test",
    ],
    [
      "a font",
      "<style>@font-face { font-family: A; src: url(http://a.test/a.woff2) }</style>",
      "present blocked=a.test",
    ],
    ["a comment of a style", "<style>/* url(http://a.test/) */ p { color: red }</style>", "absent"],
    [
      "a namespace in a style",
      "<style>@namespace svg 'http://www.w3.org/2000/svg';</style>",
      "absent",
    ],
    ["text that names a place", "<p>url(http://a.test/a.png)</p>", "absent"],
    [
      "both: the worse counts",
      '<img src="http://a.test/a.png"><script src="http://b.test/"></script>',
      "present active=b.test",
    ],
    [
      "each host once, sorted",
      '<img src="http://b.test/1"><img src="http://a.test/2"><img src="http://b.test/3">',
      "present passive=a.test,b.test",
    ],
    [
      "the visitor's own machine",
      '<script src="http://localhost:9000/sign.js"></script>',
      "absent",
    ],
    [
      "a host that only looks like the visitor's own machine",
      '<script src="http://localhost.a.test/s.js"></script><script src="http://127.a.test/"></script>',
      "present active=127.a.test,localhost.a.test",
    ],
    [
      "below a base",
      '<base href="http://c.test/"><script src="a.js"></script>',
      "present active=c.test",
    ],
    ["a reference that is no URL", '<img src="http://[">', "absent"],
  ])("%s", (_name, html, expected) => {
    expect(said(html).mixed).toBe(expected);
  });

  it.each<[string, Served, string]>([
    ["was cut", { truncated: true }, "unknown inconclusive"],
    ["is an error", { status: 503 }, "unknown server-error"],
    ["is missing", { status: 404 }, "unknown http-status"],
    ["is another place's", { url: "https://khac.test/" }, "absent"],
  ])("a page that %s", (_name, served, expected) => {
    expect(said("<p>A</p>", served).mixed).toBe(expected);
  });

  it("finds what is there in a page that was cut", () => {
    expect(said('<script src="http://a.test/"></script>', { truncated: true }).mixed).toBe(
      "present active=a.test",
    );
  });

  it("is no question for plain HTTP, and unknown where the page did not come", () => {
    expect(said('<img src="http://a.test/">', { port: 80 }).mixed).toBe("nothing");
    const lost = look({
      probe: "home",
      role: "home",
      locator: "/",
      attempt: failed("http-timeout"),
    });
    const facts = contentDetector.detect(input([lost]));
    expect(facts.map(word)).toEqual(["unknown http-timeout", "unknown http-timeout"]);
  });
});

describe("forms over plain HTTP", () => {
  const login =
    '<form method="post" action="http://www.bv-a.test/vao"><input type="password" name="p"></form>';

  it.each<[string, string, number, string]>([
    ["none", "<p>A</p>", 443, "absent"],
    [
      "a button that sends it elsewhere than the form says",
      '<form method="post" action="/vao"><input type="password" name="p"><button formaction="http://www.bv-a.test/vao">Vào</button></form>',
      443,
      "present password=www.bv-a.test/vao",
    ],
    [
      "a button that sends it over https too",
      '<form method="post" action="/vao"><input type="password" name="p"><input type="submit" formaction="/vao-khac"></form>',
      443,
      "absent",
    ],
    [
      "to its own place",
      '<form method="post" action="/gui"><input name="a"></form>',
      443,
      "absent",
    ],
    ["to https", '<form action="https://a.test/"><input name="q"></form>', 443, "absent"],
    ["a password to http", login, 443, "present password=www.bv-a.test/vao"],
    [
      "a post to http",
      '<form method="post" action="http://a.test/x"><input name="y"></form>',
      443,
      "present post=a.test/x",
    ],
    [
      "a search to http",
      '<form action="http://a.test/tim"><input name="q"></form>',
      443,
      "present search=a.test/tim",
    ],
    [
      "personal data to http",
      '<form method="post" action="http://a.test/dk"><input name="so_cccd"></form>',
      443,
      "present personal=a.test/dk",
    ],
    [
      "the worst of several",
      `<form action="http://a.test/tim"></form>${login}`,
      443,
      "present password=www.bv-a.test/vao",
    ],
    [
      "a login on a plain page",
      '<form method="post"><input type="password"></form>',
      80,
      "present password=www.bv-a.test/",
    ],
    ["a search on a plain page", '<form action="/tim"><input name="q"></form>', 80, "absent"],
    [
      "a login on a plain page that sends to https",
      '<form action="https://www.bv-a.test/"><input type="password"></form>',
      80,
      "absent",
    ],
    ["inputs outside any form", '<input type="password">', 80, "absent"],
    [
      "a password behind the form",
      '<form action="http://a.test/tim"></form><input type=password>',
      443,
      "present search=a.test/tim",
    ],
    [
      "a password that names its form",
      '<input type=password form=f><form id=f action="http://a.test/x"></form>',
      443,
      "present password=a.test/x",
    ],
    [
      "a password in the form that names none",
      '<form action="http://a.test/x"><input type=password form=khac></form>',
      443,
      "present search=a.test/x",
    ],
    [
      "a password in a table's form",
      '<table><tr><form action="http://a.test/x"><td><input type=password></form></table>',
      443,
      "present password=a.test/x",
    ],
    [
      "an empty action below a base",
      '<base href="http://a.test/"><form method=post><input name=a></form>',
      443,
      "absent",
    ],
    [
      "an action below a base",
      '<base href="http://a.test/"><form method=post action=x></form>',
      443,
      "present post=a.test/x",
    ],
    [
      "a method that is none",
      '<form method=none action="http://a.test/x"></form>',
      443,
      "present search=a.test/x",
    ],
    [
      "white space that makes a method another word",
      '<form method=" post" action="http://a.test/x"><input type="password "></form>',
      443,
      "present search=a.test/x",
    ],
    ["a dialog", '<form method=Dialog action="http://a.test/x"></form>', 443, "absent"],
    [
      "a field that cannot send",
      '<form action=/x><input formaction="http://a.test/x"><button type=button formaction="http://a.test/x">A</button></form>',
      443,
      "absent",
    ],
    [
      "a button that closes a dialog",
      '<form action=/x><button formmethod=dialog formaction="http://a.test/x">A</button></form>',
      443,
      "absent",
    ],
    ["noscript", '<noscript><form action="http://a.test/x"></form></noscript>', 443, "absent"],
    [
      "a form within a held page",
      `<iframe srcdoc="<form action='http://a.test/x'></form>"></iframe>`,
      443,
      "present search=a.test/x",
    ],
  ])("%s", (_name, html, port, expected) => {
    expect(said(html, { port }).form).toBe(expected);
  });

  it("keeps no query and no fragment", () => {
    const html =
      '<form method="post" action="http://a.test/x?token=bi-mat#y"><input name="a"></form>';
    expect(said(html).form).toBe("present post=a.test/x");
  });
});

describe("several start pages", () => {
  const PAGES: Readonly<Record<string, string>> = {
    sound: "<p>A</p>",
    search: '<form action="http://a.test/tim"><input name="q"></form>',
    login: '<form method="post" action="http://a.test/vao"><input type="password"></form>',
    script: '<script src="http://b.test/"></script>',
    image: '<img src="http://c.test/a.png">',
  };

  it.each<[string, (string | null)[], string, string]>([
    ["all sound", ["sound", "sound"], "absent", "absent"],
    ["a fault on the second", ["sound", "login"], "present password=a.test/vao", "absent"],
    [
      "the worst gives the kind, all are named",
      ["search", "login"],
      "present password=a.test/vao; search=a.test/tim",
      "absent",
    ],
    [
      "active before passive",
      ["image", "script"],
      "absent",
      "present active=b.test; passive=c.test",
    ],
    ["one was not asked for", ["sound", null], "unknown not-planned", "unknown not-planned"],
    [
      "a fault stands whatever was not asked",
      ["login", null],
      "present password=a.test/vao",
      "unknown not-planned",
    ],
  ])("%s", (_name, pages, form, mixed) => {
    const paths = pages.map((_, index) => `/${index === 0 ? "" : String(index)}`);
    const looks = pages.flatMap((page, index) =>
      page === null ? [] : [home(443, { path: paths[index] ?? "" })],
    );
    const asked = input(looks);
    const facts = contentDetector
      .detect({
        ...asked,
        target: { ...asked.target, paths },
        body: (sha256) => new TextEncoder().encode(PAGES[pages[paths.indexOf(sha256)] ?? ""]),
      })
      .filter(({ port }) => port === 443);
    expect(word(the(facts, "http.insecure-form"))).toBe(form);
    expect(word(the(facts, "http.mixed-content"))).toBe(mixed);
    const kinds = facts.flatMap((fact) =>
      fact.status === "present" ? [fact.attributes["kind"]] : [],
    );
    expect(kinds.every((kind) => kind === "password" || kind === "active")).toBe(true);
  });
});
