// Reads the recorded answers of test/fixtures/panels and the signatures of data/panels.
import { readdirSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import type { HttpExchange } from "../../../src/model/observation.ts";
import { PanelSignature } from "../../../src/model/panel-signature.ts";
import { exchangeOf } from "../../helpers/looks.ts";

export interface PanelFixture {
  /** "<signature>/<name>", or "_silent/<name>". */
  readonly id: string;
  readonly signature: string;
  readonly path: string;
  /** "<predicate> <grade>" or "none". */
  readonly expect: string;
  readonly exchange: HttpExchange;
  readonly body: Uint8Array;
}

const ROOT = new URL("../../../", import.meta.url);

export function readSignatures(): readonly PanelSignature[] {
  const folder = new URL("data/panels/", ROOT);
  return readdirSync(folder)
    .toSorted()
    .map((file) => PanelSignature.parse(parse(readFileSync(new URL(file, folder), "utf8"))));
}

export function readFixtures(): readonly PanelFixture[] {
  const folder = new URL("test/fixtures/panels/", ROOT);
  return readdirSync(folder)
    .toSorted()
    .flatMap((signature) =>
      readdirSync(new URL(`${signature}/`, folder))
        .toSorted()
        .map((file) =>
          fixtureOf(signature, file, readFileSync(new URL(`${signature}/${file}`, folder), "utf8")),
        ),
    );
}

function fixtureOf(signature: string, file: string, text: string): PanelFixture {
  const [top = "", ...rest] = text.split("\n\n");
  const lines = top.split("\n");
  const notes = new Map(
    lines
      .filter((line) => line.startsWith("# "))
      .map((line) => [line.slice(2, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]),
  );
  const [statusLine = "", ...headers] = lines.filter((line) => !line.startsWith("# "));
  const content = rest.join("\n\n");
  const redirect = notes.get("redirect");
  const path = notes.get("path") ?? "/";
  return {
    id: `${signature}/${file.replace(".http", "")}`,
    signature,
    path,
    expect: notes.get("expect") ?? "",
    exchange: exchangeOf({
      requested: `https://www.bv-a.test${path}`,
      url: `https://www.bv-a.test${redirect ?? path}`,
      status: Number(statusLine.split(" ")[1]),
      headers: headers.map((line) => {
        const at = line.indexOf(":");
        return [line.slice(0, at), line.slice(at + 2)] as const;
      }),
      hops:
        redirect === undefined
          ? []
          : [{ url: `https://www.bv-a.test${path}`, status: 302, location: redirect }],
    }),
    body:
      notes.get("body") === "hex"
        ? new Uint8Array(Buffer.from(content.trim(), "hex"))
        : new TextEncoder().encode(content),
  };
}
