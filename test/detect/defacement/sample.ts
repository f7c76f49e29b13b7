// Pages and looks written for these tests, and the shipped terms they are judged with.
import { DefacementKnowledge } from "../../../src/model/defacement-knowledge.ts";
import type { DetectInput } from "../../../src/model/detector.ts";
import type { Fact } from "../../../src/model/fact.ts";
import type { Knowledge } from "../../../src/model/knowledge.ts";
import type { HttpExchange, Look, Visitor } from "../../../src/model/observation.ts";
import type { Predicate } from "../../../src/model/predicate.ts";
import { defacementDetector } from "../../../src/detect/defacement/pages.ts";
import { listSources } from "../../../src/knowledge/source-file.ts";
import { readMerged } from "../../../src/knowledge/topics.ts";
import { bytes, exchangeOf, lookOf } from "../../helpers/looks.ts";
import { told } from "../told.ts";

export const HOST = "www.bv-a.test";

export function shippedTerms(): DefacementKnowledge {
  const sources = listSources(process.cwd(), "data").filter(({ file }) =>
    file.startsWith("data/defacement/"),
  );
  const problems: [] = [];
  const terms = readMerged(DefacementKnowledge, "data/defacement", sources, problems);
  if (terms === undefined) throw new Error(JSON.stringify(problems));
  return terms;
}

export const terms = shippedTerms();

export interface Visit {
  readonly html?: string;
  readonly role?: string;
  readonly path?: string;
  readonly visitor?: Visitor;
  readonly exchange?: Partial<HttpExchange>;
  readonly attempt?: Look["attempt"];
}

/** Judges visits made one after another. */
export function judge(...visits: readonly Visit[]): readonly Fact[] {
  const bodies = new Map<string, Uint8Array>();
  const looks = visits.map((visit, index) => {
    const path = visit.path ?? "/";
    const sha256 = `body-${String(index)}`;
    if (visit.html !== undefined) bodies.set(sha256, bytes(visit.html));
    const url = `https://${HOST}${path}`;
    const plain = exchangeOf();
    const exchange = exchangeOf({
      requested: url,
      url,
      visitor: visit.visitor ?? "browser",
      body: plain.body === null ? null : { ...plain.body, sha256 },
      ...visit.exchange,
    });
    return lookOf({
      id: `look-${String(index)}`,
      role: visit.role ?? "home",
      locator: path,
      attempt: visit.attempt ?? { status: "ok", value: exchange },
    });
  });
  const input: DetectInput = {
    target: {
      unit: "BV-A",
      system: "BV-A-WEB",
      host: HOST,
      ports: [{ port: 443, scheme: "https" }],
      paths: ["/"],
      addresses: [],
    },
    ownHosts: [HOST, "dat-lich.bv-a-online.test"],
    looks,
    body: (sha256) => bodies.get(sha256),
    now: "2026-11-22T16:00:00.000Z",
    knowledge: { defacement: terms } as unknown as Knowledge,
  };
  return told(defacementDetector.detect(input));
}

/** The word on one predicate at a path: "present", "absent", "unknown <reason>", or "nothing". */
export function word(facts: readonly Fact[], predicate: Predicate, path = "/"): string {
  const fact = facts.find((one) => one.predicate === predicate && one.subject === path);
  if (fact === undefined) return "nothing";
  return fact.status === "unknown" ? `unknown ${fact.reason}` : fact.status;
}

const MENU = ["Giới thiệu", "Tin tức", "Dịch vụ", "Chuyên khoa", "Bảng giá", "Văn bản", "Liên hệ"]
  .flatMap((name, index) => [
    `<li><a href="/muc-${String(index)}">${name}</a></li>`,
    `<li style="display:none"><a href="/muc-${String(index)}/con">${name} khác</a></li>`,
  ])
  .join("");
const PARAGRAPH =
  "Bệnh viện tổ chức khám, tư vấn và điều trị cho người dân trong khu vực, thực hiện đúng quy trình " +
  "chuyên môn của Bộ Y tế và công khai giá dịch vụ để người bệnh tiện theo dõi. ";

/** An ordinary page of a hospital with a drop-down menu, running text and a footer. */
export function hospitalPage(parts: { title?: string; head?: string; body?: string } = {}): string {
  return `<!doctype html><html lang="vi"><head><meta charset="utf-8">
<title>${parts.title ?? "Bệnh viện A - Trang chủ"}</title>${parts.head ?? ""}
<link rel="stylesheet" href="/theme.css"></head><body>
<header><h1>Bệnh viện A</h1></header><nav><ul>${MENU}</ul></nav>
<marquee>Chào mừng đến với bệnh viện</marquee>
<main><h2>Tin mới</h2>${`<p>${PARAGRAPH}</p>`.repeat(12)}${parts.body ?? ""}</main>
<footer><a href="https://www.facebook.com/bva">Facebook</a> <a href="https://moh.gov.vn">Bộ Y tế</a></footer>
<iframe src="https://www.youtube.com/embed/x" width="0" height="0"></iframe></body></html>`;
}

/** What defacers leave behind, in words of our own. */
export const DEFACED = `<html><head><title>Hacked by Nh0m Thu</title></head>
<body bgcolor="black" oncontextmenu="return false"><center><img src="https://i.imgur.com/x.gif">
<h1><font color=red>H4ck3d by Nh0m Thu</font></h1><p>Sorry admin, your security is low</p>
<marquee>Greetz: aa - bb - cc</marquee><audio autoplay src="x.mp3"></audio></center></body></html>`;

export const CASINO = `<html><head><title>Nhà cái uy tín W88 - cá cược bóng đá, nổ hũ, game bài đổi thưởng</title>
<meta name="description" content="Nhà cái hàng đầu, tài xỉu, soi kèo, nạp tiền nhanh"></head><body>
${"<p>Đăng ký nhà cái để chơi tài xỉu, nổ hũ, baccarat và soi kèo bóng đá, nạp tiền rút tiền nhanh.</p>".repeat(20)}
</body></html>`;
