// Small pieces that pages are put together from. All text goes through the escaping template; nothing here
// writes raw HTML, and nothing that came from a scanned site is ever put into a link.
import type { Child } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Severity } from "../../model/area.ts";
import type { Text } from "../../model/text.ts";
import { SEVERITY_WORDS } from "../../model/words.ts";
import { dayText, dueText } from "../../text/days.ts";
import type { Visit } from "../route.ts";

type Words = Pick<Visit, "language" | "say" | "tr" | "today">;

export function SeverityMark(props: { readonly of: Severity; readonly words: Words }): JSX.Element {
  return <span class={`mark ${props.of}`}>{props.words.say(SEVERITY_WORDS[props.of])}</span>;
}

/** The date and how long that is; overdue in words and in colour. */
export function Due({ day, words }: { readonly day: string; readonly words: Words }): JSX.Element {
  if (day === "") return <span>{words.tr("không đặt hạn", "no date")}</span>;
  const late = day < words.today;
  return (
    <span class={late ? "late" : undefined}>
      {dayText(day)} ({dueText(day, words.today, words.language)})
    </span>
  );
}

export type FormProps = {
  readonly to: string;
  readonly csrf: string;
  readonly class?: string;
  readonly children?: Child;
};

/** Every form that changes something: posts, with the proof that it is ours. */
export function PostForm({ to, csrf, class: kind = "stack", children }: FormProps): JSX.Element {
  return (
    <form method="post" action={to} class={kind} autocomplete="off">
      <input type="hidden" name="csrf" value={csrf} />
      {children}
    </form>
  );
}

export interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly type?: "text" | "password" | "date" | "email" | "search";
  readonly value?: string;
  readonly required?: boolean;
  readonly autocomplete?: string;
  readonly inputmode?: "numeric" | "text";
  readonly maxlength?: number;
  readonly min?: string;
  readonly max?: string | undefined;
  /** Where one page has several fields of the same name. */
  readonly id?: string;
}

export function Field(props: FieldProps): JSX.Element {
  const id = props.id ?? `f-${props.name}`;
  const hint = `${id}-hint`;
  return (
    <div>
      <label for={id}>{props.label}</label>
      {props.hint === undefined ? null : (
        <span class="hint" id={hint}>
          {props.hint}
        </span>
      )}
      <input
        id={id}
        name={props.name}
        type={props.type ?? "text"}
        value={props.value ?? ""}
        required={props.required ?? false}
        autocomplete={props.autocomplete ?? "off"}
        inputmode={props.inputmode}
        maxlength={props.maxlength ?? 200}
        min={props.min}
        max={props.max}
        aria-describedby={props.hint === undefined ? undefined : hint}
      />
    </div>
  );
}

export function Reason(props: {
  readonly label: string;
  readonly hint?: string;
  readonly id: string;
}): JSX.Element {
  const hint = `${props.id}-hint`;
  return (
    <div>
      <label for={props.id}>{props.label}</label>
      {props.hint === undefined ? null : (
        <span class="hint" id={hint}>
          {props.hint}
        </span>
      )}
      <textarea
        id={props.id}
        name="reason"
        rows={3}
        maxlength={2000}
        required
        aria-describedby={props.hint === undefined ? undefined : hint}
      ></textarea>
    </div>
  );
}

export interface Choice {
  readonly value: string;
  readonly text: string;
}

export function Select(props: {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly choices: readonly Choice[];
  readonly id?: string;
  /** The label is for ears only: the place says it to eyes. */
  readonly unseen?: boolean;
}): JSX.Element {
  const id = props.id ?? `f-${props.name}`;
  return (
    <div>
      <label for={id} class={props.unseen === true ? "unseen" : undefined}>
        {props.label}
      </label>
      <select id={id} name={props.name}>
        {props.choices.map(({ value, text }) => (
          <option value={value} selected={value === props.value}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

export interface Column {
  readonly title: string;
  readonly number?: boolean;
}

/** A table that folds into blocks on a narrow screen; the first cell of a row names it. */
export function Table(props: {
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Child[])[];
  /** What stands in its place when it has no rows: why, and what to do. null: it always has some. */
  readonly empty: JSX.Element | null;
}): JSX.Element {
  if (props.rows.length === 0 && props.empty !== null) return props.empty;
  return (
    <div class="scroll" tabindex={0} role="region" aria-label={props.caption}>
      <table class="fold">
        <caption>{props.caption}</caption>
        <thead>
          <tr>
            {props.columns.map(({ title, number }) => (
              <th scope="col" class={number === true ? "number" : undefined}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.map((cells) => (
            <tr>{cells.map((cell, index) => bodyCell(cell, props.columns[index], index))}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function bodyCell(cell: Child, column: Column | undefined, index: number): JSX.Element {
  if (index === 0) return <th scope="row">{cell}</th>;
  return (
    <td data-name={column?.title} class={column?.number === true ? "number" : undefined}>
      {cell}
    </td>
  );
}

/** Links to the pages before and after; `address` makes the link of a page number, counted from 1. */
export function Pager(props: {
  readonly page: number;
  readonly size: number;
  readonly total: number;
  readonly address: (page: number) => string;
  readonly words: Words;
}): JSX.Element | null {
  const { page, size, total, address, words } = props;
  const last = Math.max(1, Math.ceil(total / size));
  if (last === 1) return null;
  return (
    <nav class="pager" aria-label={words.tr("Các trang của danh sách", "Pages of the list")}>
      {page > 1 ? <a href={address(page - 1)}>{words.tr("← Trang trước", "← Previous")}</a> : null}
      <span>
        {words.tr(
          `Trang ${String(page)}/${String(last)}`,
          `Page ${String(page)} of ${String(last)}`,
        )}
      </span>
      {page < last ? <a href={address(page + 1)}>{words.tr("Trang sau →", "Next →")}</a> : null}
    </nav>
  );
}

/** Lines of a longer text, each in its own paragraph or list item. */
export function Lines({
  text,
  list,
}: {
  readonly text: string;
  readonly list?: boolean;
}): JSX.Element {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  if (list === true && lines.length > 1) {
    return (
      <ol class="steps">
        {lines.map((line) => (
          <li>{line}</li>
        ))}
      </ol>
    );
  }
  return (
    <div>
      {lines.map((line) => (
        <p>{line}</p>
      ))}
    </div>
  );
}

export function Notice(props: {
  readonly kind: "bad" | "good" | "warn" | "plain";
  readonly children?: Child;
}): JSX.Element {
  const role = props.kind === "bad" ? "alert" : "status";
  return (
    <div class={`notice ${props.kind === "plain" ? "" : props.kind}`.trim()} role={role}>
      {props.children}
    </div>
  );
}

/** What was just done, named in the address by a word of this closed list. */
export function Said(props: {
  readonly words: readonly (readonly [string, Text])[];
  readonly visit: Visit;
  /** Where to go from here. */
  readonly children?: Child;
}): JSX.Element | null {
  const said = props.visit.query("said");
  const found = props.words.find(([word]) => word === said);
  return found === undefined ? null : (
    <Notice kind="good">
      {props.visit.say(found[1])} {props.children}
    </Notice>
  );
}

/** An address within the portal, its parameters encoded; empty ones are left out. */
export function address(path: string, query: Readonly<Record<string, string>> = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== "");
  const search = new URLSearchParams(given).toString();
  return search === "" ? path : `${path}?${search}`;
}
