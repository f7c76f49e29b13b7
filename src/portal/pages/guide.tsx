// The guides as pages of the portal, so that nobody has to leave it to read them.
import type { JSX } from "hono/jsx/jsx-runtime";
import { Notice } from "../view/components.tsx";
import type { Guides } from "../files/guides.ts";
import { type Block, blocks, inlines } from "../view/markdown.ts";
import { type PictureSize, pngSize } from "../view/png-size.ts";
import { MISSING, type ReaderVisit, type Reply, type Route } from "../route.ts";

export const GUIDE_PATHS = { unit: "/guide/unit", central: "/guide/central" } as const;

export function guideRoutes(guides: Guides): readonly Route[] {
  // Read once: the text does not change while the portal runs.
  const sizes = new Map([...guides.pictures].map(([name, bytes]) => [name, pngSize(bytes)]));
  const unit: Guide = { blocks: blocks(guides.unit), sizes };
  const central: Guide = { blocks: blocks(guides.central), sizes };
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

interface Guide {
  readonly blocks: readonly Block[];
  /** Of its pictures, by file name, so that the page keeps their places before they are there. */
  readonly sizes: ReadonlyMap<string, PictureSize | null>;
}

function guidePage(visit: ReaderVisit, { blocks, sizes }: Guide): Reply {
  const [first] = blocks;
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
          {blocks.map((block) => (
            <BlockView block={block} sizes={sizes} />
          ))}
        </article>
      </div>
    ),
  };
}

function BlockView(props: Pick<Guide, "sizes"> & { readonly block: Block }): JSX.Element {
  const { block, sizes } = props;
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
      return <PictureView picture={block} size={sizes.get(block.file) ?? null} />;
    case "code":
      return (
        <pre class="mono" tabindex={0}>
          {block.text}
        </pre>
      );
    case "list":
      return <ListView ordered={block.ordered} items={block.items} sizes={sizes} />;
    case "table":
      return <TableView head={block.head} rows={block.rows} />;
  }
}

function HeadingView(props: { readonly level: 1 | 2 | 3; readonly text: string }): JSX.Element {
  const { level, text } = props;
  if (level === 1) return <h1>{text}</h1>;
  return level === 2 ? <h2>{text}</h2> : <h3>{text}</h3>;
}

function PictureView(props: {
  readonly picture: Extract<Block, { kind: "picture" }>;
  readonly size: PictureSize | null;
}): JSX.Element {
  const { file, alt } = props.picture;
  return <img src={`/guide/pictures/${file}`} alt={alt} loading="lazy" {...props.size} />;
}

function ListView(
  props: Pick<Guide, "sizes"> & {
    readonly ordered: boolean;
    readonly items: readonly (readonly Block[])[];
  },
): JSX.Element {
  const items = props.items.map((item) => (
    <li>
      {item.map((block) =>
        // The first line of an item stands beside its mark.
        block === item[0] && block.kind === "paragraph" ? (
          <InlineView text={block.text} />
        ) : (
          <BlockView block={block} sizes={props.sizes} />
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
