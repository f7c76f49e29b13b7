import { describe, expect, it } from "vitest";
import { failed } from "../../../src/model/attempt.ts";
import type { Predicate } from "../../../src/model/predicate.ts";
import { CASINO, DEFACED, hospitalPage, HOST, judge, word, type Visit } from "./sample.ts";

const AWAY = (location: string) => ({
  status: 302,
  unfollowed: { location, why: "out-of-scope" as const },
});
const LINK = (href: string, text: string, style = "") =>
  `<div style="${style}"><a href="${href}">${text}</a></div>`;
const HIDDEN = "position:absolute;left:-9999px";

const LAW =
  `<p>Người đánh bạc, cá cược, chơi lô đề, tài xỉu trái phép bị xử phạt theo Bộ luật Hình sự
điều 321 và điều 322; công an đã triệt phá nhiều đường dây cá độ, cờ bạc trên mạng và khởi tố bị can.
Nhà trường tuyên truyền, cảnh báo học sinh phòng chống tệ nạn.</p>`.repeat(6);
const NEWS =
  `<article><p>Theo chuyên gia an toàn thông tin, nhiều trang web đã bị tin tặc thay giao diện với
dòng chữ "Hacked by XYZ". Cục chuyên môn cho biết các đơn vị cần rà soát, cảnh báo và phòng chống.</p></article>`.repeat(
    4,
  );

