import { describe, expect, it } from "vitest";
import { assert, constantFrom, property, string } from "fast-check";
import type { FindingArea } from "../../src/model/area.ts";
import { detailLines, evidenceText, valueText } from "../../src/text/evidence/told.ts";

/** Lines as detectors write them, and how they are told in Vietnamese. */
const LINES: readonly (readonly [area: FindingArea, line: string, told: string])[] = [
  [
    "tls",
    "notAfter=2026-11-10T14:32:00Z, looked at 2026-11-22T14:32:00Z, subject=CN=a.test",
    "Chứng thư cấp cho CN=a.test hết hạn lúc 21:32 ngày 10/11/2026; kiểm tra lúc 21:32 ngày 22/11/2026",
  ],
  [
    "cms",
    "Drupal exploited CVE-2018-7602, CVE-2020-13671 (CISA Known Exploited Vulnerabilities); fixed in 7.74; data of 2025-08-25",
    "Drupal: danh mục CISA Known Exploited Vulnerabilities (tính đến 25/08/2025) ghi nhận CVE-2018-7602, CVE-2020-13671 đang bị khai thác; bản đã vá: 7.74",
  ],
  [
    "tls",
    "127.0.0.10: SSLv2: SSLv2 ",
    "Địa chỉ 127.0.0.10: thử SSL 2.0, máy chủ trả lời bằng SSL 2.0, không thống nhất được bộ mã nào",
  ],
  [
    "tls",
    "notBefore=2027-01-01T00:00:00Z, looked at 2026-11-22T14:32:00Z, subject=CN=a.test",
    "Chứng thư cấp cho CN=a.test có hiệu lực từ 07:00 ngày 01/01/2027; kiểm tra lúc 21:32 ngày 22/11/2026",
  ],
  [
    "tls",
    "notAfter=2026-12-01T00:00:00Z, lifetime 90 days, 8 days left on 2026-11-22T14:32:00Z",
    "Chứng thư có thời hạn 90 ngày, hết hạn lúc 07:00 ngày 01/12/2026; còn 8 ngày khi kiểm tra lúc 21:32 ngày 22/11/2026",
  ],
  [
    "tls",
    "issued 2026-04-01 for 397.5 days; 200 allowed from 2026-03-15 on",
    "Cấp ngày 01/04/2026 với thời hạn 397.5 ngày; từ 15/03/2026 chỉ được tối đa 200 ngày",
  ],
  [
    "tls",
    "host=a.test names=b.test,c.test subject=CN=b.test issuer=CN=Mẫu notBefore=2026-01-01T00:00:00Z notAfter=2027-01-01T00:00:00Z",
    "Tên miền a.test không có trong chứng thư; chứng thư cấp cho: b.test, c.test (chủ thể CN=b.test, bên cấp CN=Mẫu, từ 07:00 ngày 01/01/2026 đến 07:00 ngày 01/01/2027)",
  ],
  ["tls", "subject=CN=a.test issuer=CN=a.test", "Chứng thư cấp cho CN=a.test, bên cấp CN=a.test"],
  [
    "tls",
    "the chain ends at issuer=CN=Nội bộ",
    "Chuỗi chứng thư dừng ở bên cấp CN=Nội bộ, không phải tổ chức chứng thực công cộng được tin cậy",
  ],
  [
    "tls",
    "the chain ends at issuer=CN=X, which was not sent and is no public authority known here",
    "Chuỗi chứng thư dừng ở bên cấp CN=X; chứng thư này không được gửi kèm và không thuộc tổ chức chứng thực công cộng nào được biết",
  ],
  [
    "tls",
    "1 certificate(s) sent; the one of issuer=CN=X is missing",
    "Máy chủ gửi 1 chứng thư; thiếu chứng thư của bên cấp CN=X",
  ],
  [
    "tls",
    `2 certificate(s) sent; the one of issuer=CN=X is missing (sha256=${"5a".repeat(32)})`,
    `Máy chủ gửi 2 chứng thư; thiếu chứng thư của bên cấp CN=X (SHA-256 ${"5a".repeat(32)})`,
  ],
  ["tls", "sent: a.test > R2 > R1", "Thứ tự máy chủ gửi: a.test > R2 > R1"],
  [
    "tls",
    "must-staple, but no OCSP answer in 6 handshake(s); subject=CN=a.test",
    "Chứng thư cấp cho CN=a.test có must-staple, nhưng 6 lần bắt tay đều không kèm OCSP",
  ],
  [
    "tls",
    "no timestamp of a public log; issuer=O=X, CN=Y",
    "Không thấy dấu nhật ký công khai (SCT) trong chứng thư do O=X, CN=Y cấp, cũng không thấy khi bắt tay",
  ],
  [
    "tls",
    "192.0.2.1: max_early_data=16384",
    "Địa chỉ 192.0.2.1: vé phiên TLS 1.3 cho phép gửi sớm đến 16384 byte (0-RTT)",
  ],
  ["tls", "refused: CERT_REJECTED", "Xác minh chuỗi chứng thư thất bại: CERT_REJECTED"],
  ["tls", "key=RSA-1024, at least 2048 bits are needed", "Khoá RSA-1024; cần ít nhất 2048 bit"],
  ["tls", "a DSA key, which no browser accepts", "Khoá loại DSA, không trình duyệt nào chấp nhận"],
  [
    "tls",
    "signature=sha1WithRSAEncryption (1.2.840.113549.1.1.5) on CN=a.test",
    "Chứng thư của CN=a.test ký bằng sha1WithRSAEncryption (1.2.840.113549.1.1.5)",
  ],
  [
    "tls",
    "192.0.2.1: TLSv1: TLSv1 TLS_RSA_WITH_AES_128_CBC_SHA",
    "Địa chỉ 192.0.2.1: thử TLS 1.0, máy chủ nhận TLS 1.0, bộ mã TLS_RSA_WITH_AES_128_CBC_SHA",
  ],
  [
    "tls",
    "2001:db8::1: TLSv1.2 null+export: TLSv1.2 TLS_RSA_WITH_NULL_SHA",
    "Địa chỉ 2001:db8::1: thử TLS 1.2 với bộ mã không mã hoá, loại xuất khẩu, máy chủ nhận TLS 1.2, bộ mã TLS_RSA_WITH_NULL_SHA",
  ],
  [
    "tls",
    "192.0.2.1: TLSv1.2 sha1-signature: TLSv1.2 TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    "Địa chỉ 192.0.2.1: thử TLS 1.2 chỉ với chữ ký SHA-1, máy chủ nhận TLS 1.2, bộ mã TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
  ],
  [
    "tls",
    "192.0.2.1: TLSv1.2 sha224-signature: refused (handshake_failure)",
    "Địa chỉ 192.0.2.1: thử TLS 1.2 chỉ với chữ ký SHA-224, máy chủ từ chối (handshake_failure)",
  ],
  [
    "tls",
    "192.0.2.1: TLSv1.2 export+dhe: refused (handshake_failure)",
    "Địa chỉ 192.0.2.1: thử TLS 1.2 với bộ mã loại xuất khẩu, Diffie-Hellman (DHE), máy chủ từ chối (handshake_failure)",
  ],
  [
    "tls",
    "192.0.2.1: TLSv1.2 static: TLSv1.2 TLS_RSA_WITH_AES_256_GCM_SHA384",
    "Địa chỉ 192.0.2.1: thử TLS 1.2 với bộ mã không có bí mật chuyển tiếp, máy chủ nhận TLS 1.2, bộ mã TLS_RSA_WITH_AES_256_GCM_SHA384",
  ],
  [
    "tls",
    "192.0.2.1: TLSv1.3: refused (handshake_failure)",
    "Địa chỉ 192.0.2.1: thử TLS 1.3, máy chủ từ chối (handshake_failure)",
  ],
  [
    "tls",
    "192.0.2.1: SSLv2: timeout",
    "Địa chỉ 192.0.2.1: thử SSL 2.0, không có kết quả (timeout)",
  ],
  [
    "tls",
    "192.0.2.1: protocol=TLSv1.2 certificate=other-name,self-signed old=unknown",
    "Địa chỉ 192.0.2.1: phiên bản: TLS 1.2; chứng thư: khác tên miền, tự ký; nhận phiên bản cũ: chưa rõ",
  ],
  [
    "tls",
    "192.0.2.1: port 443 refused two connections, port 80 serves plain HTTP",
    "Địa chỉ 192.0.2.1: cổng 443 hai lần từ chối kết nối, trong khi cổng 80 phục vụ HTTP không mã hoá",
  ],
  [
    "tls",
    "192.0.2.1: port 443 answers, but not with TLS, port 80 serves plain HTTP",
    "Địa chỉ 192.0.2.1: cổng 443 có trả lời nhưng không phải TLS, trong khi cổng 80 phục vụ HTTP không mã hoá",
  ],
  [
    "tls",
    "http://a.test/ answers 200 over plain HTTP at http://a.test, after 0 redirect(s)",
    "http://a.test/ trả về mã 200 qua HTTP không mã hoá và không chuyển hướng",
  ],
  [
    "tls",
    "http://a.test/ answers 200 over plain HTTP at http://www.a.test, after 1 redirect(s)",
    "http://a.test/ trả về mã 200 qua HTTP không mã hoá tại http://www.a.test, sau 1 lần chuyển hướng",
  ],
  [
    "tls",
    "https://a.test/ answers 200 without Strict-Transport-Security",
    "https://a.test/ trả về mã 200, không có tiêu đề Strict-Transport-Security (HSTS)",
  ],
  [
    "tls",
    "Strict-Transport-Security: max-age=0",
    "Tiêu đề Strict-Transport-Security nhận được: max-age=0",
  ],
  [
    "tls",
    "https://a.test/ loads active parts over plain HTTP from b.test,c.test",
    "https://a.test/ tải nội dung chạy được (script, kiểu trình bày, khung, đối tượng nhúng) qua HTTP không mã hoá từ b.test, c.test; trình duyệt chặn, trang có thể hỏng",
  ],
  [
    "tls",
    "a form of https://a.test/ sends over plain HTTP to a.test/gui",
    "Biểu mẫu trên https://a.test/ gửi dữ liệu qua HTTP không mã hoá tới a.test/gui",
  ],
  ["cms", "/ · generator: 5.8.1", "Đọc được phiên bản 5.8.1 tại / (generator)"],
  [
    "cms",
    "/js/a.js · git blob 0123456789abcdef",
    "Tệp /js/a.js: nội dung trùng tệp gốc đã biết (mã 0123456789abcdef)",
  ],
  ["cms", "/tin/ · WordPress (/tin/)", "Trang /tin/ dùng WordPress, cài tại /tin/"],
  [
    "cms",
    "WordPress fixed in 5.8.15 (2026-08-12); data of 2026-08-22",
    "WordPress: bản vá bảo mật là 5.8.15 (phát hành 12/08/2026); dữ liệu phát hành tính đến 22/08/2026",
  ],
  [
    "cms",
    "Joomla EOL 2023-08-17 (endoflife.date product data); data of 2026-08-22",
    "Joomla: nhà sản xuất hết hỗ trợ ngày 17/08/2023 (nguồn: endoflife.date product data); dữ liệu phát hành tính đến 22/08/2026",
  ],
  [
    "cms",
    "Joomla latest 5.4.1; data of 2026-08-22",
    "Joomla: bản mới nhất là 5.4.1; dữ liệu phát hành tính đến 22/08/2026",
  ],
  [
    "cms",
    "WordPress: 6.9 / 5.8.1–5.8.3",
    "WordPress: trang tự khai 6.9, các tệp cho thấy 5.8.1–5.8.3",
  ],
  [
    "cms",
    "WordPress 6.1.1; Debian 12",
    "WordPress 6.1.1: có thể là gói của bản phân phối Debian 12, được vá mà giữ nguyên số phiên bản",
  ],
  [
    "panels",
    'GET /phpmyadmin/ → 200; "phpMyAdmin"; input-name=pma_username; cookie=phpMyAdmin; body; status 200; json a.b',
    "Tải /phpmyadmin/ (GET): máy chủ trả về mã 200; nhận ra qua: tiêu đề trang “phpMyAdmin”; ô nhập tên “pma_username”; cookie tên “phpMyAdmin”; nội dung trả về; mã trả về 200; trường “a.b” trong dữ liệu JSON",
  ],
  ["panels", "HEAD /a.zip → 200", "Tải /a.zip (HEAD): máy chủ trả về mã 200"],
  [
    "defacement",
    "looks: very little text, little text, no header, menu or footer, black background",
    "Hình thức trang: rất ít chữ, không có đầu trang, trình đơn hay chân trang, nền đen",
  ],
  [
    "defacement",
    'title: "hacked by demo crew" (hacked by)',
    "Tiêu đề trang: “hacked by demo crew” (từ khoá: hacked by)",
  ],
  [
    "defacement",
    '3 % of the text of 2026-11-01 is left; title "trang khác" instead of "bệnh viện a"',
    "Chỉ còn 3% nội dung của ngày 01/11/2026; tiêu đề nay là “trang khác”, trước là “bệnh viện a”",
  ],
  ["defacement", "text: nhà cái, nổ hũ (12 times)", "Nội dung trang: nhà cái, nổ hũ (12 lần)"],
  ["defacement", 'hidden text: "nhà cái uy tín"', "Chữ bị giấu: “nhà cái uy tín”"],
  [
    "defacement",
    'for search visitors only: hidden link to x.example: "nhà cái"',
    "Chỉ hiện với khách đến từ công cụ tìm kiếm: Liên kết bị giấu tới x.example: “nhà cái”",
  ],
  [
    "defacement",
    "links for search visitors only: a.example, b.example",
    "Liên kết chỉ hiện với khách từ công cụ tìm kiếm: a.example, b.example",
  ],
  [
    "defacement",
    "search visitors are redirected to x.example",
    "Khách đến từ công cụ tìm kiếm bị chuyển tới x.example",
  ],
  [
    "defacement",
    "for search visitors the page names x.example as its true address",
    "Với công cụ tìm kiếm, trang tự nhận địa chỉ gốc là x.example",
  ],
  [
    "defacement",
    'title for search visitors: "Nổ hũ"',
    "Tiêu đề trang với khách từ công cụ tìm kiếm: “Nổ hũ”",
  ],
  ["defacement", "meta refresh after 0 s to x.example", "Trang tự chuyển sau 0 giây tới x.example"],
  [
    "defacement",
    "script sends the visitor to x.example when coming from a search engine",
    "Tập lệnh chuyển người xem tới x.example khi đến từ công cụ tìm kiếm",
  ],
  [
    "defacement",
    "the server redirects to x.example, which is outside the unit's registered hosts",
    "Máy chủ chuyển hướng tới x.example, ngoài các tên miền đã đăng ký của đơn vị",
  ],
  ["defacement", "script runs encoded code", "Tập lệnh chạy mã đã mã hoá"],
  ["defacement", "script of a coin miner: coinhive", "Tập lệnh đào tiền ảo: coinhive"],
  ["defacement", "invisible frame from x.example", "Khung ẩn tải từ x.example"],
  ["defacement", "names of betting sites: abc88", "Tên trang cá cược: abc88"],
  ["defacement", "3 links through a link shortener", "3 liên kết qua dịch vụ rút gọn"],
  [
    "defacement",
    "unfilled placeholders: {keyword}",
    "Còn chỗ giữ chỗ của công cụ sinh trang: {keyword}",
  ],
];

