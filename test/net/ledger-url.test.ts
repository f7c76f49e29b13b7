import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maskedUrl } from "../../src/net/ledger-url.ts";

describe("maskedUrl", () => {
  it.each([
    ["http://a.test/", "http://a.test/"],
    ["http://a.test/b?c=d&e=f", "http://a.test/b?c=***&e=***"],
    ["http://a.test/?secret", "http://a.test/?***"],
    ["http://a.test/?a=b?c=d", "http://a.test/?a=***"],
    ["http://a.test/?a[0]=x&%61=y", "http://a.test/?a[0]=***&%61=***"],
    ["http://u:p@a.test/", "http://***@a.test/"],
    ["//u:p@a.test/", "//***@a.test/"],
    ["http://a.test/x;jsessionid=123/y", "http://a.test/x;jsessionid=***/y"],
    ["http://a.test/#token=1", "http://a.test/"],
    ["/path?x=1", "/path?x=***"],
    ["", ""],
  ])("%s", (url, masked) => {
    expect(maskedUrl(url)).toBe(masked);
  });

  it("never shows a value of the query, nor grows without end", () => {
    const secret = "s3cr3t0value";
    fc.assert(
      fc.property(
        fc.webUrl(),
        fc.stringMatching(/^[a-z]{1,8}$/),
        fc.webPath(),
        (url, name, tail) => {
          const masked = maskedUrl(`${url}?${name}=${secret}&${tail}${secret}`);
          return !masked.includes(secret) && masked.length <= 2048;
        },
      ),
    );
  });
});
