import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { calibrationPathsOf, twinPathsOf, weekdayOf } from "../../../src/probes/panels/sibling.ts";
import { panelPathsOf } from "../../../src/text/panel-match.ts";
import { readSignatures } from "../../detect/panels/fixtures.ts";

const shape = (path: string): string =>
  path.replace(/[a-z]/g, "a").replace(/[A-Z]/g, "A").replace(/\d/g, "0");

describe("twinPathsOf", () => {
  it.each([
    ["/phpmyadmin/", /^\/[a-z]{10}\/$/, /^\/[a-z]{10}\/$/],
    ["/.git/HEAD", /^\/\.git\/[A-Z]{4}$/, /^\/\.[a-z]{3}\/HEAD$/],
    ["/.env", /^\/\.[a-z]{3}$/, /^\/\.[a-z]{3}$/],
    ["/backup.tar.gz", /^\/[a-z]{6}\.tar\.gz$/, /^\/[a-z]{6}\.tar\.gz$/],
    ["/wp-config.php~", /^\/[a-z]{2}-[a-z]{6}\.php~$/, /^\/[a-z]{2}-[a-z]{6}\.php~$/],
    ["/app/explorer.html", /^\/app\/[a-z]{8}\.html$/, /^\/[a-z]{3}\/explorer\.html$/],
  ])("%s", (path, last, first) => {
    const [one, two] = twinPathsOf(path, "www.bv-a.test 20779");
    expect(one).toMatch(last);
    expect(two).toMatch(first);
    expect(new Set([path, one, two]).size).toBe(3);
  });

  it.each(["/db", "/kb/", "/5/x"])("never gives %s back, whatever the seed", (path) => {
    const seeds = Array.from({ length: 3000 }, (_, at) => `www.bv-a.test ${String(at)}`);
    expect(seeds.filter((seed) => twinPathsOf(path, seed).includes(path))).toEqual([]);
  });

  it("keeps the shape of every path that is ever asked, and never gives the path back", () => {
    const paths = readSignatures().flatMap((signature) =>
      panelPathsOf(signature, "www.bv-a.test").map(({ path }) => path),
    );
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.string({ maxLength: 20 }), (path, seed) => {
        const twins = twinPathsOf(path, seed);
        for (const twin of twins) {
          expect(shape(twin)).toBe(shape(path));
          expect(twin).not.toBe(path);
        }
        expect(twinPathsOf(path, seed)).toEqual(twins);
      }),
    );
  });
});

describe("calibrationPathsOf", () => {
  it("differs by host and night, and is the same when asked again", () => {
    const nights = Array.from({ length: 50 }, (_, night) =>
      calibrationPathsOf(`www.bv-a.test ${String(night)}`, ".php").join(" "),
    );
    expect(new Set(nights).size).toBe(50);
    expect(calibrationPathsOf("a 1", ".php")).toEqual(calibrationPathsOf("a 1", ".php"));
    expect(calibrationPathsOf("a 1", ".php")[1]).toMatch(/^\/[b-z]{10}\.php$/);
  });
});

describe("weekdayOf", () => {
  it("spreads things over the nights of a week", () => {
    const counts = Array.from({ length: 7 }, () => 0);
    for (let at = 0; at < 7000; at++) {
      const day = weekdayOf(`host-${String(at)} /x`);
      counts[day] = (counts[day] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });
});
