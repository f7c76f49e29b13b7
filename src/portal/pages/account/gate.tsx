// The one form of all pages before somebody is signed in, and of those that ask for the password again.
import type { Child } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Text } from "../../../model/text.ts";
import { Field, Notice, PostForm } from "../../view/components.tsx";
import type { PageReply, Visit } from "../../route.ts";

export interface Gate {
  readonly title: string;
  /** Where the form goes. */
  readonly to: string;
  readonly submit: string;
  /** Why the last attempt was not taken; null: there was none. */
  readonly refusal: Refusal | null;
  readonly before?: Child;
  readonly fields: Child;
  readonly after?: Child;
}

export interface Refusal {
  readonly text: Text;
  /** Default 400. */
  readonly status?: 400 | 429 | 503;
}

export function gatePage(visit: Visit, gate: Gate): PageReply {
  const { title, to, submit, refusal, before, fields, after } = gate;
  return {
    kind: "page",
    title,
    ...(refusal === null ? {} : { status: refusal.status ?? 400 }),
    body: (
      <div class="panel">
        <h1>{title}</h1>
        {refusal === null ? null : <Notice kind="bad">{visit.say(refusal.text)}</Notice>}
        {before}
        <PostForm to={to} csrf={visit.csrf}>
          {fields}
          <div>
            <button>{submit}</button>
          </div>
        </PostForm>
        {after}
      </div>
    ),
  };
}

/** Too many failures: how long to wait. */
export function waitRefusal(seconds: number): Refusal {
  const count = String(seconds);
  return {
    status: 429,
    text: {
      vi: `Sai nhiều lần liên tiếp. Hãy thử lại sau ${count} giây.`,
      en: `Too many failures in a row. Try again in ${count} seconds.`,
    },
  };
}

/** For the password that is in use. @param id where one page asks for it several times */
export function PresentPassword(props: {
  readonly visit: Visit;
  readonly id?: string;
}): JSX.Element {
  return (
    <Field
      name="password"
      id={props.id ?? "f-password"}
      type="password"
      label={props.visit.tr("Mật khẩu hiện tại", "Present password")}
      autocomplete="current-password"
      required
    />
  );
}

export function NewPassword({ visit }: { readonly visit: Visit }): JSX.Element {
  return (
    <>
      <Field
        name="next"
        type="password"
        label={visit.tr("Mật khẩu mới", "New password")}
        hint={visit.tr(
          "Ít nhất 12 ký tự; có thể là một câu ngắn. Không dùng lại mật khẩu ở nơi khác.",
          "At least 12 characters; a short sentence will do. Do not reuse one from elsewhere.",
        )}
        autocomplete="new-password"
        required
      />
      <Field
        name="again"
        type="password"
        label={visit.tr("Nhập lại mật khẩu mới", "The new password again")}
        autocomplete="new-password"
        required
      />
    </>
  );
}

export const NOT_ALIKE: Text = {
  vi: "Hai lần nhập mật khẩu mới không giống nhau.",
  en: "The two new passwords differ.",
};

export const WRONG_PASSWORD: Text = {
  vi: "Mật khẩu hiện tại không đúng.",
  en: "The present password is wrong.",
};
