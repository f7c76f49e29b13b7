// Seventeen ways in which sites answer at paths that do not exist, as tiny loopback servers.
// Add one for each false alarm that is ever reported.
import { http, startServer, type TestServer } from "../../helpers/loopback/servers.ts";

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** @param count number of this request on the server, from 0 */
export type Personality = (path: string, count: number) => Answer;

const HTML = { "content-type": "text/html; charset=utf-8" };

export function html(title: string, body: string, status = 200): Answer {
  return {
    status,
    headers: HTML,
    body: `<!DOCTYPE html>\n<html lang="vi"><head><meta charset="utf-8"><title>${title}</title></head><body><header><a href="/gioi-thieu">Giới thiệu</a> <a href="/tin-tuc">Tin tức</a></header><main>${body}</main><footer>Bệnh viện đa khoa A, số 1 đường Trần Phú, thành phố A</footer></body></html>`,
  };
}

function move(location: string): Answer {
  return { status: 302, headers: { location }, body: "" };
}

const HOME = html(
  "Bệnh viện đa khoa A",
  '<h1>Bệnh viện đa khoa A</h1><p>Lịch khám bệnh trong tuần, tra cứu kết quả xét nghiệm và thông báo tuyển dụng của bệnh viện.</p><img src="/uploads/anh.jpg"><a href="/index.php">Trang chủ</a>',
);
const MISSING =
  "<h1>Không tìm thấy trang</h1><p>Trang bạn tìm không còn trên hệ thống. Xin mời quay lại trang chủ hoặc dùng ô tìm kiếm để tìm lịch khám, bảng giá và thông báo.</p>";
const hard: Answer = {
  status: 404,
  headers: { "content-type": "text/html" },
  body: "<html><head><title>404 Not Found</title></head><body><center><h1>404 Not Found</h1></center><hr><center>nginx</center></body></html>",
};
const loginWall = (path: string): Answer =>
  html(
    "Đăng nhập",
    `<form method="post" action="/login"><input name="user"><input type="password" name="pass"><input type="hidden" name="ReturnUrl" value="${encodeURIComponent(path)}"></form><p>Xin đăng nhập bằng tài khoản do phòng công nghệ thông tin của bệnh viện cấp để tiếp tục.</p>`,
  );
const PRODUCTS =
  "phpMyAdmin Adminer Tomcat Manager Application Orthanc Explorer Django site admin WordPress › Installation Apache Status Server uptime: phpinfo() PHP Version Zabbix SIA Nagios: side.php Login to Cacti Grafana grafanaBootData RabbitMQ Management Jenkins Index of Parent Directory [To Parent Directory] DB_PASSWORD= ref: refs/heads/main";
const everyMarker = (path: string): Answer => ({
  status: 200,
  headers: {
    ...HTML,
    "set-cookie": "phpMyAdmin=a; path=/",
    "x-jenkins": "2.4",
    server: "Netdata Embedded HTTP Server",
    "docker-distribution-api-version": "registry/2.0",
  },
  body: `<!DOCTYPE html><html><head><title>Zabbix</title><meta name="author" content="Zabbix SIA"></head><body><p>${path}</p><form action="loginServlet"><input name="pma_username"><input name="set_session"><input name="auth[username]"><select name="auth[driver]"></select><input name="nv_login"><input type="password" name="nv_password"><input name="autologin"><input name="j_username"><input name="authUser"><input name="clearPass"><input name="uname"><input name="login_username"></form></body></html>`,
});
/** Letters that change at every request, but the same ones in every test run. */
const noise = (count: number): string =>
  Array.from({ length: 32 }, (_, at) => ((count * 31 + at * 17) % 16).toString(16)).join("");