describe.each<[predicate: Predicate, fires: [string, string][], silent: [string, string][]]>([
  [
    "defacement.page",
    [
      ["a typical defacement", DEFACED],
      ["a claim in mathematical letters", "<title>𝙷𝚊𝚌𝚔𝚎𝚍 𝚋𝚢 𝙳𝚘𝚍</title><h1>𝙷𝙰𝙲𝙺𝙴𝙳 𝙱𝚈 𝙳𝙾𝙳</h1>"],
      ["letters written apart", "<h1>H A C K E D</h1><p>greetz to all</p>"],
      ["a claim split by tags", "<center><b>ha</b><i>cked</i> by<u> </u>xyz</center>"],
      ["Cyrillic look-alikes", "<title>НАСКЕD ВУ nhom</title><h1>Наскеd bу nhom</h1>"],
      [
        "only digits for letters",
        "<body bgcolor=#000000><center>0wn3d by th3 cr3w, gr33tz 2 4ll</center>",
      ],
      [
        "Vietnamese",
        "<h1>Website này đã bị hack bởi nhóm X</h1><p>Xin lỗi admin, hãy vá lỗ hổng</p>",
      ],
      ["a picture's signature first", "GIF89a;<h1>hacked by x</h1>"],
      [
        "text in a comment only",
        "<!-- <title>Hacked by X</title> --><body style='background:black'>",
      ],
    ],
    [
      ["an ordinary page", hospitalPage()],
      [
        "news about defacement",
        hospitalPage({ title: "Cảnh báo trang web bị deface", body: NEWS }),
      ],
      [
        "a bare page of few words",
        "<title>Bảo trì</title><p>Trang web đang được nâng cấp, xin quay lại sau.</p>",
      ],
      [
        "a short notice on safety",
        "<title>Thông báo</title><p>Đề nghị cập nhật mật khẩu admin định kỳ.</p>",
      ],
      ["a betting page", CASINO],
    ],
  ],
  [
    "defacement.partial",
    [
      ["a claim as the title of an ordinary page", hospitalPage({ title: "Hacked by Nhom X" })],
      ["a banner in an ordinary page", hospitalPage({ body: "<h2>Defaced by Nhom X</h2>" })],
    ],
    [
      ["an ordinary page", hospitalPage()],
      [
        "a headline that reports",
        hospitalPage({
          title: "Trang web tỉnh B vừa bị nhóm tin tặc tấn công, hacked by X là dòng chữ để lại",
          body: NEWS,
        }),
      ],
      ["a full defacement", DEFACED],
    ],
  ],
  [
    "defacement.spam",
    [
      ["a betting page", CASINO],
      [
        "a swapped title",
        hospitalPage({ title: "W88 - Nhà cái uy tín, link vào W88 cá cược bóng đá" }),
      ],
      [
        "hidden links",
        hospitalPage({
          body:
            LINK("https://x1.example/", "nhà cái uy tín", HIDDEN) +
            LINK("https://x2.example/", "game bài đổi thưởng", HIDDEN),
        }),
      ],
      [
        "links hidden by a class",
        hospitalPage({
          head: "<style>.zz{display:none}</style>",
          body: `<div class="zz"><a href="https://x1.example/">slot gacor</a> <a href="https://x2.example/">situs judi bola</a></div>`,
        }),
      ],
      [
        "a visible block of links",
        hospitalPage({
          body:
            LINK("https://789bet.example/", "789BET") +
            LINK("https://kubet.example/", "kubet nhà cái"),
        }),
      ],
      [
        "unaccented words",
        "<title>Nha cai uy tin, no hu doi thuong</title>" +
          "<p>nha cai no hu tai xiu soi keo game bai doi thuong</p>".repeat(5),
      ],
      [
        "Indonesian betting",
        "<title>Situs Slot Gacor Terpercaya</title>" +
          "<p>daftar slot gacor maxwin judi online deposit pulsa togel</p>".repeat(5),
      ],
      [
        "a clinic's advertisement",
        `<title>Chi phí khám phụ khoa hết bao nhiêu tiền, ở đâu tốt nhất Hà Nội</title><h1>Khám phụ khoa ở đâu tốt</h1>${"<p>Phòng khám đa khoa có ưu đãi, khuyến mại, tư vấn miễn phí qua Zalo cho chị em, chi phí hợp lý, bảng giá niêm yết.</p>".repeat(12)}`,
      ],
      [
        "pills for sale",
        `<title>Buy viagra online without prescription</title>${"<p>Generic viagra, cialis, price per pill, add to cart, free shipping.</p>".repeat(5)}`,
      ],
      ["an unfilled doorway template", "<title>{keyword}</title><h1>{keyword}</h1>{manytext_bing}"],
      [
        "a Japanese shop",
        "<title>激安ブランド通販 スーパーコピー 送料無料</title><p>新品 腕時計 財布 販売</p>",
      ],
    ],
    [
      ["an ordinary page", hospitalPage()],
      [
        "law on gambling",
        hospitalPage({ title: "Đánh bạc, cá cược trái phép bị phạt thế nào?", body: LAW }),
      ],
      ["the law alone on a bare page", `<title>Tội đánh bạc theo Bộ luật Hình sự</title>${LAW}`],
      [
        "a hospital's price list",
        hospitalPage({
          title: "Bảng giá khám phụ khoa, nam khoa",
          body: "<h2>Khám phụ khoa</h2><p>Cắt bao quy đầu: 1.500.000 đồng. Điều trị bệnh trĩ.</p>",
        }),
      ],
      [
        "a drug lexicon",
        hospitalPage({
          title: "Sildenafil",
          body: "<p>Sildenafil (Viagra) và tadalafil (Cialis) chỉ dùng khi bác sĩ kê đơn.</p>",
        }),
      ],
      [
        "words that fold into betting",
        hospitalPage({
          body: "<p>Ban cán sự lớp họp; bàn các việc; bán cá tươi; bạn cả; đa gan; ba kéo.</p>".repeat(
            6,
          ),
        }),
      ],
      [
        "links to the unit's own other host",
        hospitalPage({
          body: LINK("https://dat-lich.bv-a-online.test/", "đặt lịch", HIDDEN).repeat(5),
        }),
      ],
      [
        "hidden links to strangers on ordinary topics",
        hospitalPage({ body: LINK("https://vendor.example/", "Thiết kế web", HIDDEN).repeat(5) }),
      ],
    ],
  ],
  [
    "defacement.script",
    [
      [
        "encoded markup with a frame",
        hospitalPage({
          body: `<script>document.write(unescape("%3Ciframe src='http://x.example' width=1%3E"))</script>`,
        }),
      ],
      [
        "encoded code that is run",
        hospitalPage({ body: `<script>eval(atob("YWxlcnQoMSk="))</script>` }),
      ],
      [
        "an invisible foreign frame",
        hospitalPage({ body: `<iframe src="https://x.example/a" width=0 height=0></iframe>` }),
      ],
      [
        "a miner",
        hospitalPage({
          body: `<script src="https://coinhive.example/lib/coinhive.min.js"></script>`,
        }),
      ],
    ],
    [
      ["an ordinary page", hospitalPage()],
      [
        "the old counter snippet",
        hospitalPage({
          body: `<script>document.write(unescape("%3Cscript src='" + host + "ga.js' type='text/javascript'%3E%3C/script%3E"));</script>`,
        }),
      ],
      [
        "a minified library",
        hospitalPage({
          body: `<script>${"!function(a,b){return a+b}(1,2);".repeat(200)}</script>`,
        }),
      ],
    ],
  ],
  [
    "defacement.redirect",
    [
      ["a quick meta refresh", `<meta http-equiv="refresh" content="0;url=http://x.example/">`],
      [
        "a script on a bare page",
        `<script>window.location.href = "https://x.example/?a=1";</script>`,
      ],
      [
        "a variable on a bare page",
        `<script>const url = "https://x.example/"; setTimeout(() => { location.href = url; }, 3000);</script>`,
      ],
      [
        "a condition on the referrer",
        hospitalPage({
          body: `<script>if (/google|bing/.test(document.referrer)) { function go() { location.replace("https://x.example/"); } go(); }</script>`,
        }),
      ],
    ],
    [
      ["an ordinary page", hospitalPage()],
      ["a slow refresh", `<meta http-equiv="refresh" content="60;url=http://x.example/">`],
      ["a refresh within the site", `<meta http-equiv="refresh" content="0;url=/vi/">`],
      [
        "a refresh to a host of the unit",
        `<meta http-equiv="refresh" content="0;url=https://dat-lich.bv-a-online.test/">`,
      ],
      [
        "a button of an ordinary page",
        hospitalPage({
          body: `<script>${"var a = 1;".repeat(60)} b.onclick = function () { location.href = "https://x.example/"; };</script>`,
        }),
      ],
      ["a comparison", `<script>if (location.href == "https://x.example/") { stay(); }</script>`],
    ],
  ],
])("%s", (predicate, fires, silent) => {
  it.each(fires)("is suspected once and firm when seen again: %s", (_name, html) => {
    const once = judge({ html }).find((fact) => fact.predicate === predicate);
    expect(once).toMatchObject({
      status: "present",
      confidence: "tentative",
      subject: "/",
      attributes: { confirmed: false },
    });
    const twice = judge({ html }, { html, role: "confirm" }).find(
      (fact) => fact.predicate === predicate,
    );
    expect(twice).toMatchObject({
      status: "present",
      confidence: "firm",
      attributes: { confirmed: true },
    });
    expect(once?.status === "present" && once.evidence.length).toBeGreaterThan(0);
  });

  it.each(silent)("stays silent: %s", (_name, html) => {
    expect(word(judge({ html }), predicate)).toBe("absent");
  });

  it.each<[string, Visit, string]>([
    ["no answer", { attempt: failed("http-timeout") }, "unknown http-timeout"],
    ["a firewall", { html: "Access denied", exchange: { status: 403 } }, "unknown blocked"],
    ["a server error", { html: "<h1>Lỗi</h1>", exchange: { status: 500 } }, "unknown server-error"],
    [
      "a missing page",
      { html: "<h1>Không tìm thấy</h1>", exchange: { status: 404 } },
      "unknown http-status",
    ],
    ["an empty page", { html: " ", exchange: {} }, "unknown empty-page"],
    [
      "a page too odd to read in full",
      { html: `${"<div>".repeat(5_000)}x` },
      "unknown page-abnormal",
    ],
  ])("could not look: %s", (_name, visit, expected) => {
    expect(word(judge(visit), predicate)).toBe(expected);
  });
});

