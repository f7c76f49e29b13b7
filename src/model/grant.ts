// The proof that a host may be looked at. Only src/registry can make one; net asks for it at every step.
import type { Area } from "./area.ts";
import type { NotTriedReason } from "./reason.ts";
import type { Port, Window } from "./registry.ts";

declare const minted: unique symbol;

export interface Grant {
  /** Present in the type only: no literal can have it. At run time `isGrant` of the registry decides. */
  readonly [minted]: true;
  readonly document: string;
  readonly unit: string;
  readonly system: string;
  readonly host: string;
  readonly ports: readonly Port[];
  readonly addresses: readonly string[];
  readonly areas: readonly Area[];
  readonly window: Window | null;
  readonly validTo: string;
  /** Lowest rate of all grants that apply, already capped by the configuration. */
  readonly requestsPerSecond: number;
  /** How often the documents behind it want the home page watched: the shortest they name; null: they do not. */
  readonly watchMinutes: number | null;
}

/** One question to the authority: may this unit's host be asked here and now? */
export interface Ask {
  readonly unit: string;
  /** Canonical host: lower-case A-label, no trailing dot. */
  readonly host: string;
  /** null: the name only (resolution). */
  readonly port: Port | null;
  /** null: any area will do (shared looks). */
  readonly area: Area | null;
  readonly at: Date;
  /**
   * "verify": a short look at one finding, for which a document may name hours outside its window.
   * "watch": the home page, day and night, where a document says so.
   */
  readonly purpose?: "verify" | "watch";
}

export interface Refusal {
  readonly reason: NotTriedReason;
  readonly document: string | null;
  readonly detail: string;
}

export type Verdict =
  | { readonly granted: true; readonly grant: Grant }
  | { readonly granted: false; readonly refusal: Refusal };

/** Judges afresh at each call, so that a revocation takes effect on a running scan. Deny by default. */
export interface Authority {
  judge(ask: Ask): Verdict;
  /**
   * Judges one resolved address against the host's pin and the reserved ranges.
   * @returns null when the address may be dialled
   */
  judgeAddress(grant: Grant, address: string): Refusal | null;
}