export const PERSONALITIES: Readonly<Record<string, Personality>> = {
  "a plain 404": () => hard,
  "the same page with 200": () => html("Thông báo", MISSING),
  "a page that repeats the path, with a token and the time": (path, count) =>
    html(
      `Không tìm thấy ${path}`,
      `<h1>Không tìm thấy ${path}</h1>${MISSING}<form><input type="hidden" name="token" value="${noise(count)}"><input name="q" value="${path}"></form><p>${new Date(1_800_000_000_000 + count * 61_000).toISOString()}</p>`,
    ),
  "a redirect to the start page": () => move("/"),
  "a login page with 200": (path) => loginWall(path),
  "a redirect to a login page": (path) =>
    path.startsWith("/login")
      ? loginWall("/")
      : move(`/login?ReturnUrl=${encodeURIComponent(path)}`),
  "a firewall page with 200": (_path, count) =>
    html(
      "Request Rejected",
      `The requested URL was rejected. Please consult with your administrator.<br>Your support ID is: ${String(100_000_000 + count * 7919)}`,
    ),
  "a firewall that refuses suspicious paths": (path) =>
    /\.(?:git|env|svn|ht|bak|sql|zip|gz|rar)|~$|phpmyadmin|adminer/i.test(path)
      ? html(
          "403",
          "<h1>Truy cập bị chặn bởi tường lửa ứng dụng web</h1><p>Support ID: 1881</p>",
          403,
        )
      : hard,
  "an application in the browser": () =>
    html("Cổng dịch vụ", '<div id="root"></div><script src="/static/js/main.js"></script>'),
  "a search instead of a 404": (path) =>
    html(
      "Kết quả tìm kiếm",
      `<h1>Kết quả cho “${path.replaceAll("/", " ")}”</h1>${Array.from({ length: 6 }, (_, at) => `<p>Tin số ${String(at)} về ${path.replaceAll(/\W/g, " ")}: lịch khám bệnh, thông báo tuyển dụng và bảng giá dịch vụ.</p>`).join("")}`,
    ),
  "articles that name every product": () =>
    html("Bảo mật phpMyAdmin và Orthanc Explorer", `<h1>Cảnh báo</h1><p>${PRODUCTS}</p>${MISSING}`),
  "a page with 200 for scripts only": (path) =>
    /\.(?:php|aspx|jsp)/.test(path) ? html("Thông báo", MISSING) : hard,
  "a page with 200 in some folders only": (path) =>
    /^\/(?:\.git|uploads|wp-content|admin|backup)\//.test(path) ? html("Thông báo", MISSING) : hard,
  "an error now and then": (_path, count) =>
    count % 7 === 3
      ? { status: 503, headers: HTML, body: "<h1>503 Service Unavailable</h1>" }
      : hard,
  "two servers behind one name": (_path, count) =>
    count % 2 === 0
      ? html("Thông báo", MISSING)
      : html(
          "Lỗi",
          "<p>Máy chủ thứ hai của bệnh viện chưa có nội dung này, vui lòng thử lại sau ít phút hoặc liên hệ tổng đài.</p>",
        ),
  "a decoy with every marker": (path) => everyMarker(path),
  "a counter on every page": (_path, count) =>
    html("Thông báo", `${MISSING}<p>Lượt truy cập: ${String(1_234_567 + count)}</p>`),
};

export interface Site {
  readonly server: TestServer;
  readonly asked: () => readonly { readonly method: string; readonly path: string }[];
}

/** Serves what is planted, the start page, and for the rest the personality. */
export async function serveSite(
  personality: Personality,
  planted: ReadonlyMap<string, Answer> = new Map(),
): Promise<Site> {
  let count = 0;
  const server = await startServer((socket) => {
    socket.once("data", (chunk: Buffer) => {
      const path = chunk.toString("latin1").split(" ")[1] ?? "/";
      const own = count++;
      const faulty = personality(path, own);
      const { status, headers, body } =
        faulty.status >= 500 ? faulty : (planted.get(path) ?? (path === "/" ? HOME : faulty));
      socket.end(http(status, { ...headers, connection: "close" }, body));
    });
  });
  const asked = () =>
    server.requests.map((line) => {
      const [method = "", path = ""] = line.split(" ");
      return { method, path };
    });
  return { server, asked };
}
