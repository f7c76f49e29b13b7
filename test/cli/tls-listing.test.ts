import { describe, expect, it } from "vitest";
import { listingLines, listingTraits, connectionsText } from "../../src/cli/tls-listing.ts";
import { MOST_WIDE, painter, widthOf } from "../../src/cli/output.ts";
import { judgeNorms, unjudged } from "../../src/detect/tls/norms.ts";
import { failed, ok, skipped } from "../../src/model/attempt.ts";
import type { Language } from "../../src/model/text.ts";
import type { ListedPage, TlsListing } from "../../src/run/tls-list.ts";
import { featuresOf } from "../../src/text/tls/flight-features.ts";
import { HOST, REFUSED, certificate, flight, handshake, limits } from "../detect/tls/looks.ts";

const PAGE: ListedPage = {
  url: `https://${HOST}/`,
  status: 200,
  headers: [
    ["strict-transport-security", "max-age=31536000"],
    ["content-encoding", "gzip"],
  ],
  tls: {
    protocol: "TLSv1.3",
    cipher: "TLS_AES_256_GCM_SHA384",
    trusted: true,
    resumption: { by: "ticket", lifetime: 300, earlyData: 0 },
  },
  bytes: 9000,
};

function listing(changes: Partial<TlsListing> = {}): TlsListing {
  return {
    port: 443,
    address: "127.0.0.10",
    versions: [
      { version: "TLSv1.3", suites: ["TLS_AES_256_GCM_SHA384"], order: null, basis: "asked" },
      {
        version: "TLSv1.2",
        suites: ["TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"],
        order: "server",
        basis: "asked",
      },
    ],
    groups: { tls13: ["x25519"], older: ["x25519"] },
    features: featuresOf([flight({ alpn: "h2" })]),
    incomplete: null,
    connections: 30,
    wireMs: 100,
    handshake: ok(handshake()),
    page: ok(PAGE),
    ...changes,
  };
}

const page = (changes: Partial<ListedPage>): Partial<TlsListing> => ({
  page: ok({ ...PAGE, ...changes }),
});

function said(changes: Partial<TlsListing> = {}): Record<string, readonly (string | number)[]> {
  const traits = listingTraits(listing(changes), limits);
  return Object.fromEntries(traits.map(({ topic, values }) => [topic, values]));
}

function lines(changes: Partial<TlsListing> = {}, language: Language = "vi"): readonly string[] {
  const one = listing(changes);
  const traits = listingTraits(one, limits);
  const judged = { ...one, norms: judgeNorms(traits, limits), seen: unjudged(traits, limits) };
  const context = {
    language,
    paint: painter(false),
    in: (text: Record<Language, string>) => text[language],
  };
  return listingLines(context, HOST, judged, limits);
}

describe("traits of a listing", () => {
  it("tell what the lists, the certificate and the page show", () => {
    expect(said()).toMatchObject({
      protocol: ["TLSv1.3", "TLSv1.2"],
      order: ["server"],
      "post-quantum": ["no"],
      compression: ["off"],
      renegotiation: ["protected"],
      alpn: ["h2"],
      "early-data": ["off"],
      hsts: [31_536_000],
      "http-compression": ["gzip"],
      resumption: ["ticket"],
      "certificate-kind": ["dv"],
      ocsp: ["none"],
    });
  });

  it.each<[string, Partial<TlsListing>, object]>([
    [
      "a hybrid group",
      { groups: { tls13: ["X25519MLKEM768"], older: [] } },
      { "post-quantum": ["yes"] },
    ],
    [
      "early data",
      page({
        tls: {
          protocol: "TLSv1.3",
          cipher: "",
          trusted: true,
          resumption: { by: "ticket", lifetime: null, earlyData: 16_384 },
        },
      }),
      { "early-data": ["on"] },
    ],
    ["no HSTS", page({ headers: [] }), { hsts: [0] }],
    [
      "compression by TLS",
      { features: featuresOf([flight({ compression: true })]) },
      { compression: ["on"] },
    ],
    [
      "a small prime",
      {
        features: featuresOf([
          flight({ temporaryKey: { kind: "dhe", bits: 1024, primeSha256: "00" } }),
        ]),
      },
      { dh: [1024], "dh-prime": ["own"] },
    ],
  ])("see %s", (_name, changes, expected) => {
    expect(said(changes)).toMatchObject(expected);
  });

  it.each<[string, Partial<TlsListing>, string]>([
    [
      "post-quantum while the lists may lack something",
      { incomplete: "tls-timeout" },
      "post-quantum",
    ],
    [
      "HSTS over a connection that nobody trusts",
      page({ tls: { protocol: "TLSv1.3", cipher: "", trusted: false } }),
      "hsts",
    ],
    ["HSTS by an error page without it", page({ status: 404, headers: [] }), "hsts"],
    [
      "early data before TLS 1.3",
      page({
        tls: {
          protocol: "TLSv1.2",
          cipher: "",
          trusted: true,
          resumption: { by: "none", lifetime: null, earlyData: 0 },
        },
      }),
      "early-data",
    ],
    ["anything of a page that was not seen", { page: failed("connection-reset") }, "http3"],
    ["the stack of a server that answers short hellos only", { features: null }, "compression"],
    ["a certificate that was not seen", { handshake: failed("tls-timeout") }, "lifetime"],
  ])("say nothing of %s", (_name, changes, topic) => {
    expect(said(changes)).not.toHaveProperty(topic);
  });
});

