import { describe, expect, it } from "vitest";
import { problems, refusalOf } from "./reading.ts";

const hostWith = (more: string): string =>
  `units:
  - code: A
    name: A
    systems:
      - hosts:
          - host: www.a.test
${more}`;

describe("a problem of a host is told with its line", () => {
  it.each<[name: string, text: string, expected: string]>([
    ["an address as host", "          - host: 127.0.0.1\n", "“127.0.0.1” is an IP address"],
    ["a hidden address", "          - host: 0x7f.1\n", "“0x7f.1” is an IP address"],
    [
      "an address in one number",
      '          - host: "2130706433"\n',
      "“2130706433” is an IP address",
    ],
    ["IPv6", '          - host: "::1"\n', "“::1” is an IP address"],
    ["IPv6 in brackets", '          - host: "[::1]"\n', "“[::1]” is an IP address"],
    ["a wildcard", '          - host: "*.a.test"\n', "“*.a.test” is a wildcard, not a host"],
    ["a URL", "          - host: http://a.test/\n", "“http://a.test/” is not a valid host name"],
    ["a port", "          - host: a.test:80\n", "“a.test:80” is not a valid host name"],
    ["userinfo", "          - host: a@b.test\n", "“a@b.test” is not a valid host name"],
    ["one label", "          - host: localhost\n", "“localhost” is not a valid host name"],
    [
      "the same host",
      "          - host: WWW.a.test.\n",
      "the host www.a.test already stands at r.yaml:6",
    ],
    ["port 0", "            ports: [0]\n", "the port is not valid"],
    ["port 65536", "            ports: [65536]\n", "the port is not valid"],
    ["half a port", "            ports: [80.5]\n", "the port is not valid"],
    ["port as text", '            ports: ["80"]\n', "the port is not valid"],
    ["a scheme without port", "            ports: [{scheme: https}]\n", "“port” is missing"],
    ["no ports", "            ports: []\n", "“ports” is empty"],
    [
      "ftp",
      "            ports: [{port: 21, scheme: ftp}]\n",
      "the value of “scheme” is none of the choices",
    ],
    [
      "a port with two schemes",
      "            ports: [443, {port: 443, scheme: http}]\n",
      "port 443 stands twice with different schemes",
    ],
    ["relative path", "            paths: [tin]\n", "the path “tin” is not valid"],
    ["path with fragment", '            paths: ["/#a"]\n', "the path “/#a” is not valid"],
    [
      "path with backslash",
      '            paths: ["/\\\\evil.test"]\n',
      "the path “/\\evil.test” is not valid",
    ],
    [
      "path with control character",
      '            paths: ["/a\\nb"]\n',
      "“paths” holds line breaks or control characters",
    ],
    [
      "bad pin",
      "            addresses: [127.0.0.1/8]\n",
      "the address range “127.0.0.1/8” is not valid",
    ],
    [
      "a pin of everything",
      "            addresses: [0.0.0.0/0]\n",
      "the address range “0.0.0.0/0” is not valid",
    ],
    [
      "a pin of all IPv6",
      '            addresses: ["::/0"]\n',
      "the address range “::/0” is not valid",
    ],
    [
      "a pin by name",
      "            addresses: [www.a.test]\n",
      "the address range “www.a.test” is not valid",
    ],
    ["an unknown key", "            port: 80\n", "unknown key “port”"],
  ])("%s", async (_name, more, expected) => {
    expect(await problems("r.yaml", hostWith(more))).toEqual([`r.yaml:7: ${expected}`]);
  });

  it("two units that claim one host", async () => {
    const text =
      "units:\n  - {code: A, name: A, hosts: [www.a.test]}\n  - {code: B, name: B, hosts: [WWW.A.test]}\n";
    expect(await problems("r.yaml", text)).toEqual([
      "r.yaml:3: two units claim the host www.a.test: B and A (r.yaml:2)",
    ]);
  });
});

it("tells all problems at once, from the top, and none that only follows from another", async () => {
  const text = `units:
  - {code: A, name: A, hosts: [127.0.0.1], typo: 1}
  - {code: B, hosts: [b.test, b.test]}
authorizations:
  - {document: x, unit: A, signedBy: X, validFrom: 2026-02-01, validTo: 2026-01-01, hosts: all-registered, areas: [tls]}
  - {document: y, unit: A, validFrom: 1.1.2026, validTo: 2026-01-01, hosts: all-registered, areas: [x]}
`;
  expect(await problems("r.yaml", text)).toEqual([
    "r.yaml:2: unknown key “typo”",
    "r.yaml:3: “name” is missing",
    "r.yaml:3: the host b.test already stands at r.yaml:3",
    "r.yaml:5: the last day 2026-01-01 lies before the first day 2026-02-01",
    "r.yaml:6: “signedBy” is missing",
    "r.yaml:6: the date “1.1.2026” in “validFrom” is not valid",
    "r.yaml:6: the value of “areas” is none of the choices",
  ]);
});

it("tells them in both languages, with the way to mend", async () => {
  const error = await refusalOf("danh-muc.yaml", "units:\n  - {code: A, name: A, kind: phòng}\n");
  expect(error).toMatchObject({ code: "REGISTRY_FILE", exit: 2 });
  expect(error?.lines("vi")).toEqual([
    "Tệp danh-muc.yaml có 1 lỗi nên chưa nhập gì. Sửa các chỗ sau rồi nhập lại:",
    "danh-muc.yaml:2: giá trị của “kind” không nằm trong các lựa chọn — dùng một trong: ministry-unit, health-department, sector-health, hospital, centre, station, institute, school, other",
  ]);
  expect(error?.lines("en")[1]).toBe(
    "danh-muc.yaml:2: the value of “kind” is none of the choices — use one of: ministry-unit, health-department, sector-health, hospital, centre, station, institute, school, other",
  );
});
