// Signing in: password, code, the first set-up of the code, and the invitation that lets a person choose a password.
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Text } from "../../../model/text.ts";
import { Field, Notice, Said } from "../../view/components.tsx";
import type { SignIn } from "../../access/desk.ts";
import { timeText } from "../../view/format.ts";
import { QrCode } from "../../view/qr.tsx";
import {
  type PageReply,
  type PendingVisit,
  redirect,
  type Reply,
  type Route,
  type Visit,
} from "../../route.ts";
import type { OidcDesk } from "../../oidc/desk.ts";
import { totpUri } from "../../access/totp.ts";
import { gatePage, NewPassword, NOT_ALIKE, type Refusal, waitRefusal } from "./gate.tsx";
import { oidcRoutes } from "./oidc.tsx";
import { nextStep } from "./sign-in-steps.ts";

const SAID: readonly (readonly [string, Text])[] = [
  [
    "password-set",
    {
      vi: "Đã đặt mật khẩu. Hãy đăng nhập bằng mật khẩu mới.",
      en: "The password is set. Sign in with it now.",
    },
  ],
  ["signed-out", { vi: "Đã đăng xuất.", en: "You are signed out." }],
];

/** @param oidc null: passwords alone */
export function signInRoutes(oidc: OidcDesk | null): readonly Route[] {
  const page = (visit: Visit, refusal: Refusal | null): PageReply =>
    loginPage(visit, refusal, oidc);
  return [
    {
      method: "GET",
      path: "/login",
      act: "open sign-in",
      audience: "anyone",
      answer: (visit) => (visit.stage === "full" ? redirect("/") : page(visit, null)),
    },
    {
      method: "POST",
      path: "/login",
      act: "sign in",
      audience: "anyone",
      answer: (visit) => login(visit, page),
    },
    ...(oidc === null ? [] : oidcRoutes(oidc, page)),
    {
      method: "GET",
      path: "/login/code",
      act: "open code",
      audience: "code",
      answer: (visit) => codePage(visit, null),
    },
    { method: "POST", path: "/login/code", act: "give code", audience: "code", answer: code },
    {
      method: "GET",
      path: "/login/setup",
      act: "open code set-up",
      audience: "enrol",
      answer: (visit) => setupPage(visit, null),
    },
    { method: "POST", path: "/login/setup", act: "set up code", audience: "enrol", answer: setup },
    {
      method: "GET",
      path: "/invitation/:token",
      act: "open invitation",
      audience: "anyone",
      answer: (visit) => invitationPage(visit, null),
    },
    {
      method: "POST",
      path: "/invitation/:token",
      act: "use invitation",
      audience: "anyone",
      answer: redeem,
    },
    {
      method: "POST",
      path: "/language",
      act: "switch language",
      audience: "anyone",
      answer: language,
    },
  ];
}

function language(visit: Visit): Reply {
  const back = visit.field("back");
  const isOurs = /^\/(?![/\\])[^\s\\]*$/.test(back);
  return {
    kind: "redirect",
    to: isOurs ? back : "/",
    language: visit.field("language") === "en" ? "en" : "vi",
  };
}

function loginPage(visit: Visit, refusal: Refusal | null, oidc: OidcDesk | null): PageReply {
  const title = visit.tr("Đăng nhập", "Sign in");
  return gatePage(visit, {
    title,
    to: "/login",
    submit: title,
    refusal,
    before: <Said words={SAID} visit={visit} />,
    fields: (
      <>
        <Field
          name="login"
          label={visit.tr("Tên đăng nhập", "Login")}
          autocomplete="username"
          value={visit.field("login")}
          required
        />
        <Field
          name="password"
          type="password"
          label={visit.tr("Mật khẩu", "Password")}
          autocomplete="current-password"
          required
        />
      </>
    ),
    after: (
      <>
        {oidc === null ? null : (
          <p>
            <a class="button quiet" href="/login/oidc">
              {visit.tr("Đăng nhập bằng", "Sign in with")} {visit.say(oidc.label)}
            </a>
          </p>
        )}
        <p class="soft small">
          {visit.tr(
            "Chưa có tài khoản hoặc quên mật khẩu: liên hệ đầu mối của trung tâm để nhận liên kết mời.",
            "No account, or a lost password: ask the central team for an invitation link.",
          )}
        </p>
      </>
    ),
  });
}

async function login(
  visit: Visit,
  again: (visit: Visit, refusal: Refusal) => PageReply,
): Promise<Reply> {
  const { source, agent } = visit;
  const result = await visit.desk.signIn(visit.field("login"), visit.field("password"), {
    source,
    agent,
  });
  return enter(result, (refusal) => again(visit, refusal), {
    vi: "Tên đăng nhập hoặc mật khẩu không đúng, hoặc tài khoản đã bị khoá.",
    en: "Login or password is wrong, or the account is disabled.",
  });
}

/** Where a step of the sign-in leads. */
function enter(result: SignIn, again: (refusal: Refusal) => Reply, refused: Text): Reply {
  switch (result.outcome) {
    case "next":
      return redirect(nextStep(result.stage), { token: result.token });
    case "wait":
      return again(waitRefusal(result.seconds));
    case "refused":
      return again({ text: refused });
  }
}

const WRONG_CODE: Text = {
  vi: "Mã không đúng hoặc đã dùng rồi. Hãy đợi ứng dụng hiện mã mới rồi nhập lại.",
  en: "The code is wrong or was used already. Wait for the next one and try again.",
};