const VALUES: readonly (readonly [
  area: FindingArea,
  subject: string,
  value: string,
  told: string,
])[] = [
  [
    "tls",
    "leaf",
    "notAfter=2026-11-10T14:32:00Z",
    "Chứng thư máy chủ: hết hạn lúc 21:32 ngày 10/11/2026",
  ],
  ["tls", "leaf", "chain=order", "Chứng thư máy chủ: các chứng thư gửi sai thứ tự"],
  ["tls", "leaf", "chain=extra R1,R2", "Chứng thư máy chủ: gửi thừa chứng thư R1, R2"],
  [
    "tls",
    "leaf",
    "must-staple=unkept",
    "Chứng thư máy chủ: chứng thư yêu cầu đính kèm OCSP, máy chủ không gửi",
  ],
  ["tls", "tls", "early-data=accepted", "Kết nối TLS: máy chủ nhận dữ liệu sớm (0-RTT)"],
  ["tls", "leaf", "scts=0", "Chứng thư máy chủ: không có dấu nhật ký công khai (SCT)"],
  ["tls", "intermediate-1", "key=RSA-1024", "Chứng thư trung gian thứ 1: khoá RSA-1024"],
  [
    "tls",
    "tls",
    "offered=TLSv1 @ 192.0.2.1, 192.0.2.2; offered=TLSv1.1 @ 192.0.2.3",
    "Kết nối TLS: máy chủ còn nhận TLS 1.0 (tại 192.0.2.1, 192.0.2.2); máy chủ còn nhận TLS 1.1 (tại 192.0.2.3)",
  ],
  ["tls", "tls", "refused=TLSv1.3", "Kết nối TLS: máy chủ không nhận TLS 1.3"],
  ["tls", "tls", "dh=1024", "Kết nối TLS: tham số Diffie-Hellman 1024 bit"],
  ["tls", "http", "header=none", "Trang web: không có tiêu đề HSTS"],
  ["tls", "http", "max-age=300", "Trang web: HSTS chỉ có hiệu lực 300 giây"],
  ["tls", "http", "port=443 connect-refused", "Trang web: cổng 443: máy chủ từ chối kết nối"],
  [
    "tls",
    "http",
    "password=a.test/dang-nhap",
    "Trang web: biểu mẫu có mật khẩu gửi tới a.test/dang-nhap",
  ],
  [
    "tls",
    "tls",
    "protocol=TLSv1.2 old=yes",
    "Kết nối TLS: phiên bản: TLS 1.2; nhận phiên bản cũ: có",
  ],
  ["cms", "wordpress", "5.8.1", "wordpress: phiên bản 5.8.1"],
  ["cms", "wordpress", "6.9 ≠ 5.8.1", "wordpress: trang tự khai phiên bản 6.9, tệp cho thấy 5.8.1"],
  ["panels", "dotenv /.env", "dotenv secret", "Đường dẫn /.env: lộ thông tin bí mật (dotenv)"],
  ["defacement", "/tin/", "gambling", "Trang /tin/: quảng cáo cá cược, cờ bạc"],
  ["defacement", "/", "x.example", "Trang /: dẫn tới x.example"],
  ["registry", "BV-A-WEB", "level=none", "BV-A-WEB: khai báo là chưa có"],
];

