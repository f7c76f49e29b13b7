// The demo's sample sites: sound ones, and ones with planted faults in each area. All text is made up.
import type { SecureVersion } from "node:tls";
import { makeAuthority, makeCertificate, type Authority } from "./certificates.ts";
import { page, listing, loginPage, wordpressHead } from "./pages.ts";

export interface Page {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Asked {
  readonly scheme: "http" | "https";
  readonly path: string;
  readonly userAgent: string;
  readonly httpsOrigin: string;
}

export interface SampleSite {
  readonly unit: string;
  readonly unitName: string;
  readonly kind: string;
  readonly host: string;
  readonly system: string;
  readonly onlineService: boolean;
  readonly personalData: "none" | "basic" | "sensitive";
  readonly authorized: boolean;
  readonly down?: boolean;
  readonly tls: {
    readonly cert: string;
    readonly key: string;
    readonly minVersion?: SecureVersion;
    readonly ciphers?: string;
  };
  /** What is planted, for the demo's own summary; empty for a sound site. */
  readonly planted: readonly string[];
  answer(asked: Asked): Page;
  /** What it answers once its people have mended it; absent: it stays as it is. */
  readonly mended?: (asked: Asked) => Page;
}

const DAY_MS = 86_400_000;
const HSTS = { "strict-transport-security": "max-age=63072000; includeSubDomains" };
const NOT_FOUND: Page = {
  status: 404,
  body: page("Không tìm thấy", "<p>Trang bạn tìm không có trên hệ thống.</p>"),
};

export interface SampleWorld {
  readonly sites: readonly SampleSite[];
  /** Root of the demo's own certificates: trusted in the demo only. */
  readonly rootPem: string;
}

export function sampleWorld(now: Date): SampleWorld {
  const root = makeAuthority({
    name: { country: "VN", organization: "rasoat demo", commonName: "Demo Root" },
  });
  const sites = [
    soundHospital(root),
    expiredDepartment(root, now),
    oldWordpress(root),
    leakyHospital(root),
    defacedCentre(root),
    injectedInstitute(root),
    behindChallenge(root),
    downStation(root),
    unauthorizedHospital(root),
  ];
  return { sites, rootPem: root.certPem };
}

function soundTls(root: Authority, ...names: readonly string[]): SampleSite["tls"] {
  const { chainPem, keyPem } = makeCertificate({ names: [...names], issuer: root });
  return { cert: chainPem, key: keyPem };
}

/** http answers with a redirect to https; https answers with what `inside` gives. */
function secured(inside: (asked: Asked) => Page): (asked: Asked) => Page {
  return (asked) => {
    if (asked.scheme === "http") {
      return { status: 301, headers: { location: `${asked.httpsOrigin}${asked.path}` }, body: "" };
    }
    const answer = inside(asked);
    return { ...answer, headers: { ...HSTS, ...answer.headers } };
  };
}

function paths(pages: Readonly<Record<string, Page>>): (asked: Asked) => Page {
  return ({ path }) => pages[path] ?? NOT_FOUND;
}

function soundHospital(root: Authority): SampleSite {
  const host = "www.bv-a.test";
  return {
    unit: "BV-A",
    unitName: "Bệnh viện Mẫu A",
    kind: "hospital",
    host,
    system: "Cổng thông tin điện tử",
    onlineService: true,
    personalData: "basic",
    authorized: true,
    tls: soundTls(root, host),
    planted: [],
    answer: secured(
      paths({
        "/": { body: page("Bệnh viện Mẫu A", NEWS) },
        "/gioi-thieu": {
          body: page("Giới thiệu", "<p>Bệnh viện Mẫu A được thành lập năm 1975.</p>"),
        },
        "/lich-kham": {
          body: page("Lịch khám", "<p>Khám từ thứ Hai đến thứ Sáu, 7 giờ đến 16 giờ 30.</p>"),
        },
      }),
    ),
  };
}

function expiredDepartment(root: Authority, now: Date): SampleSite {
  const host = "soyte-mau.test";
  const { chainPem, keyPem } = makeCertificate({
    names: [host],
    issuer: root,
    key: "rsa-2048",
    notBefore: new Date(now.getTime() - 200 * DAY_MS),
    notAfter: new Date(now.getTime() - 12 * DAY_MS),
  });
  return {
    unit: "SYT-MAU",
    unitName: "Sở Y tế tỉnh Mẫu",
    kind: "health-department",
    host,
    system: "Trang thông tin Sở Y tế",
    onlineService: true,
    personalData: "basic",
    authorized: true,
    tls: { cert: chainPem, key: keyPem, minVersion: "TLSv1", ciphers: "DEFAULT@SECLEVEL=0" },
    planted: ["chứng thư hết hạn", "TLS 1.0 và 1.1", "không chuyển sang HTTPS", "không có HSTS"],
    answer: paths({ "/": { body: page("Sở Y tế tỉnh Mẫu", NEWS) } }),
  };
}

function oldWordpress(root: Authority): SampleSite {
  const host = "ttyt-b.test";
  const head = wordpressHead("5.8.1");
  return {
    unit: "TTYT-B",
    unitName: "Trung tâm Y tế khu vực B",
    kind: "centre",
    host,
    system: "Trang thông tin",
    onlineService: false,
    personalData: "none",
    authorized: true,
    tls: soundTls(root, host),
    planted: ["WordPress 5.8.1 cũ", "trang đăng nhập quản trị"],
    answer: secured(
      paths({
        "/": { body: page("Trung tâm Y tế khu vực B", NEWS, head) },
        "/wp-login.php": { body: loginPage("wordpress") },
      }),
    ),
  };
}

function leakyHospital(root: Authority): SampleSite {
  const host = "bv-c.test";
  return {
    unit: "BV-C",
    unitName: "Bệnh viện Mẫu C",
    kind: "hospital",
    host,
    system: "Đặt lịch khám trực tuyến",
    onlineService: true,
    personalData: "sensitive",
    authorized: true,
    // A name that the hospital has not registered: its people are offered to propose it.
    tls: soundTls(root, host, `kham.${host}`),
    mended: secured(paths({ "/": { body: page("Bệnh viện Mẫu C", NEWS) } })),
    planted: [
      "phpMyAdmin",
      "kho mã nguồn .git",
      "tệp .env chứa mật khẩu",
      "liệt kê thư mục /uploads/",
    ],
    answer: secured(
      paths({
        "/": {
          body: page("Bệnh viện Mẫu C", `${NEWS}<img src="/uploads/logo.png" alt="Biểu trưng">`),
        },
        "/phpmyadmin/": {
          headers: { "set-cookie": "phpMyAdmin=d1e2f3a4b5; path=/phpmyadmin/; HttpOnly" },
          body: loginPage("phpmyadmin"),
        },
        "/.git/HEAD": { headers: { "content-type": "text/plain" }, body: "ref: refs/heads/main\n" },
        "/.git/config": {
          headers: { "content-type": "text/plain" },
          body: '[core]\n\trepositoryformatversion = 0\n[remote "origin"]\n\turl = https://git.bv-c.test/web.git\n',
        },
        "/.env": {
          headers: { "content-type": "text/plain" },
          body: "APP_NAME=DatLich\nAPP_KEY=base64:ZGVtby1rZXktbm90LXJlYWw=\nDB_HOST=10.0.0.5\nDB_PASSWORD=MatKhauMau123\n",
        },
        "/uploads/": { body: listing("/uploads/", ["logo.png", "danh-sach-2026.pdf"]) },
        "/uploads/logo.png": { headers: { "content-type": "image/png" }, body: "\u0089PNG" },
      }),
    ),
  };
}

function defacedCentre(root: Authority): SampleSite {
  const host = "cdc-d.test";
  return {
    unit: "CDC-D",
    unitName: "Trung tâm Kiểm soát bệnh tật D",
    kind: "centre",
    host,
    system: "Trang thông tin",
    onlineService: false,
    personalData: "none",
    authorized: true,
    tls: soundTls(root, host),
    planted: ["trang chủ bị thay nội dung"],
    answer: secured(
      paths({
        "/": {
          body: `<!doctype html><html><head><title>Hacked by Demo Crew</title></head>
<body bgcolor="black"><center><font color="red"><h1>HACKED BY DEMO CREW</h1></font>
<p>Your security is just an illusion. Greetz to: nobody | no one</p></center></body></html>`,
        },
      }),
    ),
  };
}

function injectedInstitute(root: Authority): SampleSite {
  const host = "vien-e.test";
  const hidden = `<div style="position:absolute;left:-9999px">
<a href="https://nhacai-mau.example/">nhà cái uy tín</a> <a href="https://taixiu-mau.example/">tài xỉu online</a>
<a href="https://nohu-mau.example/">nổ hũ đổi thưởng</a> <a href="https://cacuoc-mau.example/">cá cược bóng đá</a>
<a href="https://gamebai-mau.example/">game bài đổi thưởng nạp tiền rút tiền</a></div>`;
  return {
    unit: "VIEN-E",
    unitName: "Viện Mẫu E",
    kind: "institute",
    host,
    system: "Trang thông tin",
    onlineService: false,
    personalData: "none",
    authorized: true,
    tls: soundTls(root, host),
    planted: ["liên kết cờ bạc ẩn, chỉ hiện với máy tìm kiếm"],
    answer: secured(({ path, userAgent }) => {
      if (path !== "/") return NOT_FOUND;
      const spam = /googlebot/i.test(userAgent) ? hidden : "";
      return { body: page("Viện Mẫu E", `${NEWS}${spam}`) };
    }),
  };
}

function behindChallenge(root: Authority): SampleSite {
  const host = "bv-g.test";
  return {
    unit: "BV-G",
    unitName: "Bệnh viện Mẫu G",
    kind: "hospital",
    host,
    system: "Trang thông tin",
    onlineService: false,
    personalData: "none",
    authorized: true,
    tls: soundTls(root, host),
    planted: ["tường lửa chặn máy quét (không kiểm tra được)"],
    answer: () => ({
      status: 403,
      headers: { "cf-mitigated": "challenge", server: "cloudflare" },
      body: "<!doctype html><title>Just a moment...</title><p>Checking your browser before accessing</p>",
    }),
  };
}

function downStation(root: Authority): SampleSite {
  const host = "tram-h.test";
  return {
    unit: "TRAM-H",
    unitName: "Trạm Y tế xã H",
    kind: "station",
    host,
    system: "Trang thông tin",
    onlineService: false,
    personalData: "none",
    authorized: true,
    down: true,
    tls: soundTls(root, host),
    planted: ["máy chủ ngừng hoạt động (không kiểm tra được)"],
    answer: () => NOT_FOUND,
  };
}

function unauthorizedHospital(root: Authority): SampleSite {
  const host = "bv-k.test";
  return {
    unit: "BV-K",
    unitName: "Bệnh viện Mẫu K",
    kind: "hospital",
    host,
    system: "Trang thông tin",
    onlineService: false,
    personalData: "none",
    authorized: false,
    tls: soundTls(root, host),
    planted: ["chưa có văn bản cho phép: bị từ chối, không gửi gì"],
    answer: () => ({ body: page("Bệnh viện Mẫu K", NEWS) }),
  };
}

const NEWS = `<article><h2>Thông báo lịch tiêm chủng mở rộng</h2>
<p>Từ ngày 01 đến ngày 05 hằng tháng, các điểm tiêm chủng mở cửa từ 7 giờ 30 đến 11 giờ. Phụ huynh mang theo sổ
tiêm chủng của trẻ và đến đúng giờ hẹn để tránh chờ đợi lâu.</p></article>
<article><h2>Hướng dẫn đăng ký khám bệnh</h2>
<p>Người bệnh có thể đăng ký khám qua tổng đài hoặc tại quầy tiếp đón. Khi đến khám, vui lòng mang theo thẻ bảo hiểm
y tế, giấy tờ tuỳ thân và kết quả khám lần trước nếu có. Nhân viên hướng dẫn mặc áo xanh luôn sẵn sàng giúp đỡ.</p></article>
<article><h2>Tập huấn phòng chống sốt xuất huyết</h2>
<p>Sáng nay, đơn vị tổ chức tập huấn cho cán bộ y tế cơ sở về giám sát véc tơ, xử lý ổ dịch và truyền thông tại cộng đồng.
Gần 80 học viên đã tham dự và thực hành tại hiện trường.</p></article>`;