describe("what may be said", () => {
  it("an error page can show a defacement", () => {
    expect(word(judge({ html: DEFACED, exchange: { status: 403 } }), "defacement.page")).toBe(
      "present",
    );
  });

  it("two fetches that disagree decide nothing", () => {
    const weak = hospitalPage({ body: LINK("https://x.example/", "nhà cái uy tín") });
    expect(word(judge({ html: weak }), "defacement.spam")).toBe("present");
    const facts = judge({ html: weak }, { html: hospitalPage(), role: "confirm" });
    expect(word(facts, "defacement.spam")).toBe("unknown unstable");
  });

  it("a confirmation that failed leaves the suspicion", () => {
    const facts = judge({ html: DEFACED }, { role: "confirm", attempt: failed("http-timeout") });
    expect(facts.find((fact) => fact.predicate === "defacement.page")).toMatchObject({
      status: "present",
      confidence: "tentative",
    });
  });

  it("each linked page is its own subject", () => {
    const facts = judge(
      { html: hospitalPage() },
      { html: CASINO, role: "linked", path: "/hoi-dap/88" },
    );
    expect(word(facts, "defacement.spam", "/")).toBe("absent");
    expect(word(facts, "defacement.spam", "/hoi-dap/88")).toBe("present");
    expect(word(facts, "defacement.cloaking", "/")).toBe("nothing");
  });

  it("a redirect out of scope is named; what is there is unknown", () => {
    const facts = judge({ exchange: AWAY("https://nhacai88.example/vao") });
    expect(facts.find((fact) => fact.predicate === "defacement.redirect")).toMatchObject({
      status: "present",
      value: "nhacai88.example",
      attributes: { how: "http", betting: true },
    });
    expect(word(facts, "defacement.page")).toBe("unknown redirect-out-of-scope");
  });

  it.each([
    ["to a host of the unit", "https://dat-lich.bv-a-online.test/"],
    ["to a sister name", "https://sso.bv-a.test/login"],
    ["to a platform", "https://www.facebook.com/bva"],
  ])("a redirect %s is none", (_name, location) => {
    expect(word(judge({ exchange: AWAY(location) }), "defacement.redirect")).toBe("absent");
  });

  it("a page that another origin of the unit answered is not this one's", () => {
    const facts = judge({ html: DEFACED, exchange: { url: `http://${HOST}/` } });
    expect(word(facts, "defacement.page")).toBe("absent");
    expect(word(facts, "defacement.redirect")).toBe("absent");
  });

  it("evidence is short, plain and without control characters", () => {
    const html = `<title>Hacked by \u001b[31m\u202e ${"x".repeat(500)}</title><h1>Hacked by Y</h1>`;
    const facts = judge({ html }, { html, role: "confirm" });
    const lines = facts.flatMap((fact) => (fact.status === "unknown" ? [] : fact.evidence));
    expect(lines.length).toBeGreaterThan(0);
    for (const { text } of lines) {
      expect(text.length).toBeLessThanOrEqual(300);
      expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    }
  });

  it("the same looks give the same bytes", () => {
    const visits = [{ html: DEFACED }, { html: CASINO, role: "linked", path: "/a" }];
    expect(JSON.stringify(judge(...visits))).toBe(JSON.stringify(judge(...visits)));
  });
});
