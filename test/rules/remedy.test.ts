import { describe, expect, it, test } from "vitest";
import { loadKnowledge } from "../../src/knowledge/load.ts";
import { Action, type ServerKind } from "../../src/model/action.ts";
import type { Look } from "../../src/model/observation.ts";
import {
  actionOf,
  forwardText,
  remediesOf,
  remedyOf,
  remedySteps,
  verifyText,
} from "../../src/rules/remedy.ts";
import { serversAt } from "../../src/rules/server.ts";
import { finding, look, pageLook } from "../store/samples.ts";
import { makeRule, present } from "./sample.ts";

const knowledge = loadKnowledge(process.cwd());

const text = (vi: string) => ({ vi: `làm ${vi}`, en: `do ${vi}` });
const ACTION = Action.parse({
  id: "set-it",
  title: text("title"),
  servers: {
    nginx: text("nginx"),
    apache: text("apache"),
    iis: text("iis"),
    cpanel: text("cpanel"),
  },
  contractor: text("contractor"),
});

function stepsFor(servers: readonly ServerKind[]): string[] {
  const rule = makeRule("http.no-hsts", { action: "set-it", remedies: {} });
  const remedy = remedyOf({
    rule,
    knowledge: { actions: [ACTION], products: [] },
    subject: "tls",
    servers,
  });
  const [general, ...steps] = remedy.en.split("\n");
  expect(general).toBe("an English sentence");
  expect(remedy.vi.split("\n")).toHaveLength(steps.length + 1);
  return steps;
}

describe("the remedy that fits the server", () => {
  it.each<[string, ServerKind[], string[]]>([
    [
      "all when nothing is known",
      [],
      ["IIS: do iis", "nginx: do nginx", "Apache: do apache", "cPanel: do cpanel"],
    ],
    ["one", ["nginx"], ["nginx: do nginx"]],
    ["IIS alone", ["iis"], ["IIS: do iis"]],
    ["a proxy and what is behind it", ["iis", "nginx"], ["IIS: do iis", "nginx: do nginx"]],
    ["Apache may be below a hosting panel", ["apache"], ["Apache: do apache", "cPanel: do cpanel"]],
    ["a panel that was seen", ["nginx", "cpanel"], ["nginx: do nginx", "cPanel: do cpanel"]],
    ["only the general text for a server without steps", ["directadmin"], []],
  ])("%s", (_name, servers, expected) => {
    expect(stepsFor(servers)).toEqual(expected);
  });

  it("a rule's own steps go before those of its action", () => {
    const own = makeRule("http.no-hsts", { action: "set-it", remedies: { nginx: text("own") } });
    expect(remediesOf(own, [ACTION])).toEqual({
      ...ACTION.servers,
      nginx: text("own"),
      contractor: text("contractor"),
    });
    expect(actionOf(own, [ACTION])?.id).toBe("set-it");
    expect(remediesOf(makeRule("http.no-hsts", { remedies: {} }), [ACTION])).toEqual({});
  });

  it("software is mended by product, by name", () => {
    const rule = knowledge.rules.find(({ id }) => id === "cms-end-of-life");
    if (rule === undefined) throw new Error("the rule is gone");
    const stepsOf = (subject: string) =>
      remedyOf({ rule, knowledge, subject, servers: ["nginx"] })
        .vi.slice(rule.remedy.vi.length)
        .split("\n")
        .slice(1)
        .map((line) => line.split(":")[0]);
    expect(stepsOf("nukeviet")).toEqual(["NukeViet"]);
    expect(stepsOf("another")).toEqual(
      expect.arrayContaining(["WordPress", "NukeViet", "Joomla", "Drupal"]),
    );
  });
});

describe("the server, from what it says of itself", () => {
  const said = (port: number, ...headers: readonly (readonly [string, string])[]): Look => {
    const page = pageLook("0".repeat(64), { port });
    if (page.attempt.status !== "ok" || page.attempt.value.kind !== "http")
      throw new Error("no page");
    return { ...page, attempt: { ...page.attempt, value: { ...page.attempt.value, headers } } };
  };

  it.each<[string, string, ServerKind[]]>([
    ["server", "Microsoft-IIS/10.0", ["iis"]],
    ["x-powered-by", "ASP.NET", ["iis"]],
    ["x-aspnet-version", "4.0.30319", ["iis"]],
    ["server", "nginx/1.24.0", ["nginx"]],
    ["server", "openresty", ["nginx"]],
    ["server", "Apache/2.4.57 (Debian)", ["apache"]],
    ["server", "Apache-Coyote/1.1", []],
    ["server", "LiteSpeed", ["apache"]],
    ["server", "cpsrvd", ["cpanel"]],
    ["server", "cloudflare", []],
    ["x-powered-by", "PHP/8.2", []],
  ])("%s: %s", (name, value, expected) => {
    expect(serversAt([said(443, [name, value])], [], 443)).toEqual(expected);
  });

  it("the port's own word counts, else that of the host", () => {
    const looks = [said(80, ["server", "nginx"]), said(443, ["server", "Microsoft-IIS/8.5"])];
    expect(serversAt(looks, [], 443)).toEqual(["iis"]);
    expect(serversAt(looks, [], 80)).toEqual(["nginx"]);
    expect(serversAt(looks, [], 8443)).toEqual(["iis", "nginx"]);
    expect(serversAt([look()], [], 443)).toEqual([]);
  });

  it("a hosting panel whose login was seen is what the unit has in hand", () => {
    const panel = present("panel.login-exposed", { attributes: { product: "directadmin" } });
    const other = present("panel.login-exposed", { attributes: { product: "grafana" } });
    expect(serversAt([said(443, ["server", "Apache"])], [other, panel], 443)).toEqual([
      "apache",
      "directadmin",
    ]);
  });
});

