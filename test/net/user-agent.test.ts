import { describe, expect, it } from "vitest";
import { agentOf, visitorHeaders } from "../../src/net/user-agent.ts";

const contact = { url: "https://soyte.example/rà-soát", email: "cntt@soyte.example" };

describe("agentOf", () => {
  it("names the program, its version and the contact, in ASCII", () => {
    expect(agentOf("0.1.0", contact)).toEqual({
      userAgent: "rasoat/0.1.0 (+https://soyte.example/r%C3%A0-so%C3%A1t)",
      from: "cntt@soyte.example",
    });
  });

  it.each([
    ["none", null],
    ["no URL", { url: "not a url" }],
  ])("says that it stays on loopback: %s", (_, value) => {
    expect(agentOf("0.1.0", value)).toEqual({
      userAgent: "rasoat/0.1.0 (loopback only)",
      from: null,
    });
  });

  it.each(["a b@x.test", "ă@x.test", "a@x.test\r\nhost: y", ""])(
    "takes no such From: %j",
    (email) => {
      expect(agentOf("1", { url: "https://a.test/", email }).from).toBeNull();
    },
  );

  it("cannot be broken out of by the URL", () => {
    const { userAgent } = agentOf("1\r\nx", { url: "https://a.test/)(\r\n evil: 1" });

    expect(userAgent).toMatch(/^rasoat\/1x \(\+https:\/\/a\.test\/[^()\s]*\)$/);
  });
});

describe("visitorHeaders", () => {
  const agent = agentOf("0.1.0", contact);

  it.each([
    ["browser", /^rasoat\/0\.1\.0 \(\+https:[^)]*\)$/],
    ["search-bot", /^rasoat\/0\.1\.0 .*Googlebot/],
    ["search-visitor", /^rasoat\/0\.1\.0 \(\+https:[^)]*\)$/],
    ["mobile", /^rasoat\/0\.1\.0 .*Mobile$/],
  ] as const)("names rasoat as %s", (visitor, pattern) => {
    const headers = visitorHeaders(agent, visitor);

    expect(headers["user-agent"]).toMatch(pattern);
    expect(headers["from"]).toBe("cntt@soyte.example");
    expect("referer" in headers).toBe(visitor === "search-visitor");
  });
});
