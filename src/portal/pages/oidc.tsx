// The way to the sign-in provider of the organisation and back. What went wrong on it is told without details: the
// audit has them.
import type { Text } from "../../model/text.ts";
import type { Arrival, OidcDesk } from "../oidc/desk.ts";
import { OIDC_BACK } from "../oidc/place.ts";
import { type PageReply, redirect, type Reply, type Route, type Visit } from "../route.ts";
import { nextStep } from "./sign-in-steps.ts";
import { type Refusal, waitRefusal } from "./gate.tsx";

const REFUSED: Text = {
  vi: "Chưa đăng nhập được bằng tài khoản của tổ chức. Có thể tài khoản này chưa được mở ở đây hoặc đã bị khoá: hãy thử lại, hoặc liên hệ đầu mối của trung tâm.",
  en: "Signing in with your organisation's account did not work. It may not be enabled here: try again, or ask the central team.",
};
const UNAVAILABLE: Text = {
  vi: "Máy chủ đăng nhập của tổ chức hiện không trả lời đúng. Hãy thử lại sau ít phút, hoặc đăng nhập bằng mật khẩu.",
  en: "The sign-in server of your organisation does not answer as it should. Try again in a few minutes, or use your password.",
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
      const to = nextStep(stage);
      const body = (
        <div class="panel">
          <h1>{title}</h1>
          <p>
            <a class="button" href={to}>
              {visit.tr("Tiếp tục", "Continue")}
            </a>
          </p>
        </div>
      );
      return { kind: "enter", title, body, token, to, note: why };
    }
    case "wait":
      return { ...again(waitRefusal(arrival.seconds)), note: "wait" };
    case "refused":
      return { ...again({ text: REFUSED }), note: arrival.why };
    case "unavailable":
      return { ...again({ status: 503, text: UNAVAILABLE }), note: arrival.why };
  }
}