function codePage(visit: PendingVisit, refusal: Refusal | null): Reply {
  return gatePage(visit, {
    title: visit.tr("Mã xác thực", "One-time code"),
    to: "/login/code",
    submit: visit.tr("Tiếp tục", "Continue"),
    refusal,
    fields: <CodeField visit={visit} />,
    after: (
      <>
        <details>
          <summary>{visit.tr("Không có điện thoại bên mình?", "No telephone at hand?")}</summary>
          <p>
            {visit.tr(
              "Nhập một mã dự phòng (dạng ABCD-EFGH-IJKL-MNOP) vào ô trên; mỗi mã dùng một lần. Không có mã dự phòng: nhờ trung tâm cho cài lại.",
              "Type a recovery code (like ABCD-EFGH-IJKL-MNOP) into the field above; each works once. Without one, ask the central team for a new set-up.",
            )}
          </p>
        </details>
        <p class="small">
          <a href="/login">{visit.tr("Đăng nhập bằng tài khoản khác", "Use another account")}</a>
        </p>
      </>
    ),
  });
}

function CodeField({ visit }: { readonly visit: Visit }): JSX.Element {
  return (
    <Field
      name="code"
      label={visit.tr("Mã 6 chữ số", "Six-digit code")}
      hint={visit.tr(
        "Lấy từ ứng dụng xác thực trên điện thoại; mỗi mã dùng một lần.",
        "From the authenticator app on your telephone; each code works once.",
      )}
      autocomplete="one-time-code"
      maxlength={25}
      required
    />
  );
}

function code(visit: PendingVisit): Reply {
  const { source, agent, pending } = visit;
  const result = visit.desk.confirm(pending, visit.field("code"), { source, agent });
  return enter(result, (refusal) => codePage(visit, refusal), WRONG_CODE);
}

function setupPage(visit: PendingVisit, refusal: Refusal | null): Reply {
  return gatePage(visit, {
    title: visit.tr("Cài đặt mã xác thực", "Set up one-time codes"),
    to: "/login/setup",
    submit: visit.tr("Xong, đăng nhập", "Done, sign in"),
    refusal,
    before: <SetupSteps visit={visit} />,
    fields: <CodeField visit={visit} />,
  });
}

function SetupSteps({ visit }: { readonly visit: PendingVisit }): JSX.Element {
  const secret = visit.pending.secret ?? "";
  return (
    <ol class="steps">
      <li>
        {visit.tr(
          "Mở một ứng dụng xác thực trên điện thoại (Google Authenticator, Microsoft Authenticator, FreeOTP, Aegis…).",
          "Open an authenticator app on your telephone (Google Authenticator, Microsoft Authenticator, FreeOTP, Aegis…).",
        )}
      </li>
      <li>
        {visit.tr(
          "Chọn thêm tài khoản, rồi quét hình này:",
          "Choose to add an account, and scan this picture:",
        )}
        <QrCode
          text={totpUri(secret, visit.pending.account.login, "rasoat")}
          label={visit.tr(
            "Mã QR của khoá thiết lập; cùng nội dung ở dạng chữ ngay dưới đây",
            "QR code of the set-up key; the same as text right below",
          )}
        />
        <details>
          <summary>
            {visit.tr("Không quét được? Nhập khoá bằng tay", "Type the key instead")}
          </summary>
          <p>
            {visit.tr(
              "Chọn “nhập khoá thiết lập”, loại “theo thời gian”:",
              "Choose “set-up key”, “time based”:",
            )}
          </p>
          <p class="mono evidence">{secret.replace(/(.{4})(?=.)/g, "$1 ")}</p>
        </details>
      </li>
      <li>{visit.tr("Nhập mã ứng dụng vừa hiện:", "Type the code that it shows:")}</li>
    </ol>
  );
}

function setup(visit: PendingVisit): Reply {
  const { source, agent, pending } = visit;
  const result = visit.desk.confirm(pending, visit.field("code"), { source, agent });
  const reply = enter(result, (refusal) => setupPage(visit, refusal), WRONG_CODE);
  // The next thing to do is on the account page: recovery codes.
  return reply.kind === "redirect" ? { ...reply, to: "/account?said=enrolled" } : reply;
}

const VOID: Text = {
  vi: "Liên kết mời này không còn hiệu lực: đã dùng rồi hoặc quá hạn. Hãy xin trung tâm một liên kết mới.",
  en: "This invitation does not hold any more: it was used or has expired. Ask the central team for a new one.",
};

function invitationPage(visit: Visit, refusal: Text | null): Reply {
  const title = visit.tr("Đặt mật khẩu", "Choose a password");
  const token = visit.parameter("token");
  const account = visit.desk.invited(token);
  if (account === undefined) {
    const body = (
      <div class="panel">
        <h1>{title}</h1>
        <Notice kind="bad">{visit.say(VOID)}</Notice>
      </div>
    );
    return { kind: "page", title, status: 400, body };
  }
  return gatePage(visit, {
    title,
    to: `/invitation/${token}`,
    submit: visit.tr("Đặt mật khẩu", "Set the password"),
    refusal: refusal === null ? null : { text: refusal },
    before: (
      <p>
        {visit.tr("Tài khoản", "Account")}: <b>{account.login}</b> ({account.name})
      </p>
    ),
    fields: (
      <>
        <input type="hidden" name="username" value={account.login} autocomplete="username" />
        <NewPassword visit={visit} />
      </>
    ),
    after: (
      <p class="soft small">
        {visit.tr(
          "Liên kết này chỉ dùng được một lần. Lúc này là",
          "This link works once. It is now",
        )}{" "}
        {timeText(visit.now.toISOString())}.
      </p>
    ),
  });
}

async function redeem(visit: Visit): Promise<Reply> {
  if (visit.field("next") !== visit.field("again")) return invitationPage(visit, NOT_ALIKE);
  const result = await visit.desk.redeem(visit.parameter("token"), visit.field("next"));
  if (result === "done") return redirect("/login?said=password-set");
  return invitationPage(visit, result === "void" ? VOID : result);
}
