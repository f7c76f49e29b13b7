// Turns a request into what handlers get: capped text fields, a language, the day. Hostile bytes end here.
import type { Context } from "hono";
import type { Language } from "../model/text.ts";
import type { SessionStage } from "../store/people/sessions.ts";
import type { Desk } from "./access/desk.ts";
import { localDay } from "./view/format.ts";
import type { Visit } from "./route.ts";

const FIELD_CHARACTERS = 4_000;
const QUERY_CHARACTERS = 200;
const MOST_VALUES = 500;

export interface Asked {
  /** A POST with the one type of body that our forms send. */
  readonly isForm: boolean;
  readonly fields: URLSearchParams;
}

export async function readAsked(c: Context): Promise<Asked> {
  const type = c.req.header("content-type") ?? "";
  const isForm = c.req.method === "POST" && /^application\/x-www-form-urlencoded\b/i.test(type);
  return { isForm, fields: new URLSearchParams(isForm ? await c.req.text() : "") };
}

export function languageOf(cookie: string): Language {
  return cookie === "en" ? "en" : "vi";
}

interface Around {
  readonly asked: Asked;
  readonly language: Language;
  readonly now: Date;
  readonly csrf: string;
  readonly source: string;
  readonly origin: string;
  readonly desk: Desk;
  readonly trip: string;
  readonly stage: SessionStage | null;
}

export function createVisit(c: Context, around: Around): Visit {
  const { asked, language, now } = around;
  const url = new URL(c.req.url);
  return {
    language,
    say: (text) => text[language],
    tr: (vi, en) => (language === "vi" ? vi : en),
    now,
    today: localDay(now),
    parameter: (name) => clean(c.req.param(name) ?? "", QUERY_CHARACTERS),
    query: (name, most = QUERY_CHARACTERS) => clean(url.searchParams.get(name) ?? "", most),
    field: (name) => clean(asked.fields.get(name) ?? "", FIELD_CHARACTERS),
    fields: (name) =>
      asked.fields
        .getAll(name)
        .slice(0, MOST_VALUES)
        .map((value) => clean(value, QUERY_CHARACTERS)),
    csrf: around.csrf,
    gone: c.req.raw.signal,
    source: around.source,
    agent: clean(c.req.header("user-agent") ?? "", QUERY_CHARACTERS),
    origin: around.origin,
    desk: around.desk,
    trip: around.trip,
    stage: around.stage,
  };
}

/** Composed, without control characters and direction marks, capped. Line ends stay. */
function clean(text: string, most: number): string {
  return text
    .slice(0, most)
    .normalize("NFC")
    .replace(/\r\n?/g, "\n")
    .replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff]/g, "")
    .trim();
}
