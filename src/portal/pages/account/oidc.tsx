// The way to the sign-in provider of the organisation and back. What went wrong on it is told without details: the
// audit has them.
import type { Text } from "../../../model/text.ts";
import { Notice } from "../../view/components.tsx";
import type { Arrival, OidcDesk } from "../../oidc/desk.ts";
import { OIDC_BACK } from "../../oidc/place.ts";
import { type PageReply, redirect, type Reply, type Route, type Visit } from "../../route.ts";
import { nextStep } from "./sign-in-steps.ts";
import { type Refusal, waitRefusal } from "./gate.tsx";

const REFUSED: Text = {
  vi: "Chưa đăng nhập được bằng tài khoản của tổ chức. Có thể tài khoản này chưa được mở ở đây hoặc đã bị khoá: hãy thử lại, hoặc liên hệ đầu mối của trung tâm.",
  en: "Signing in with your organisation's account did not work. It may not be enabled here: try again, or ask the central team.",
};
export const UNAVAILABLE: Text = {
  vi: "Máy chủ đăng nhập của tổ chức hiện không trả lời đúng. Hãy thử lại sau ít phút, hoặc đăng nhập bằng mật khẩu.",
  en: "The sign-in server of your organisation does not answer as it should. Try again in a few minutes, or use your password.",
};

const NOT_PROVEN: Text = {
  vi: "Chưa xác nhận được: máy chủ đăng nhập của tổ chức không cho biết bạn vừa đăng nhập lại, hoặc đó là tài khoản khác. Chưa có gì thay đổi.",
  en: "Not confirmed: the sign-in server did not say that you have just signed in again, or it was another account. Nothing was changed.",
};

/** Codes of some providers are long. */
const CODE_CHARACTERS = 4_000;

/** @param loginPage the page that a refusal is shown on */
export function oidcRoutes(
  desk: OidcDesk,
  loginPage: (visit: Visit, refusal: Refusal) => PageReply,
): readonly Route[] {
  return [
    {
      method: "GET",
      path: "/login/oidc",
      act: "begin sign-in with provider",
      audience: "anyone",
      answer: (visit) => begin(visit, desk, loginPage),
    },
    {
      method: "GET",
      path: OIDC_BACK,
      act: "sign in with provider",
      audience: "anyone",
      answer: async (visit) => {
        const { source, agent } = visit;
        const back = {
          trip: visit.trip,
          state: visit.query("state"),
          code: visit.query("code", CODE_CHARACTERS),
          issuer: visit.query("iss"),
        };
        const arrival = await desk.arrive(back, { source, agent });
        return arrived(visit, arrival, (refusal) => loginPage(visit, refusal));
      },
    },
  ];
}

async function begin(
  visit: Visit,
  desk: OidcDesk,
  loginPage: (visit: Visit, refusal: Refusal) => PageReply,
): Promise<Reply> {
  if (visit.stage === "full") return redirect("/");
  const begun = await desk.begin();
  if (begun.outcome === "told") return { kind: "away", ...begun.value };
  const reply = loginPage(visit, { status: 503, text: UNAVAILABLE });
  return { ...reply, note: begun.why };
}

function arrived(visit: Visit, arrival: Arrival, again: (refusal: Refusal) => PageReply): Reply {
  switch (arrival.outcome) {
    case "next": {
      const { token, stage, why } = arrival;
      const title = visit.tr("Đang vào cổng thông tin", "Entering the portal");
      return leadOn(visit, { title, token, to: nextStep(stage), note: why });
    }
    case "proven": {
      const title = visit.tr("Đã xác nhận", "Confirmed");
      return leadOn(visit, { title, token: null, to: "/account?said=proven", note: arrival.why });
    }
    case "wait":
      return { ...again(waitRefusal(arrival.seconds)), note: "wait" };
    case "refused":
      if (arrival.isProof) return { ...notProven(visit), note: arrival.why };
      return { ...again({ text: REFUSED }), note: arrival.why };
    case "unavailable":
      return { ...again({ status: 503, text: UNAVAILABLE }), note: arrival.why };
  }
}

function leadOn(
  visit: Visit,
  on: Pick<Extract<Reply, { kind: "enter" }>, "title" | "token" | "to" | "note">,
): Reply {
  const body = (
    <div class="panel">
      <h1>{on.title}</h1>
      <p>
        <a class="button" href={on.to}>
          {visit.tr("Tiếp tục", "Continue")}
        </a>
      </p>
    </div>
  );
  return { kind: "enter", ...on, body };
}

/** Nobody is signed out by it; the browser shows no session here, so that the page is nobody's. */
function notProven(visit: Visit): PageReply {
  const title = visit.tr("Chưa xác nhận được", "Not confirmed");
  return {
    kind: "page",
    title,
    status: 400,
    body: (
      <div class="panel">
        <h1>{title}</h1>
        <Notice kind="bad">{visit.say(NOT_PROVEN)}</Notice>
        <p>
          <a class="button" href="/account">
            {visit.tr("Về tài khoản của tôi", "To my account")}
          </a>
        </p>
      </div>
    ),
  };
}
