// The guides as pages of the portal, so that nobody has to leave it to read them.
import type { JSX } from "hono/jsx/jsx-runtime";
import { Notice } from "../view/components.tsx";
import type { Guides } from "../files/guides.ts";
import { type Block, blocks, inlines } from "../view/markdown.ts";
import { MISSING, type ReaderVisit, type Reply, type Route } from "../route.ts";

export const GUIDE_PATHS = { unit: "/guide/unit", central: "/guide/central" } as const;

export function guideRoutes(guides: Guides): readonly Route[] {
  // Read once: the text does not change while the portal runs.
  const unit = blocks(guides.unit);
  const central = blocks(guides.central);
  return [
    {
      method: "GET",
      path: GUIDE_PATHS.unit,
      act: "read unit guide",
      audience: "reader",
      answer: (visit) => guidePage(visit, unit),
    },
    {
      method: "GET",
      path: GUIDE_PATHS.central,
      act: "read central guide",
      audience: "central",
      answer: (visit) => guidePage(visit, central),
    },
    {
      method: "GET",
      path: "/guide/pictures/:name",
      act: "view guide picture",
      audience: "reader",
      answer: (visit) => {
        const name = visit.parameter("name");
        const bytes = guides.pictures.get(name);
        return bytes === undefined ? MISSING : { kind: "file", name, type: "image/png", bytes };
      },
    },
  ];
}

function guidePage(visit: ReaderVisit, guide: readonly Block[]): Reply {
  const [first] = guide;
  const title = first?.kind === "heading" ? first.text : visit.tr("Hướng dẫn", "Guide");
  return {
    kind: "page",
    title,
    body: (
      <div>
        {visit.language === "vi" ? null : (
          <Notice kind="plain">This guide is written in Vietnamese.</Notice>
        )}
        <article class="guide" lang="vi">
          {guide.map((block) => (
            <BlockView block={block} />
          ))}
        </article>
      </div>
    ),
  };
}

function BlockView({ block }: { readonly block: Block }): JSX.Element {
  switch (block.kind) {
    case "heading":
      return <HeadingView level={block.level} text={block.text} />;
    case "paragraph":
      return (
        <p>
          <InlineView text={block.text} />
        </p>
      );
    case "picture":
      return <img src={`/guide/pictures/${block.file}`} alt={block.alt} loading="lazy" />;
    case "code":
      return <pre class="mono">{block.text}</pre>;
    case "list":
      return <ListView ordered={block.ordered} items={block.items} />;
    case "table":
      return <TableView head={block.head} rows={block.rows} />;
  }
}

function HeadingView(props: { readonly level: 1 | 2 | 3; readonly text: string }): JSX.Element {
  const { level, text } = props;
  if (level === 1) return <h1>{text}</h1>;
  return level === 2 ? <h2>{text}</h2> : <h3>{text}</h3>;
}

function ListView(props: {
  readonly ordered: boolean;
  readonly items: readonly (readonly Block[])[];
}): JSX.Element {
  const items = props.items.map((item) => (
    <li>
      {item.map((block) =>
        // The first line of an item stands beside its mark.
        block === item[0] && block.kind === "paragraph" ? (
          <InlineView text={block.text} />
        ) : (
          <BlockView block={block} />
        ),
      )}
    </li>
  ));
  return props.ordered ? <ol class="steps">{items}</ol> : <ul>{items}</ul>;
}

function TableView(props: {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}): JSX.Element {
  const { head, rows } = props;
  return (
    <div class="scroll" tabindex={0} role="region" aria-label={head.join(", ")}>
      <table class="fold">
        <thead>
          <tr>
            {head.map((cell) => (
              <th scope="col">
                <InlineView text={cell} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells) => (
            <tr>
              {cells.map((cell, at) =>
                at === 0 ? (
                  <th scope="row">
                    <InlineView text={cell} />
                  </th>
                ) : (
                  <td data-name={head[at]}>
                    <InlineView text={cell} />
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Links lead within the portal or nowhere. */
function InlineView({ text }: { readonly text: string }): JSX.Element {
  return (
    <>
      {inlines(text).map((part) => {
        switch (part.kind) {
          case "text":
            return part.text;
          case "strong":
            return <b>{part.text}</b>;
          case "code":
            return <code class="mono">{part.text}</code>;
          case "link":
            return /^\/(?![/\\])/.test(part.to) ? <a href={part.to}>{part.text}</a> : part.text;
        }
      })}
    </>
  );
}
