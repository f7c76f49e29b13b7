// The forms of acts that ask anew who sits there: with the field for the password, or after a sign-in at the provider.
import type { Child } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Text } from "../../../model/text.ts";
import { Notice, PostForm } from "../../view/components.tsx";
import type { ReaderVisit, Reply } from "../../route.ts";
import { PresentPassword, type Refusal, waitRefusal, WRONG_PASSWORD } from "./gate.tsx";
import { UNAVAILABLE } from "./oidc.tsx";

const MISSING_PROOF: Text = {
  vi: "Hãy xác nhận lại bằng tài khoản của tổ chức rồi làm lại thao tác này. Mỗi lần xác nhận dùng cho một thao tác, trong 5 phút.",
  en: "Confirm with your organisation's account and do this again. A confirmation holds for one act, for 5 minutes.",
};

/** @param props.id of the password's field, where one page asks for it several times */
export function ProvenForm(props: {
  readonly to: string;
  readonly id: string;
  readonly visit: ReaderVisit;
  /** Of the form, besides the proof. */
  readonly fields?: Child;
  readonly submit: string;
  readonly class?: string;
}): JSX.Element {
  const { to, id, visit, fields, submit } = props;
  const { byPassword, stands } = visit.proof;
  if (!byPassword && !stands) return <Confirm visit={visit} />;
  return (
    <>
      {stands ? null : <Confirm visit={visit} />}
      <PostForm to={to} csrf={visit.csrf}>
        {fields}
        {stands ? null : <PresentPassword visit={visit} id={id} />}
        <div>
          <button class={props.class}>{submit}</button>
        </div>
      </PostForm>
    </>
  );
}

/** The way to the provider: a link, as no form may lead away from here. */
function Confirm({ visit }: { readonly visit: ReaderVisit }): JSX.Element | null {
  const { provider, byPassword } = visit.proof;
  if (provider === null) {
    return byPassword ? null : (
      <Notice kind="warn">
        {visit.tr(
          "Tài khoản này không có mật khẩu ở đây. Hãy nhờ đầu mối của trung tâm gửi liên kết mời để đặt mật khẩu.",
          "This account has no password here. Ask the central team for an invitation link to set one.",
        )}
      </Notice>
    );
  }
  return (
    <p>
      {byPassword
        ? visit.tr("Nhập mật khẩu, hoặc", "Type the password, or")
        : visit.tr("Trước hết hãy", "First,")}{" "}
      <a href="/account/confirm">
        {visit.tr(`xác nhận bằng ${provider.vi}`, `confirm with ${provider.en}`)}
      </a>
      .
    </p>
  );
}

/** @returns what is said instead of doing it; null when the person has proven who they are */
export async function unproven(visit: ReaderVisit): Promise<Refusal | null> {
  const proof = await visit.proof.give(visit.field("password"), visit.source);
  switch (proof.outcome) {
    case "right":
      return null;
    case "wrong":
      return { text: WRONG_PASSWORD };
    case "missing":
      return { text: MISSING_PROOF };
    case "wait":
      return waitRefusal(proof.seconds);
  }
}

/** To the provider, to sign in there once more. @param page the account's, for whom there is no such way */
export async function confirmElsewhere(
  visit: ReaderVisit,
  page: (shown: { readonly refusal?: Refusal }) => Reply,
): Promise<Reply> {
  const begun = await visit.proof.begin();
  if (begun === null) return page({});
  if (begun.outcome === "told") return { kind: "away", ...begun.value };
  return page({ refusal: { status: 503, text: UNAVAILABLE } });
}
