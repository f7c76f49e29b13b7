import { array, assert, constantFrom, property, uint8Array } from "fast-check";
import { describe, expect, it } from "vitest";
import { readPage } from "../../src/text/page.ts";

const encode = (html: string): Uint8Array => new TextEncoder().encode(html);
const read = (html: string, contentType: string | null = null) =>
  readPage(encode(html), contentType);

describe("text of a page", () => {
  it.each([
    ["joins inline elements", "<p>ha<b>ck</b>ed <i>by</i> x</p>", "hacked by x"],
    ["breaks lines at blocks", "<div>một</div><div>hai</div>", "một\nhai"],
    ["breaks lines at br, cells and list items", "a<br>b<ul><li>c<li>d</ul>", "a\nb\nc\nd"],
    ["keeps table cells apart", "<table><tr><td>x<td>y</table>", "x\ny"],
    ["collapses white space", "<p> a \n\t b&nbsp; c</p>", "a b c"],
    ["keeps lines of pre", "<pre>a\n  b</pre>", "a\nb"],
    ["decodes entities", "<p>nh&agrave; c&aacute;i &lt;b&gt;</p>", "nhà cái <b>"],
    [
      "leaves out scripts, styles and templates",
      "<script>x</script><style>y</style><template>z</template>w",
      "w",
    ],
  ])("%s", (_name, html, expected) => {
    expect(read(html).visibleText).toBe(expected);
  });

  it("reads the content of noframes when the page is a frameset", () => {
    const page = read("<html><frameset><frame src=a.html><noframes>old <b>page</b></noframes>");
    expect(page.visibleText).toBe("old page");
    expect(page.iframes).toEqual([{ src: "a.html", hidden: false }]);
  });

  it("puts noscript text and links among the hidden", () => {
    const page = read('<p>x</p><noscript><a href="http://n.test/">cờ bạc</a></noscript>');
    expect(page.hiddenText).toBe("cờ bạc");
    expect(page.links).toMatchObject([{ href: "http://n.test/", hidden: true, text: "cờ bạc" }]);
  });
});

describe("frames", () => {
  it.each([
    ["by its size", "<iframe src=x width=1 height=1></iframe>", true],
    ["by its style", '<iframe src=x style="display:none"></iframe>', true],
    ["by what holds it", '<div style="display:none"><iframe src=x></iframe></div>', true],
    ["by its size within noscript", "<noscript><iframe src=x width=0></iframe></noscript>", true],
    ["not by noscript alone", "<noscript><iframe src=x></iframe></noscript>", false],
    ["not at all", "<iframe src=x width=100></iframe>", false],
  ])("are hidden %s", (_name, html, hidden) => {
    expect(read(html).iframes).toEqual([{ src: "x", hidden }]);
  });
});

describe("facts of a page", () => {
  const page = read(`<!doctype html><html lang="vi"><head>
    <title> Bệnh viện\n A </title><base href="/goc/">
    <meta name="Description" content="Mô tả"><meta property="og:title" content="OG">
    <meta http-equiv="refresh" content="3; URL='https://x.test/a?b=1'">
    <link rel="stylesheet" href="a.css"><link rel="Canonical" href="https://bv.test/">
    <style>.an{display:none}</style></head>
    <body onload="f()" bgcolor=black>
    <header><h1>Chào <b>mừng</b></h1><a href="/gioi-thieu">Giới thiệu</a></header>
    <div class="main-menu"><a href="/tin">Tin</a></div>
    <main id=m><h2>Tin tức</h2><img src="a.png"><a href="http://la.test/" rel="NoFollow">Lạ</a></main>
    <table><form action="/tim" method="POST"><tr><td><input name=q id=q><input type=password name=p></form></table>
    <iframe src="//y.test/" width=0 height=0></iframe><svg><title>biểu tượng</title></svg>
    <script src="/a.js"></script><script>var a = "<b>";</script><!-- chú thích -->
    <footer><a href="/lien-he">Liên hệ</a></footer></body>`);

  it("reads the head", () => {
    expect(page.title).toBe("Bệnh viện A");
    expect(page.lang).toBe("vi");
    expect(page.base).toBe("/goc/");
    expect(page.metas).toContainEqual({ name: "description", content: "Mô tả" });
    expect(page.metas).toContainEqual({ name: "og:title", content: "OG" });
    expect(page.refresh).toEqual({ seconds: 3, url: "https://x.test/a?b=1", scriptless: false });
    expect(page.stylesheets).toEqual(["a.css"]);
    expect(page.linkTags).toContainEqual({ rel: "canonical", href: "https://bv.test/" });
    expect(page.parts).toContainEqual({
      kind: "style-block",
      text: ".an{display:none}",
      based: true,
      upgraded: false,
    });
  });

  it("reads the body", () => {
    expect(page.bodyAttributes).toEqual({ onload: "f()", bgcolor: "black" });
    expect(page.headings).toEqual(["Chào mừng", "Tin tức"]);
    expect(page.images).toEqual(["a.png"]);
    expect(page.iframes).toEqual([{ src: "//y.test/", hidden: true }]);
    expect(page.scripts).toEqual([
      { src: "/a.js", text: "" },
      { src: null, text: 'var a = "<b>";' },
    ]);
    expect(page.comments).toEqual([" chú thích "]);
    expect(page.ids).toEqual(["m", "q"]);
    expect(page.elements).toMatchObject({ h1: 1, a: 4, script: 2, svg: 1 });
    expect(page.abnormal).toBeNull();
  });

  it("tells the region of each link", () => {
    expect(page.links.map(({ href, region }) => [href, region])).toEqual([
      ["/gioi-thieu", "header"],
      ["/tin", "nav"],
      ["http://la.test/", "main"],
      ["/lien-he", "footer"],
    ]);
    expect(page.links[2]).toMatchObject({ text: "Lạ", rel: "nofollow", hidden: false });
  });

  it("gives inputs to their form even where tables close it early", () => {
    expect(page.forms).toEqual([
      {
        action: "/tim",
        method: "post",
        inputs: [
          { name: "q", type: "text", id: "q" },
          { name: "p", type: "password", id: "" },
        ],
        scriptless: false,
      },
    ]);
    expect(read("<input name=a>").forms).toEqual([
      {
        action: "",
        method: "none",
        inputs: [{ name: "a", type: "text", id: "" }],
        scriptless: false,
      },
    ]);
  });
});

