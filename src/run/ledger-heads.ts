// Holds heads of the ledger that were noted or printed earlier against the chain as it is walked: a chain that was
// written anew as a whole is sound in itself, and only they tell. It reads nothing itself.
import type { LedgerCheck, Passing } from "../store/ledger/verify.ts";
import type { LedgerHead } from "../store/ledger/chain.ts";
import type { Store } from "../store/store.ts";

export interface KnownHead extends LedgerHead {
  /** The sent report that it was noted with; null: it was handed in, from a paper or an evidence pack. */
  readonly report: {
    readonly entry: number;
    readonly number: string;
    readonly date: string;
  } | null;
}

/**
 * - changed: another hash stands at its row
 * - cut: the ledger ends before its row
 */
export interface FallenHead extends KnownHead {
  readonly fault: "changed" | "cut";
}

export interface HeadsCheck {
  /** Heads that stand in the chain. */
  readonly standing: number;
  /** Heads at rows that were not read: they lie in archives, or behind the first bad row. */
  readonly unread: number;
  readonly fallen: readonly FallenHead[];
}

interface HeadsWatch {
  readonly passing: Passing;
  /** Once all has been walked. */
  end(check: LedgerCheck): HeadsCheck;
}

/** Of all entries, those put right or withdrawn among them: each was noted. */
export function sentHeads(store: Pick<Store, "sentReports">): readonly KnownHead[] {
  return store.sentReports("central").map(({ ledgerHead, entry, number, date }) => ({
    ...ledgerHead,
    report: { entry, number, date },
  }));
}

export function watchHeads(heads: readonly KnownHead[]): HeadsWatch {
  const byRow = new Map<number, KnownHead[]>();
  for (const head of heads) byRow.set(head.rows, [...(byRow.get(head.rows) ?? []), head]);
  const found = new Map<KnownHead, boolean>();
  return {
    passing: (row, hash) => {
      for (const head of byRow.get(row) ?? []) {
        found.set(head, found.get(head) !== false && hash.toString("hex") === head.hash);
      }
    },
    end: ({ rows, bad }) => {
      const isWalked = bad === null || bad.fault === "cut" || bad.fault === "nights";
      const isCut = (head: KnownHead): boolean => isWalked && head.rows > rows;
      const fallen = heads.flatMap((head): FallenHead[] => {
        if (found.get(head) === false) return [{ ...head, fault: "changed" }];
        return isCut(head) ? [{ ...head, fault: "cut" }] : [];
      });
      const standing = [...found.values()].filter(Boolean).length;
      return { standing, unread: heads.length - standing - fallen.length, fallen };
    },
  };
}
