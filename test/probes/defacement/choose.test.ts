import { array, assert, constantFrom, integer, property, webPath } from "fast-check";
import { describe, expect, it } from "vitest";
import type { Knowledge } from "../../../src/model/knowledge.ts";
import { choosePages, readablePath } from "../../../src/probes/defacement/choose.ts";
import { differs, needsSecondLook } from "../../../src/probes/defacement/compare.ts";
import { readPage, type Page } from "../../../src/text/page.ts";
import { CASINO, DEFACED, hospitalPage, terms } from "../../detect/defacement/sample.ts";

const ORIGIN = "https://www.bv-a.test";
const knowledge = { defacement: terms } as unknown as Knowledge;
const read = (html: string): Page => readPage(new TextEncoder().encode(html), null);
const menu = (...paths: string[]): string =>
  `<nav>${paths.map((path) => `<a href="${path}">mục</a>`).join("")}</nav>`;
const choose = (html: string, night = 0, known: string[] = ["/"]): readonly string[] =>
  choosePages({ page: read(html), url: `${ORIGIN}/`, known, night, most: 5, knowledge });

describe("readablePath", () => {
  const link = (href: string, rel = "") =>
    readablePath({ href, text: "", rel, hidden: false, region: "body" }, `${ORIGIN}/`, ORIGIN);

  it.each([
    ["/tin-tuc", "/tin-tuc"],
    ["tin-tuc/bai-1.html#doan-2", "/tin-tuc/bai-1.html"],
    [`${ORIGIN}/gioi-thieu/`, "/gioi-thieu/"],
    ["/index.php?nv=news&id=12", "/index.php?nv=news&id=12"],
    ["/Default.aspx", "/Default.aspx"],
    ["/chuyen-khoa/noi-tong-hop", "/chuyen-khoa/noi-tong-hop"],
    ["/tin/bai.jsp;jsessionid=0A1B2C?id=3", "/tin/bai.jsp?id=3"],
  ])("reads %s", (href, path) => {
    expect(link(href)).toBe(path);
  });

  it.each([
    ["another host", "https://khac.test/tin"],
    ["another port", "https://www.bv-a.test:8443/"],
    ["another scheme", "http://www.bv-a.test/tin"],
    ["a name and password", "https://a:b@www.bv-a.test/tin"],
    ["logging out", "/users/logout"],
    ["logging out in Vietnamese", "/dang-xuat"],
    ["logging in", "/dang-nhap.html"],
    ["an administrator's page", "/wp-admin/index.php"],
    ["deleting", "/bai-viet/xoa/12"],
    ["deleting by parameter", "/index.php?action=delete&id=1"],
    ["acting by value", "/index.php?nv=users&op=logout"],
    ["a percent-encoded word", "/%6cogout"],
    ["a cart", "/gio-hang"],
    ["a list of patients", "/danh-sach-benh-nhan-2024.html"],
    ["a patient's results", "/ket-qua?mabn=24000123"],
    ["records", "/ho-so-benh-an/"],
    ["a download", "/van-ban/download/12"],
    ["a document", "/van-ban/12.pdf"],
    ["a picture", "/anh/1.JPG"],
    ["many parameters", "/tim?a=1&b=2&c=3"],
    ["a long query", `/tim?q=${"x".repeat(80)}`],
    ["a token", "/xem?token=abc"],
    ["mail", "mailto:a@b.test"],
    ["script", "javascript:void(0)"],
    ["nonsense", "http://[::"],
  ])("leaves %s alone", (_name, href) => {
    expect(link(href)).toBeNull();
  });

  it("obeys nofollow", () => {
    expect(link("/tin-tuc", "external nofollow")).toBeNull();
  });
});

describe("choosePages", () => {
  it("takes five, one of each section, menu entries first", () => {
    const body = `<a href="/than/1">x</a>${menu("/a/1", "/a/2", "/b/1", "/c/1", "/d/1", "/e/1")}`;
    expect(choose(body)).toEqual(["/a/1", "/b/1", "/c/1", "/d/1", "/e/1"]);
  });

  it("keeps two and takes the rest in turn", () => {
    const paths = Array.from({ length: 11 }, (_, index) => `/muc-${String(index)}`);
    const nights = [0, 1, 2].map((night) => choose(menu(...paths), night));
    for (const chosen of nights) expect(chosen.slice(0, 2)).toEqual(["/muc-0", "/muc-1"]);
    expect(new Set(nights.flat())).toEqual(new Set(paths));
  });

  it("reads pages first that are named like spam", () => {
    const body = `${menu("/a", "/b", "/c", "/d", "/e")}<a href="/tin/nha-cai-uy-tin">x</a><a href="/x1">Slot gacor</a>`;
    expect(choose(body).slice(0, 2)).toEqual(["/tin/nha-cai-uy-tin", "/x1"]);
  });

  it("leaves out what is read anyway", () => {
    expect(choose(menu("/", "/vi", "/a"), 0, ["/", "/vi"])).toEqual(["/a"]);
  });

  it("resolves against the page's base", () => {
    expect(choose(`<base href="/vi/">${menu("tin")}`)).toEqual(["/vi/tin"]);
    expect(choose(`<base href="https://khac.test/">${menu("tin")}`)).toEqual([]);
  });

  it("never chooses more than five, nothing twice, nothing elsewhere", () => {
    const place = constantFrom("", ORIGIN, "https://khac.test", "//khac.test");
    assert(
      property(array(webPath(), { maxLength: 30 }), place, integer(), (paths, prefix, night) => {
        const chosen = choose(menu(...paths.map((path) => prefix + path)), night);
        expect(chosen.length).toBeLessThanOrEqual(5);
        expect(new Set(chosen).size).toBe(chosen.length);
        for (const path of chosen) expect(new URL(path, ORIGIN).origin).toBe(ORIGIN);
        expect(choose(menu(...paths.map((path) => prefix + path)), night)).toEqual(chosen);
      }),
    );
  });
});

describe("second looks", () => {
  it.each([
    ["a defaced page", DEFACED, true],
    ["a betting page", CASINO, true],
    [
      "hidden betting links",
      hospitalPage({ body: '<p style="display:none">nhà cái uy tín</p>' }),
      true,
    ],
    ["a refresh", '<meta http-equiv=refresh content="0;url=/x">', true],
    ["an ordinary page", hospitalPage(), false],
  ])("%s", (_name, html, expected) => {
    expect(needsSecondLook(read(html), knowledge)).toBe(expected);
  });

  it.each([
    ["the same", hospitalPage(), false],
    ["a counter", hospitalPage({ body: "<p>Lượt xem: 12</p>" }), false],
    ["a title", hospitalPage({ title: "Khác" }), true],
    ["a host", hospitalPage({ body: '<a href="https://x.example/">x</a>' }), true],
    [
      "a canonical address",
      hospitalPage({ head: '<link rel="canonical" href="https://x.example/">' }),
      true,
    ],
    ["much text", hospitalPage({ body: "<p>chữ khác </p>".repeat(80) }), true],
    ["hidden text", hospitalPage({ body: `<p hidden>${"chữ ".repeat(60)}</p>` }), true],
  ])("tells apart: %s", (_name, html, expected) => {
    expect(differs(read(hospitalPage()), read(html))).toBe(expected);
  });
});