describe("hidden links", () => {
  it.each([
    ["display", '<div style="display:none">', true],
    ["display with importance and capitals", '<div STYLE="DISPLAY : None !important">', true],
    ["visibility", '<div style="visibility:hidden">', true],
    ["opacity", '<div style="opacity:0.0">', true],
    ["tiny text", '<div style="font-size:1px">', true],
    ["off screen to the left", '<div style="position:absolute;left:-9999px">', true],
    ["off screen by margin", '<div style="margin-left:-1000em">', true],
    ["off screen by text-indent", '<div style="text-indent:-999em">', true],
    ["off screen by transform", '<div style="transform:translateX(-9999px)">', true],
    ["one-pixel box", '<div style="height:1px;overflow:hidden">', true],
    ["clip", '<div style="position:absolute;clip:rect(1px, 1px, 1px, 1px)">', true],
    ["same colour", '<div style="color:#fff;background:white">', true],
    ["the hidden attribute", "<div hidden>", true],
    [
      "a class of the page's own style block",
      "<style>div.x{left:-800px;position:absolute}</style><div class='a x'>",
      true,
    ],
    [
      "an id of the page's own style block",
      "<style>/* c */ @media print{.y{display:none}} #y{display:none}</style><div id=y>",
      true,
    ],
    [
      "a style block written by a script",
      "<script>document.write('<style>.w{display:none}</style>')</script><div class=w>",
      true,
    ],
    [
      "a script that hides by id",
      "<script>document.getElementById('k').style.display='none'</script><div id=k>",
      true,
    ],
    ["a zero-size marquee", "<marquee width=1 height=0>", true],
    ["an ordinary block", '<div style="color:#fff;background:#000;left:10px">', false],
    ["a rule for print only", "<style>@media print{.p{display:none}}</style><div class=p>", false],
    ["a rule for another element", "<style>span.q{display:none}</style><div class=q>", false],
    ["a small indent", '<div style="text-indent:-20px">', false],
    ["a box of zero height that shows its content", '<div style="height:0">', false],
  ])("%s", (_name, html, hidden) => {
    const page = read(`${html}<a href="http://x.test/">liên kết</a>`);
    expect(page.links.map((link) => link.hidden)).toEqual([hidden]);
    expect(page.hiddenText.includes("liên kết")).toBe(hidden);
    expect(page.visibleText.includes("liên kết")).toBe(!hidden);
  });
});

