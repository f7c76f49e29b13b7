// rasoat rules release|hold: who may see what a rule finds. Takes effect at once on what is stored.
import { EXIT, RasoatError } from "../../model/error.ts";
import type { RuleRelease } from "../../model/release.ts";
import { decideRelease } from "../../run/decide-release.ts";
import { piecesOf } from "../../run/releases.ts";
import type { Body } from "../body.ts";
import { textOf } from "../lists.ts";
import { knowledge, withStore } from "../open.ts";
import { knownUnits } from "../subjects.ts";
import { actor } from "../actor.ts";

const NO_RULE = {
  exit: EXIT.usage,
  message: {
    vi: "Không có quy tắc “{id}”. Xem các mã bằng: rasoat rules list. Dấu hiệu và sản phẩm viết là panels/<mã>, products/<mã>.",
    en: "There is no rule “{id}”. See the ids with: rasoat rules list. Signatures and products are written panels/<id>, products/<slug>.",
  },
} as const;

export const rulesRelease: Body = decision(false);
export const rulesHold: Body = decision(true);

function decision(held: boolean): Body {
  return (context, [id = ""], options) =>
    withStore(context, false, (store) => {
      const known = knowledge(store);
      const piece = piecesOf(known).find(({ name }) => name === id);
      if (piece === undefined) throw new RasoatError("NO_RULE", NO_RULE, { id });
      const registry = store.registry();
      const [subtree = null] = knownUnits(options["subtree"], registry);
      const at = new Date().toISOString();
      const reason = textOf(options["reason"]) ?? "";
      const decided: RuleRelease = {
        rule: id,
        hash: piece.hash,
        subtree,
        held,
        at,
        actor: actor(),
        reason,
      };
      const moved = decideRelease(store, known, decided);
      if (context.json) context.print(JSON.stringify({ ...decided, findings: moved }));
      else {
        const where = subtree === null ? "" : ` (${subtree})`;
        context.print(
          context.in(
            held
              ? {
                  vi: `Đã giữ quy tắc ${id}${where}: chỉ nhóm trung tâm xem được; ${String(moved)} phát hiện được ẩn khỏi đơn vị.`,
                  en: `Rule ${id}${where} is held, for the central team only; ${String(moved)} finding(s) hidden from units.`,
                }
              : {
                  vi: `Đã phát hành quy tắc ${id}${where}; ${String(moved)} phát hiện đang giữ nay đơn vị xem được.`,
                  en: `Rule ${id}${where} is released; ${String(moved)} held finding(s) are now shown to units.`,
                },
          ),
        );
      }
      return EXIT.done;
    });
}
