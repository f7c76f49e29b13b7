// Frame of the central team's plain lists: where one comes from, what the list is narrowed to, its rows by pages.
import type { JSX } from "hono/jsx/jsx-runtime";
import { address, Pager, Table } from "../../view/components.tsx";
import { numberText } from "../../view/format.ts";
import type { CentralVisit, Reply } from "../../route.ts";

import { Nothing } from "../nothing.tsx";
import { pageNumber } from "../../view/visitor.ts";

const SIZE = 50;

interface List<T> {
  /** The page that leads here. */
  readonly above: { readonly to: string; readonly text: string };
  readonly title: string;
  readonly path: string;
  readonly asked: Readonly<Record<string, string>>;
  readonly all: readonly T[];
  readonly caption: (count: string) => string;
  readonly columns: readonly string[];
  readonly narrowed: JSX.Element | null;
  /** Why the whole list has no rows, and what to do. */
  readonly empty: JSX.Element;
  readonly row: (one: T) => readonly (JSX.Element | string)[];
}

export function listPage<T>(visit: CentralVisit, list: List<T>): Reply {
  const { above, title, path, asked, all, caption, columns, narrowed, empty, row } = list;
  const page = pageNumber(visit);
  return {
    kind: "page",
    title,
    body: (
      <div>
        <p class="crumbs">
          <a href={above.to}>{above.text}</a> / {title}
        </p>
        <h1>{title}</h1>
        {narrowed}
        <Table
          caption={caption(numberText(all.length, visit.language))}
          columns={columns.map((name) => ({ title: name }))}
          rows={all.slice((page - 1) * SIZE, page * SIZE).map(row)}
          empty={
            <Nothing path={path} asked={asked} total={all.length} visit={visit}>
              {empty}
            </Nothing>
          }
        />
        <Pager
          page={page}
          size={SIZE}
          total={all.length}
          address={(to) => address(path, { ...asked, page: String(to) })}
          words={visit}
        />
      </div>
    ),
  };
}