describe("charset", () => {
  const latin1 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "latin1"));

  it.each([
    ["UTF-8 without a declaration", encode("<p>nhà cái"), null, "utf-8", "nhà cái"],
    [
      "UTF-8 declared as something else",
      encode("<p>nhà cái"),
      "text/html; charset=gb18030",
      "utf-8",
      "nhà cái",
    ],
    ["UTF-8 with a mark", encode("\ufeff<p>nhà"), null, "utf-8", "nhà"],
    ["UTF-8 cut inside a character", encode("<p>nhà").subarray(0, 6), null, "utf-8", "nh"],
    [
      "UTF-16",
      Uint8Array.from([0xff, 0xfe, 0x3c, 0, 0x70, 0, 0x3e, 0, 0xa1, 0x1e]),
      null,
      "utf-16le",
      "ạ",
    ],
    [
      "windows-1258 as declared",
      latin1("<meta charset=windows-1258><p>\xd0\xf4 th\xf2\xee"),
      null,
      "windows-1258",
      "Đô tḥî",
    ],
    [
      "windows-1258 by its accents",
      latin1("<p>nha\xcc ca\xec to\xd2i gia\xd2i"),
      null,
      "windows-1258",
      "nhà cá tỏi giải",
    ],
    ["windows-1252", latin1("<p>caf\xe9 d\xe9j\xe0"), null, "windows-1252", "café déjà"],
    [
      "nearly UTF-8",
      Buffer.concat([encode("<p>nhà cái đá gà nổ hũ"), latin1("\xff"), encode("!")]),
      null,
      "utf-8",
      "nhà cái đá gà nổ hũ\ufffd!",
    ],
    [
      "an unknown label",
      latin1("<p>\xe9t\xe9"),
      "text/html; charset=x-none",
      "windows-1252",
      "été",
    ],
  ])("%s", (_name, bytes, contentType, ...expected) => {
    const page = readPage(bytes, contentType);
    expect([page.charset, page.visibleText]).toEqual(expected);
  });

  it("composes decomposed letters", () => {
    expect(read("<title>Bệnh viện</title>".normalize("NFD")).title).toBe("Bệnh viện");
  });

  it("notes a picture's signature before the page", () => {
    expect(read("GIF89a;<h1>x</h1>").magic).toBe("gif");
    expect(read("<h1>x</h1>").magic).toBeNull();
  });
});

describe("hostile pages", () => {
  const numbered = (count: number, make: (index: number) => string): string =>
    Array.from({ length: count }, (_, index) => make(index)).join("");
  const tail = '<a href="http://x.test/">nhà cái</a>';

  it.each([
    ["14 KB of nested font and p", numbered(1000, (i) => `<font color=${String(i)}><p>`), true],
    ["97 KB of nested div", "<div>".repeat(20_000), true],
    ["100,000 attributes", `<div ${numbered(100_000, (i) => `a${String(i)} `)}>`, true],
    [
      "400 tags of 999 attributes",
      `<i ${numbered(999, (i) => `a${String(i)} `)}></i>`.repeat(400),
      true,
    ],
    ["20,000 nested templates", "<template>".repeat(20_000), true],
    ["2 MB of tags", "<b>".repeat(600_000), true],
    ["200,000 stray closing tags", "<p>".repeat(400) + "</x>".repeat(200_000), false],
    ["nodes fostered before a table", `<table>${"<br>".repeat(150_000)}`, false],
    [
      "misnested formatting",
      numbered(400, (i) => `<b id=b${String(i)}><p>`) + "</b>".repeat(400),
      false,
    ],
    ["90,000 html tags", numbered(90_000, (i) => `<html a${String(i)}=1>`), false],
    ["1 MB of angle brackets", "<".repeat(1_000_000), false],
    ["1 MB of comment openings", `${"<!--".repeat(250_000)}-->`, false],
    ["1 MB of white space", " \n".repeat(500_000), false],
    ["1 MB of style openings", `<script>${"<style".repeat(160_000)}</script>`, false],
  ])("%s: under a second, and the link behind it is read", (_name, html, abnormal) => {
    const before = process.cpuUsage();
    const page = read(html + tail);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1e6).toBeLessThan(1);
    expect(page.abnormal !== null).toBe(abnormal);
    expect(page.links.at(-1)?.href).toBe("http://x.test/");
  });

  it("reads a normal page of 2 MB in full", () => {
    const page = read(`<title>x</title>${"<p>một hai ba bốn năm</p>".repeat(70_000)}`);
    expect(page.abnormal).toBeNull();
    expect(page.visibleText.length).toBeGreaterThan(900_000);
  });

  it("keeps scripts out of the text however deep they stand", () => {
    const page = read(`${"<div>".repeat(5_000)}<script>bí mật</script><b>hiện</b>`);
    expect(page.abnormal).toBe("nested deeper than 512");
    expect(page.visibleText).toBe("hiện");
    expect(page.scripts).toEqual([{ src: null, text: "bí mật" }]);
  });

  it("never throws", () => {
    const piece = constantFrom(
      "<a href=x>",
      "</a>",
      "<table>",
      "<td>",
      "<form>",
      "<input>",
      "<template>",
      "</template>",
      "<svg>",
      "<title>",
      "</title>",
      "<noscript>",
      "</noscript>",
      "<select>",
      "<option>",
      "<style>",
      "</style>",
      "<script>",
      "</script>",
      "<frameset>",
      "<b>",
      "</b>",
      "<p>",
      "x",
      "&amp",
      "<!--",
      "-->",
      "<![CDATA[",
      "\0",
      "\ud800",
      "<h1>",
      "<math>",
      "<mi>",
      "<body a=b>",
      "<html c=d>",
    );
    assert(
      property(array(piece, { maxLength: 60 }), (pieces) => {
        const page = read(pieces.join(""));
        expect(page.abnormal === null || page.abnormal.length > 0).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it("takes any bytes", () => {
    assert(
      property(uint8Array({ maxLength: 400 }), (bytes) => {
        expect(readPage(bytes, null).charset).not.toBe("");
      }),
      { numRuns: 300 },
    );
  });
});