describe("lines of a listing", () => {
  it.each(["vi", "en"] as const)("fit a terminal of 80 columns: %s", (language) => {
    const issuer = `O=${"Tổ chức cấp chứng thư số ".repeat(6)}, CN=R12`;
    const long = handshake({ chain: [certificate({ issuer })] });
    for (const line of lines({ handshake: ok(long) }, language)) {
      expect(widthOf(line)).toBeLessThanOrEqual(MOST_WIDE + 2);
    }
  });

  it.each(["vi", "en"] as const)("mark what is outdated or weak by itself: %s", (language) => {
    const versions = (["SSLv2", "SSLv3", "TLSv1", "TLSv1.1"] as const).map((version) => ({
      version,
      suites: [
        "TLS_DH_anon_EXPORT_WITH_DES40_CBC_SHA",
        "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
        "TLS_RSA_WITH_AES_128_CBC_SHA",
      ],
      order: null,
      basis: "inferred" as const,
    }));
    const all = lines({ versions }, language);
    const outdated = { vi: "lỗi thời", en: "outdated" }[language];
    expect(all.filter((line) => line.includes(`(${outdated}`))).toHaveLength(4);
    const weak = { vi: "  ← yếu: ", en: "  ← weak: " }[language];
    expect(all.filter((line) => line.includes(weak))).toHaveLength(8);
    expect(all).toContain("    TLS_RSA_WITH_AES_128_CBC_SHA");
    for (const line of all) expect(widthOf(line)).toBeLessThanOrEqual(MOST_WIDE + 2);
    expect(lines({}, language).join("\n")).not.toContain("←");
  });

  it("stand under titles, what is missing left out", () => {
    const text = lines().join("\n");
    expect(text).toContain(
      "  TLSv1.2 (máy chủ chọn thứ tự)\n    TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    );
    expect(text).toContain("Nhóm trao đổi khóa\n  TLSv1.3: x25519\n  TLSv1.2: x25519");
    expect(text).toMatch(
      /của trang\)\n {2}CN=www\.bv-a\.test\n {4}2026-10-15 → 2027-01-13 · EC 256/,
    );
    expect(text).toContain("Cũng thấy ở cổng này\n");
    const bare = lines({ groups: { tls13: [], older: [] }, versions: [] }).join("\n");
    expect(bare).not.toContain("Nhóm trao đổi khóa\n");
    expect(bare).not.toContain("Phiên bản và bộ mã hóa\n");
  });

  it.each<[string, Partial<TlsListing>, string]>([
    ["the lists", { incomplete: "tls-timeout" }, "Danh sách có thể thiếu: "],
    [
      "the certificate",
      { handshake: failed("tls-timeout"), page: skipped("depends-on-failed") },
      "Không xem được chứng thư: ",
    ],
    ["the page", { page: failed("connection-reset") }, "Không xem được trang: "],
  ])("say right at the top that %s could not be looked at", (_name, changes, words) => {
    expect(lines(changes)[1]).toContain(words);
    expect(lines().join("\n")).not.toContain(words);
  });

  it("say once that nobody speaks TLS there", () => {
    const nobody = {
      versions: [],
      groups: { tls13: [], older: [] },
      features: null,
      incomplete: "not-tls" as const,
      handshake: failed("not-tls"),
      page: skipped("depends-on-failed"),
    };
    expect(lines(nobody).slice(1)).toEqual([expect.stringMatching(/^Không xem được cổng này: /)]);
    expect(connectionsText(listing({ ...nobody, connections: 1 })).vi).toBe("1 lần thử kết nối.");
  });

  it("say that a certificate was not seen where our own library was refused", () => {
    const refused = { handshake: ok(handshake(REFUSED)), page: skipped("depends-on-failed") };
    expect(lines(refused)[1]).toContain("Không xem được chứng thư: ");
  });

  it("keep a hostile name from the terminal", () => {
    const chain = [certificate({ subject: "CN=\u001b[31mđỏ" })];
    expect(lines({ handshake: ok(handshake({ chain })) }).join("")).not.toContain("\u001b");
  });

  it("count what was sent", () => {
    expect(connectionsText(listing()).vi).toContain(
      "30 kết nối: một bắt tay đầy đủ và xem trang, còn lại",
    );
    expect(connectionsText(listing({ page: skipped("depends-on-failed") })).vi).not.toContain(
      "xem trang",
    );
  });
});
