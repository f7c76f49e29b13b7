// Whose handshake a page's connection is taken for, and when another is made.
import { describe, expect, it } from "vitest";
import { failed, ok, skipped } from "../../../src/model/attempt.ts";
import type { Shaken } from "../../../src/model/door.ts";
import { homeProbe } from "../../../src/probes/home.ts";
import { tlsSpent } from "../../../src/probes/tls/budget.ts";
import { certificateProbe } from "../../../src/probes/tls/certificate.ts";
import { HOST, handshake } from "../../detect/tls/looks.ts";
import { BOTH, reasons, run, type Scripted } from "./scripted.ts";

describe("the certificate of a page's own connection", () => {
  const shaken = (changes: Partial<Shaken> = {}): Shaken => {
    const { port = 443, address = "127.0.0.10" } = changes;
    const place = { port, address };
    return { host: HOST, group: "X25519", handshake: ok(handshake(place)), ...place, ...changes };
  };
  const told =
    (...said: readonly Shaken[]) =>
    (url: string) =>
      url.startsWith("https:") ? said : [];
  const PAGES = [homeProbe, certificateProbe];
  const certificates = ({ looks }: Scripted) =>
    looks.filter(({ probe }) => probe === "certificate").map(({ address }) => address);
  const handshakes = ({ asked }: Scripted) => asked.filter((one) => one.startsWith("tls "));

  it("needs none of its own", async () => {
    const ran = await run(PAGES, { shaken: told(shaken()) });
    expect(certificates(ran)).toEqual(["127.0.0.10"]);
    expect(handshakes(ran)).toEqual([]);
  });

  it("is recorded once, also where the page could not be had", async () => {
    const ran = await run(PAGES, {
      shaken: told(shaken(), shaken()),
      http: () => failed("http-timeout", "headers"),
    });
    expect(certificates(ran)).toEqual(["127.0.0.10"]);
    expect(handshakes(ran)).toEqual([]);
  });

  it("is what it was where the handshake came to nothing", async () => {
    const miss = failed("tls-timeout", "handshake");
    const ran = await run(PAGES, {
      shaken: told(shaken({ handshake: miss })),
      http: () => miss,
    });
    const look = ran.looks.find(({ probe }) => probe === "certificate");
    expect(look?.attempt).toEqual(miss);
    expect(handshakes(ran)).toEqual([]);
  });

  it("shakes hands itself with the other addresses and ports, in the order of every night", async () => {
    const ran = await run(PAGES, {
      addresses: ["127.0.0.10", "127.0.0.12", "127.0.0.11"],
      ports: [...BOTH, { port: 8443, scheme: "https" }],
      shaken: told(shaken()),
    });
    expect(certificates(ran).slice(0, 3)).toEqual(["127.0.0.10", "127.0.0.11", "127.0.0.12"]);
    expect(handshakes(ran)).toHaveLength(5);
  });

  it.each<[string, Partial<Shaken>]>([
    ["another host at the same address", { host: "www.bv-b.test" }],
    ["another port", { port: 8443 }],
    ["an address that does not lead the order", { address: "127.0.0.11" }],
  ])("is not taken from %s", async (_name, changes) => {
    const ran = await run(PAGES, {
      addresses: ["127.0.0.11", "127.0.0.10"],
      shaken: told(shaken(changes)),
    });
    expect(certificates(ran)).toEqual(["127.0.0.10", "127.0.0.11"]);
    expect(handshakes(ran)).toHaveLength(2);
  });

  it("is at the address that a page is asked at: the lowest by number, not by letters", async () => {
    const ran = await run(PAGES, {
      addresses: ["127.0.0.9", "127.0.0.10", "127.0.0.100"],
      shaken: told(shaken({ address: "127.0.0.9" })),
    });
    expect(certificates(ran)).toEqual(["127.0.0.9", "127.0.0.10", "127.0.0.100"]);
    expect(handshakes(ran)).toHaveLength(2);
  });

  it("leaves what the other addresses are due, however many pages came first", async () => {
    const ran = await run(PAGES, {
      addresses: ["127.0.0.10", "127.0.0.11", "127.0.0.12"],
      paths: ["/", "/vi", "/en", "/tin-tuc", "/lien-he", "/lich-kham"],
      shaken: told(shaken()),
    });
    expect(reasons(ran.looks.filter(({ probe }) => probe === "certificate"))).toEqual([
      "ok",
      "ok",
      "ok",
    ]);
  });

  it("shakes hands itself where the page was not asked for", async () => {
    const ran = await run(PAGES, { http: () => skipped("outside-window") });
    expect(certificates(ran)).toEqual(["127.0.0.10"]);
    expect(handshakes(ran)).toHaveLength(1);
  });

  it.each<[string, number, Partial<Parameters<typeof run>[1]>]>([
    ["as one with its page", 2, {}],
    [
      "as one where the page could not be had",
      2,
      { http: () => failed("http-timeout", "headers") },
    ],
    ["as one where the page was not asked for any more", 1, { http: () => skipped("stopped") }],
    [
      "and every other address as one more",
      4,
      { addresses: ["127.0.0.10", "127.0.0.11", "127.0.0.12"] },
    ],
    ["once, however many pages there are", 6, { paths: ["/", "/vi", "/en"] }],
  ])("counts %s, where tls alone is granted", async (_name, spent, script) => {
    const { looks } = await run(PAGES, { shaken: told(shaken()), ...script });
    expect(tlsSpent({ areas: ["tls"], looks })).toBe(spent);
  });

  it("counts where the pages are paid by others", async () => {
    const areas = ["tls", "cms"] as const;
    const { looks } = await run(PAGES, { areas, shaken: told(shaken()) });
    expect(tlsSpent({ areas, looks })).toBe(1);
  });

  it("counts as one beside its page where it took a connection of its own", async () => {
    const { looks, asked } = await run(PAGES, {});
    expect(asked).toHaveLength(3);
    expect(tlsSpent({ areas: ["tls"], looks })).toBe(3);
  });

  it("is nothing to areas that did not ask for it", async () => {
    const ran = await run(PAGES, { areas: ["cms"], shaken: told(shaken()) });
    expect(certificates(ran)).toEqual([]);
  });
});
