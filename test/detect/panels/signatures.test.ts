import { describe, expect, it } from "vitest";
import { maskSecrets } from "../../../src/text/mask.ts";
import { matchPanel, panelPathsOf, panelViewOf } from "../../../src/text/panel-match.ts";
import { readFixtures, readSignatures } from "./fixtures.ts";

const signatures = readSignatures();
const fixtures = readFixtures();
const views = fixtures.map((fixture) => ({
  fixture,
  view: panelViewOf(fixture.exchange, fixture.body, fixture.path),
}));

/** Pages that two signatures may both be right about. */
const SHARED: readonly (readonly [string, string])[] = [["wp-debug-log", "error-log"]];

function belongTogether(a: string, b: string): boolean {
  return SHARED.some(([one, other]) => (one === a && other === b) || (one === b && other === a));
}

describe("panel signatures", () => {
  it("are at least thirty, each with a page of its own that it recognises", () => {
    expect(signatures.length).toBeGreaterThanOrEqual(30);
    const recognised = new Set(
      fixtures.filter(({ expect }) => expect !== "none").map(({ signature }) => signature),
    );
    expect(signatures.map(({ id }) => id).filter((id) => !recognised.has(id))).toEqual([]);
  });

  it.each(views.filter(({ fixture }) => !fixture.signature.startsWith("_")))(
    "$fixture.id is what it is",
    ({ fixture, view }) => {
      const own = signatures.filter(({ id }) => id === fixture.signature);
      expect(own).toHaveLength(1);
      const match = own.map((signature) => matchPanel(signature, view))[0];
      const said =
        match === null ? "none" : `${match?.state.predicate} ${String(match?.state.grade)}`;
      expect(said).toBe(fixture.expect);
    },
  );

  it.each(views)("$fixture.id is nothing else", ({ fixture, view }) => {
    const others = signatures
      .filter(({ id, generic }) => id !== fixture.signature && !generic)
      .filter(({ id }) => !belongTogether(id, fixture.signature))
      .filter((signature) => matchPanel(signature, view) !== null)
      .map(({ id }) => id);
    expect(others).toEqual([]);
  });

  it.each(views.filter(({ fixture }) => fixture.expect !== "none"))(
    "$fixture.id is still recognised after masking twice",
    ({ fixture, view }) => {
      const text = Buffer.from(fixture.body).toString("latin1");
      const body = new Uint8Array(Buffer.from(maskSecrets(text).text, "latin1"));
      const masked = panelViewOf(fixture.exchange, body, fixture.path);
      for (const signature of signatures) {
        expect(matchPanel(signature, masked)?.state).toEqual(matchPanel(signature, view)?.state);
      }
    },
  );

  it("need more than words: a page that lists every marker's words is none of them", () => {
    const words = signatures.flatMap(({ states }) =>
      states.flatMap(({ all, any }) =>
        [...all, ...any].map((part) => part.contains ?? part.equals),
      ),
    );
    const paragraph = words.filter((word) => word !== undefined).join(" · ");
    const html = `<!doctype html><title>Bảo mật</title><p>${paragraph.replace(/[<>&"]/g, " ")}</p>`;
    const view = panelViewOf(
      fixtures[0]?.exchange ?? never(),
      new TextEncoder().encode(html),
      "/a",
    );
    const matched = signatures.filter((signature) => matchPanel(signature, view) !== null);
    expect(matched.map(({ id }) => id)).toEqual([]);
  });

  it("see nothing in a page that only repeats the path it was asked for", () => {
    const paths = signatures.flatMap((signature) =>
      panelPathsOf(signature, "www.bv-a.test").map(({ path }) => path),
    );
    for (const path of new Set(paths)) {
      const forms = [path, path.slice(1), encodeURIComponent(path)].join(" ");
      const html = `<!doctype html><title>404 ${path}</title><h1>${path}</h1><p>${forms}</p>`;
      const { exchange } = views[0]?.fixture ?? never();
      const ok = { ...exchange, status: 200, headers: [], hops: [], unfollowed: null };
      const view = panelViewOf(ok, new TextEncoder().encode(html), path);
      expect(
        signatures.filter((one) => matchPanel(one, view) !== null).map(({ id }) => id),
      ).toEqual([]);
    }
  });

  it.each(signatures)("$id names only plain paths and cites its source", (signature) => {
    expect(signature.source.length).toBeGreaterThan(10);
    for (const { path } of panelPathsOf(signature, "www.bv-a.test")) {
      expect(path).toMatch(/^\/[\w.~/-]+$/);
      expect(path).not.toMatch(/patient|stud(?:y|ies)|series|instances|heapdump|\/env$/i);
    }
    if (signature.gate === "tech") expect(signature.tech.length).toBeGreaterThan(0);
    if (signature.gate === "hint") expect(signature.hints.length).toBeGreaterThan(0);
    if (signature.generic) expect(signature.basis).toBe("memory");
  });

  it.each(signatures)("$id reads half a mebibyte of anything quickly", (signature) => {
    const { exchange } = views[0]?.fixture ?? never();
    for (const unit of ["a", " ", "\n", "-- ", "<", '"a":', "# HELP ", "_A=", "PASSWORD"]) {
      const body = new TextEncoder().encode(unit.repeat(524_288 / unit.length));
      const view = panelViewOf(exchange, body, "/x");
      const from = performance.now();
      matchPanel(signature, view);
      expect(performance.now() - from).toBeLessThan(1500);
    }
  });
});

function never(): never {
  throw new Error("there are no fixtures");
}
