// What is stored of an answer holds no secret, wherever the server put it: address, header, cookie, body.
import { afterEach, describe, expect, it } from "vitest";
import type { Look } from "../../src/model/observation.ts";
import type { ProbeContext } from "../../src/model/probe.ts";
import { hashLook, lookHttp } from "../../src/probes/record.ts";
import { createShelf } from "../../src/probes/shelf.ts";
import { systemClock } from "../../src/run/clock.ts";
import { target } from "../store/samples.ts";
import { HOST, openTestDoor } from "../helpers/loopback/open-test-door.ts";
import { http, startServer, type TestServer } from "../helpers/loopback/servers.ts";

const servers: TestServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

type Answers = Readonly<Record<string, string | Buffer>>;

/** Looks at "/" of a server that gives these answers, and at nothing else. */
async function lookAt(answers: Answers, follow: "granted" | "none" = "granted") {
  const server = await startServer((socket) => {
    socket.once("data", (chunk: Buffer) => {
      const path = chunk.toString("latin1").split(" ")[1] ?? "";
      socket.end(answers[path.split(/[?;]/)[0] ?? ""] ?? http(404, {}));
    });
  });
  servers.push(server);
  const { door } = openTestDoor({ ports: [{ port: server.port, scheme: "http" }] });
  const shelf = createShelf();
  const looks: Look[] = [];
  const context: Pick<ProbeContext, "door" | "target" | "bodies" | "clock" | "record"> = {
    door,
    target: target({ host: HOST }),
    bodies: shelf,
    clock: systemClock,
    record: (look) => {
      const hashed = hashLook(look);
      looks.push(hashed);
      return hashed;
    },
  };
  const purpose = { probe: "t", role: "home", areas: ["cms" as const], scheme: "http" as const };
  await lookHttp(
    context as ProbeContext,
    { ...purpose, port: server.port, locator: "/" },
    { follow },
  );
  const bodies = [...shelf.kept().values()].map((bytes) => Buffer.from(bytes));
  return { look: looks[0], stored: JSON.stringify(looks), bodies };
}

const LOCATION = "/next;jsessionid=SECRET1?token=SECRET2&sid=SECRET3&page=2&redirect_to=%2F";

describe("what is stored of an answer", () => {
  it.each(["granted", "none"] as const)("addresses of redirects, followed: %s", async (follow) => {
    const { look, stored } = await lookAt(
      { "/": http(302, { location: LOCATION }), "/next": http(200, {}, "hello") },
      follow,
    );
    expect(look?.attempt).toMatchObject({
      status: "ok",
      value: { status: follow === "none" ? 302 : 200 },
    });
    expect(stored).not.toContain("SECRET");
    expect(stored).toContain("page=2&redirect_to=%2F");
  });

  it("who a redirect leads to, which nobody follows", async () => {
    const { look, stored } = await lookAt({
      "/": http(302, { location: "/ket-qua?mabn=SECRET1&ngay_sinh=SECRET2" }),
      "/ket-qua": http(200, {}, "SECRET3"),
    });
    const location = "/ket-qua?mabn=***&ngay_sinh=***";
    expect(look?.attempt).toMatchObject({
      value: { status: 302, hops: [], unfollowed: { location, why: "not-asked" } },
    });
    expect(stored).not.toContain("SECRET");
  });

  it.each([
    ["set-cookie", "=SECRET", "=***"],
    ["set-cookie", "SECRET; Path=/; HttpOnly", "=***; Path=/; HttpOnly"],
    ["set-cookie", "PHPSESSID=SECRET=; Secure", "PHPSESSID=***; Secure"],
    ["set-cookie2", "a=SECRET; Version=1", "a=***; Version=1"],
    ["x-auth-token", "SECRET", "***"],
    ["x-api-key", "SECRET", "***"],
    ["x-session-id", "SECRET", "***"],
    ["authorization", "Bearer SECRET", "***"],
    ["refresh", "0;url=/a?sig=SECRET", "0;url=/a?sig=***"],
    ["link", "</a?sid=SECRET>; rel=next", "</a?sid=***>; rel=next"],
    ["x-powered-by", "PHP/8.1", "PHP/8.1"],
    ["server", "nginx", "nginx"],
  ])("header %s: %s", async (name, value, expected) => {
    const { look } = await lookAt({ "/": http(200, { [name]: value }, "hello") });
    expect(look?.attempt).toMatchObject({
      value: { headers: expect.arrayContaining([[name, expected]]) as unknown },
    });
  });

  const config = "DB_HOST=localhost\r\nDB_PASSWORD=SECRET\r\nTÊN=Bệnh viện\r\n";
  const masked = config.replace("SECRET", "***");
  it.each([
    ["UTF-8", (text: string) => Buffer.from(text)],
    ["UTF-16 with its mark", (text: string) => Buffer.from(`\ufeff${text}`, "utf16le")],
    ["UTF-16 without", (text: string) => Buffer.from(text, "utf16le")],
    [
      "UTF-16 the other way round",
      (text: string) => Buffer.from(`\ufeff${text}`, "utf16le").swap16(),
    ],
    ["the same without a mark", (text: string) => Buffer.from(text, "utf16le").swap16()],
    [
      "UTF-16, cut within a character",
      (text: string) => Buffer.concat([Buffer.from(text, "utf16le"), Buffer.from("x")]),
    ],
  ])("bodies in %s", async (_what, write) => {
    const { bodies } = await lookAt({
      "/": http(200, { "content-type": "text/plain" }, write(config)),
    });
    expect(bodies).toEqual([write(masked)]);
  });

  it.each([
    [
      "Apache",
      "<title>Index of /uploads</title><h1>Index of /uploads</h1>",
      '<a href="?C=N;O=D">Name</a> <a href="/">Parent Directory</a>',
    ],
    ["Python", "<title>Directory listing for /uploads/</title>", '<a href="../">../</a>'],
    ["IIS", "<title>host - /uploads/</title>", '<A HREF="/">[To Parent Directory]</A>'],
  ])("names of files that a folder lists: %s", async (_what, head, rest) => {
    const list = (...files: readonly (readonly [href: string, shown: string])[]): string =>
      `<html><head>${head}</head><body><pre>${rest}
${files.map(([href, shown]) => `<a href="${href}">${shown}</a>  2026-01-01`).join("\n")}</pre></body></html>`;
    const { bodies } = await lookAt({
      "/": http(
        200,
        { "content-type": "text/html" },
        list(
          ["DS_benh_nhan_Tran_Van_B.xlsx", "DS_benh_nhan_Tran_V..&gt;"],
          ["/uploads/Nguyen%20Thi%20A.pdf", "Nguyen Thi A.pdf"],
          ["IM0001_LE.dcm", "IM0001_LE.dcm"],
          ["2024/", "2024/"],
          ["index.html", "index.html"],
        ),
      ),
    });
    const masked = list(
      ["benh-nhan-***.xlsx", "benh-nhan-***.xlsx"],
      ["/uploads/***.pdf", "***.pdf"],
      ["***.dcm", "***.dcm"],
      ["2024/", "2024/"],
      ["index.html", "index.html"],
    );
    expect(bodies.map(String)).toEqual([masked]);
  });

  it("links of an ordinary page stay as they are", async () => {
    const page = '<title>Văn bản</title><a href="/quy-che.pdf">Quy chế.pdf</a>';
    const { bodies } = await lookAt({ "/": http(200, { "content-type": "text/html" }, page) });
    expect(bodies.map(String)).toEqual([page]);
  });
});