test("text to forward names place, fault, request, term and proof", () => {
  const rule = makeRule("http.no-hsts", { action: "set-it", remedies: {} });
  const found = finding({ value: "notAfter=2026-11-10T15:00:00Z", dueOn: "2026-12-04" });
  const forward = forwardText(found, rule, [ACTION]);
  expect(forward?.en.split("\n")).toEqual([
    "A review from outside noted at www.bv-a.test:443: The certificate has expired (Server certificate: ends at 2026-11-10 22:00 (UTC+7)).",
    "do contractor",
    "Please finish by the end of 2026-12-04.",
    "How to check afterwards: an English sentence",
  ]);
  expect(forward?.vi).toContain("Đề nghị hoàn thành trước hết ngày 04/12/2026.");
  expect(forwardText({ ...found, dueOn: "" }, rule, [ACTION])?.en).not.toContain("Please finish");
  expect(forwardText(found, makeRule("http.no-hsts", { remedies: {} }), [])).toBeNull();
});

test("how to verify names the finding's own place, so that it can be pasted", () => {
  const verify = {
    vi: 'Chạy "openssl s_client -connect TEN-MAY-CHU:443 -servername TEN-MAY-CHU" và "nmap -p 443 TEN-MAY-CHU"',
    en: 'Run "openssl s_client -connect HOST:443 -servername HOST" and "curl -sI https://HOST/"',
  };
  const rule = makeRule("http.no-hsts", { verify });
  const place = { host: "www.bv-a.test", port: 8443 };
  expect(verifyText(place, rule)).toEqual({
    vi: 'Chạy "openssl s_client -connect www.bv-a.test:8443 -servername www.bv-a.test" và "nmap -p 8443 www.bv-a.test"',
    en: 'Run "openssl s_client -connect www.bv-a.test:8443 -servername www.bv-a.test" and "curl -sI https://www.bv-a.test/"',
  });
  expect(verifyText({ host: null, port: null }, rule)).toEqual(verify);
  const left = knowledge.rules
    .filter(({ area }) => area !== "registry")
    .flatMap((one) => {
      const { vi, en } = verifyText(place, one);
      return /TEN-MAY-CHU/.test(vi) || /\bHOST\b/.test(en) ? [one.id] : [];
    });
  expect(left).toEqual([]);
});

test("every shipped rule of a server names steps for each kind, and text for the contractor", () => {
  const servers: readonly ServerKind[] = ["iis", "nginx", "apache", "cpanel", "directadmin"];
  const lacking = knowledge.rules
    .filter(({ area }) => area === "tls" || area === "panels")
    .filter((rule) => {
      const remedies = remediesOf(rule, knowledge.actions);
      return [...servers, "contractor" as const].some((kind) => remedies[kind] === undefined);
    });
  expect(lacking.map(({ id }) => id)).toEqual([]);
});

test("settings to paste stand in lines of their own, not in quotes within a sentence", () => {
  const settings = (text: string) =>
    [...text.matchAll(/"([^"]*)"/g)].filter(([, quoted = ""]) =>
      /[;{}]|^(?:Require|RedirectMatch|Options|Header) /.test(quoted),
    );
  expect(settings('before "location ~" set "autoindex off;"')).toHaveLength(1);
  const said = knowledge.actions.flatMap(({ servers }) =>
    Object.values(servers).flatMap((step) =>
      step === undefined ? [] : [...remedySteps(step.vi), ...remedySteps(step.en)],
    ),
  );
  expect(said.length).toBeGreaterThan(100);
  expect(said.flatMap(({ text }) => settings(text))).toEqual([]);
});

test("indented lines belong to the step above them, to be copied as they are", () => {
  expect(
    remedySteps("Làm gì\nnginx: đặt khối sau.\n    server {\n        listen 80;\n    }\nIIS: mở"),
  ).toEqual([
    { text: "Làm gì", code: [] },
    { text: "nginx: đặt khối sau.", code: ["server {", "    listen 80;", "}"] },
    { text: "IIS: mở", code: [] },
  ]);
  expect(remedySteps("    chỉ có dòng thụt")).toEqual([{ text: "    chỉ có dòng thụt", code: [] }]);
});
