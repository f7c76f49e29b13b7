// The frame that most pages share: one heading, which is also the window's title.
import type { JSX } from "hono/jsx/jsx-runtime";
import type { PageReply } from "../route.ts";

export function titled(title: string, body: JSX.Element): PageReply {
  return {
    kind: "page",
    title,
    body: (
      <div>
        <h1>{title}</h1>
        {body}
      </div>
    ),
  };
}