describe("evidence for readers", () => {
  it.each(LINES)("%s: %s", (area, line, told) => {
    expect(evidenceText(area, line, "vi")).toBe(told);
    expect(evidenceText(area, line, "en")).not.toBe(told);
  });

  it.each(VALUES)("%s %s %s", (area, subject, value, told) => {
    expect(valueText({ area, subject, value }, "vi")).toBe(told);
  });

  it("leaves what it does not know as it was stored", () => {
    expect(evidenceText("tls", "something=new", "vi")).toBe("something=new");
    expect(valueText({ area: "tls", subject: "leaf", value: "odd=1" }, "vi")).toBe(
      "Chứng thư máy chủ: odd=1",
    );
  });

  it("tells the value first and each line once", () => {
    const line = { observation: "o", text: "refused: CERT_REJECTED" };
    const finding = {
      area: "tls",
      subject: "leaf",
      value: "error=CERT_REJECTED",
      evidence: [line, line, { observation: "o", text: "" }],
    } as const;
    expect(detailLines(finding, "vi")).toEqual([
      "Chứng thư máy chủ: lỗi CERT_REJECTED",
      "Xác minh chuỗi chứng thư thất bại: CERT_REJECTED",
    ]);
  });

  it("carries over every word of a stranger and never throws", () => {
    const areas = constantFrom<FindingArea>("tls", "cms", "panels", "defacement", "registry");
    assert(
      property(areas, string({ unit: "grapheme" }), (area, text) => {
        const told = evidenceText(area, `title: "${text}"`, "vi");
        expect(told).toContain(text);
      }),
    );
  });

  it("answers hostile length in linear time", () => {
    const long = `GET /${"a; ".repeat(20_000)}`;
    const from = performance.now();
    for (const area of ["tls", "cms", "panels", "defacement"] as const) {
      for (const line of [
        long,
        `x: ${"y / ".repeat(20_000)}`,
        `subject=${"issuer=".repeat(20_000)}`,
      ]) {
        evidenceText(area, line, "vi");
      }
    }
    expect(performance.now() - from).toBeLessThan(2_000);
  });
});
