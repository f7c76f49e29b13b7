// What the remote end does wrong is a value, never an exception.
import type { FailedReason, NotTriedReason } from "./reason.ts";

export type Attempt<T> =
  | { readonly status: "ok"; readonly value: T }
  | { readonly status: "failed"; readonly reason: FailedReason; readonly detail: string }
  | { readonly status: "skipped"; readonly reason: NotTriedReason; readonly detail: string };

/** An attempt that did not end in an answer. */
export type Miss = Exclude<Attempt<never>, { status: "ok" }>;

export function ok<T>(value: T): Attempt<T> {
  return { status: "ok", value };
}

/** `detail` is for operators: short, no page content, no personal data. */
export function failed(reason: FailedReason, detail = ""): Miss {
  return { status: "failed", reason, detail };
}

export function skipped(reason: NotTriedReason, detail = ""): Miss {
  return { status: "skipped", reason, detail };
}
