// The second factor on the account page: whether it is set up, recovery codes, setting it up anew.
import type { JSX } from "hono/jsx/jsx-runtime";
import { Notice } from "../../view/components.tsx";
import { recoveryText } from "../../access/recovery.ts";
import type { ReaderVisit } from "../../route.ts";
import { ProvenForm } from "./proof.tsx";

const FEW = 3;

export function Factor({ visit }: { readonly visit: ReaderVisit }): JSX.Element {
  const { hasTotp } = visit.account;
  return (
    <section class="panel">
      <h2>{visit.tr("Mã xác thực", "One-time codes")}</h2>
      {hasTotp ? <RecoveryCodes visit={visit} /> : null}
      <details>
        <summary>
          {hasTotp
            ? visit.tr("Đổi điện thoại? Cài lại mã xác thực", "A new telephone? Set up anew")
            : visit.tr("Cài mã xác thực", "Set up one-time codes")}
        </summary>
        <p>
          {visit.tr(
            "Mã cũ còn dùng được cho đến khi mã mới được xác nhận; sau đó mọi phiên khác kết thúc.",
            "The old ones hold until the new one is confirmed; then all other sessions end.",
          )}
        </p>
        <ProvenForm
          to="/account/codes"
          id="f-password-codes"
          visit={visit}
          submit={visit.tr("Bắt đầu cài", "Begin")}
          class="quiet"
        />
      </details>
    </section>
  );
}

function RecoveryCodes({ visit }: { readonly visit: ReaderVisit }): JSX.Element {
  const left = visit.desk.recoveryCodesLeft(visit.account);
  return (
    <>
      {left > FEW ? (
        <p>
          {visit.tr(
            `Còn ${String(left)} mã dự phòng chưa dùng.`,
            `${String(left)} recovery codes are left.`,
          )}
        </p>
      ) : (
        <Notice kind="warn">
          {visit.tr(
            `Còn ${String(left)} mã dự phòng. Không có mã dự phòng thì khi mất điện thoại phải nhờ trung tâm cài lại.`,
            `${String(left)} recovery codes are left. Without one, a lost telephone means asking the central team.`,
          )}
        </Notice>
      )}
      <details>
        <summary>{visit.tr("Lấy bộ mã dự phòng mới", "Take new recovery codes")}</summary>
        <ProvenForm
          to="/account/recovery"
          id="f-password-recovery"
          visit={visit}
          submit={visit.tr("Tạo mã dự phòng", "Make recovery codes")}
          class="quiet"
        />
      </details>
    </>
  );
}

export function FreshCodes(props: {
  readonly codes: readonly string[];
  readonly visit: ReaderVisit;
}): JSX.Element {
  const { codes, visit } = props;
  return (
    <Notice kind="good">
      <p>
        {visit.tr(
          "Mã dự phòng của bạn, chỉ hiện lần này. In ra hoặc chép lại và cất nơi an toàn; mỗi mã thay mã xác thực một lần. Các mã cũ không dùng được nữa.",
          "Your recovery codes, shown this once. Print or copy them and keep them safe; each stands in for a one-time code once. Earlier ones hold no more.",
        )}
      </p>
      <ul class="mono codes">
        {codes.map((code) => (
          <li>{recoveryText(code)}</li>
        ))}
      </ul>
    </Notice>
  );
}
