// Tokens for programs on the account page: what each reaches, when it was last used, making and ending them.
import type { JSX } from "hono/jsx/jsx-runtime";
import type { ApiToken } from "../../../store/people/tokens.ts";
import { Field, Notice, PostForm, Table } from "../../view/components.tsx";
import { timeText } from "../../view/format.ts";
import type { ReaderVisit } from "../../route.ts";
import {
  isTokenLive,
  LONGEST_DAYS,
  type MadeToken,
  type WantedToken,
} from "../../access/token-desk.ts";

import { ProvenForm } from "./proof.tsx";
import { optional, seesSeveral } from "../../view/visitor.ts";

const USUAL_DAYS = 90;

export function wantedToken(visit: ReaderVisit): WantedToken {
  return {
    name: visit.field("name"),
    unit: optional(visit.field("unit")),
    acts: visit.field("acts") === "yes",
    days: Number(visit.field("days")),
  };
}

export function Tokens({ visit }: { readonly visit: ReaderVisit }): JSX.Element {
  const tokens = visit.tokens.tokens();
  return (
    <section>
      <h2>{visit.tr("Mã truy cập cho chương trình", "Tokens for programs")}</h2>
      <p class="lead">
        {visit.tr(
          "Để phần mềm của đơn vị đọc cùng dữ liệu qua /api/v1. Mô tả đầy đủ theo OpenAPI:",
          "For programs of yours to read the same data under /api/v1. Described by OpenAPI:",
        )}{" "}
        <a href="/api/v1/openapi.json">/api/v1/openapi.json</a>
      </p>
      {tokens.length === 0 ? null : (
        <Table
          caption={visit.tr("Mã truy cập, mới nhất trước", "Tokens, newest first")}
          columns={[
            { title: visit.tr("Tên", "Name") },
            { title: visit.tr("Phạm vi", "Reach") },
            { title: visit.tr("Hết hạn", "Expires") },
            { title: visit.tr("Dùng lần cuối", "Last used") },
            { title: visit.tr("Tình trạng", "State") },
          ]}
          rows={tokens.map((token) => [
            token.name,
            reachText(token, visit),
            timeText(token.expiresAt),
            token.usedAt === null ? visit.tr("chưa dùng", "never") : timeText(token.usedAt),
            <State token={token} visit={visit} />,
          ])}
          empty={null}
        />
      )}
      <NewToken visit={visit} />
    </section>
  );
}

function reachText({ unit, acts }: ApiToken, visit: ReaderVisit): string {
  const where = unit ?? visit.tr("tất cả những gì tài khoản xem được", "all that the account sees");
  const what = acts ? visit.tr("đọc và thao tác", "reads and acts") : visit.tr("chỉ đọc", "reads");
  return `${where} · ${what}`;
}

function State(props: { readonly token: ApiToken; readonly visit: ReaderVisit }) {
  const { token, visit } = props;
  if (token.revokedAt !== null) {
    return `${visit.tr("đã thu hồi", "revoked")} ${timeText(token.revokedAt)}`;
  }
  if (!isTokenLive(token, visit.now)) return visit.tr("đã hết hạn", "expired");
  return (
    <PostForm to="/account/tokens/end" csrf={visit.csrf} class="inline">
      <input type="hidden" name="token" value={token.id} />
      <button class="quiet" aria-label={visit.tr(`Thu hồi ${token.name}`, `Revoke ${token.name}`)}>
        {visit.tr("Thu hồi", "Revoke")}
      </button>
    </PostForm>
  );
}

function NewToken({ visit }: { readonly visit: ReaderVisit }): JSX.Element {
  return (
    <details>
      <summary>{visit.tr("Tạo mã truy cập", "Make a token")}</summary>
      <ProvenForm
        to="/account/tokens"
        id="f-password-token"
        visit={visit}
        fields={<TokenFields visit={visit} />}
        submit={visit.tr("Tạo mã truy cập", "Make a token")}
        class="quiet"
      />
    </details>
  );
}

function TokenFields({ visit }: { readonly visit: ReaderVisit }): JSX.Element {
  return (
    <>
      <Field
        name="name"
        id="f-token-name"
        label={visit.tr("Tên", "Name")}
        hint={visit.tr("Chương trình nào dùng mã này", "Which program uses it")}
        maxlength={100}
        required
      />
      {seesSeveral(visit) ? (
        <Field
          name="unit"
          id="f-token-unit"
          label={visit.tr("Chỉ đơn vị có mã", "Only the unit with the code")}
          hint={visit.tr(
            "Bỏ trống: tất cả những gì tài khoản xem được.",
            "Left empty: all that the account sees.",
          )}
        />
      ) : null}
      <Field
        name="days"
        id="f-token-days"
        label={visit.tr("Số ngày có hiệu lực", "Days that it holds")}
        hint={visit.tr(
          `Nhiều nhất ${String(LONGEST_DAYS)} ngày.`,
          `At most ${String(LONGEST_DAYS)}.`,
        )}
        value={String(USUAL_DAYS)}
        inputmode="numeric"
        required
      />
      {visit.office === null ? null : (
        <label class="tick">
          <input type="checkbox" name="acts" value="yes" />
          {visit.tr(
            "Được thao tác: báo đã sửa, ghi người xử lý",
            "May act: claim fixed, name who mends it",
          )}
        </label>
      )}
    </>
  );
}

export function FreshToken(props: {
  readonly made: MadeToken;
  readonly visit: ReaderVisit;
}): JSX.Element {
  const { made, visit } = props;
  return (
    <Notice kind="good">
      <p>
        {visit.tr(
          `Mã truy cập “${made.name}”, có hiệu lực đến ${timeText(made.expiresAt)}. Chỉ hiện lần này:`,
          `Token “${made.name}”, holds until ${timeText(made.expiresAt)}. Shown this once:`,
        )}
      </p>
      <p class="mono evidence">{made.token}</p>
      <p class="mono evidence">
        {`curl -H "Authorization: Bearer …" ${visit.origin}/api/v1/summary`}
      </p>
    </Notice>
  );
}
