// Citations, directive items and the calendar: do they exist, hang together, and hold on the day of the check?
import type { Calendar, Citation, Directive } from "../model/directive.ts";
import type { Knowledge } from "../model/knowledge.ts";
import type { Rule } from "../model/rule.ts";
import { addDays } from "../text/days.ts";
import { weekday } from "./day.ts";
import { dueOn } from "./due.ts";
import { lawInForce } from "./law.ts";
import { problem, repeated, type Problem } from "./problem.ts";

/** @param on local date YYYY-MM-DD: every citation of a rule must lead to something in force then */
export function checkLaw(
  law: readonly Citation[],
  rules: readonly Rule[],
  on: string,
): readonly Problem[] {
  const ids = new Set(law.map((citation) => citation.id));
  return [
    ...repeated(law.map((citation) => citation.id)).map(twice),
    ...law.flatMap((citation) => checkCitation(citation, law)),
    ...rules.flatMap((rule) =>
      rule.law.flatMap((id) => {
        if (!ids.has(id)) return [dangling(rule.id, id)];
        return lawInForce(law, [id], on).length === 0 ? [expired(rule.id, id, on)] : [];
      }),
    ),
  ];
}

function checkCitation(citation: Citation, law: readonly Citation[]): readonly Problem[] {
  const { id, validFrom, validTo, replacedBy } = citation;
  const found: Problem[] = [];
  if (validTo !== null && validTo < validFrom) {
    found.push(problem(id, "validTo trước validFrom: sửa ngày", "validTo is before validFrom"));
  }
  if ((citation.reviewedBy === null) !== (citation.reviewedOn === null)) {
    found.push(
      problem(
        id,
        "reviewedBy và reviewedOn phải cùng có hoặc cùng trống",
        "reviewedBy and reviewedOn go together: fill in both or neither",
      ),
    );
  }
  if (replacedBy === null) return found;
  const successor = law.find((other) => other.id === replacedBy);
  if (successor === undefined) return [...found, dangling(id, replacedBy)];
  if (successor.validFrom <= validFrom) {
    found.push(
      problem(
        id,
        `văn bản thay thế ${replacedBy} có hiệu lực không muộn hơn: sửa replacedBy hoặc ngày`,
        `its successor ${replacedBy} is not later: correct replacedBy or the dates`,
      ),
    );
  }
  if (validTo === null || addDays(validTo, 1) < successor.validFrom) {
    found.push(
      problem(
        id,
        `giữa validTo và ngày hiệu lực của ${replacedBy} không khớp: sửa ngày`,
        `validTo does not reach the day before ${replacedBy} comes into force: correct the dates`,
      ),
    );
  }
  return found;
}

/** The terms of incidents rest on a citation in force and name rules that exist. */
export function checkIncidentTerms(
  { law, incidents, rules }: Pick<Knowledge, "law" | "incidents" | "rules">,
  on: string,
): readonly Problem[] {
  const about = "data/incidents";
  const known = law.some(({ id }) => id === incidents.law);
  const stale = known && lawInForce(law, [incidents.law], on).length === 0;
  return [
    ...(known ? [] : [dangling(about, incidents.law)]),
    ...(stale ? [expired(about, incidents.law, on)] : []),
    ...incidents.serious
      .filter((id) => !rules.some((rule) => rule.id === id))
      .map((id) => problem(about, `không có quy tắc "${id}"`, `there is no rule "${id}"`)),
  ];
}

/** Items that say they can be seen from outside need a rule or a note; the others need a note why not. */
export function checkItems(
  directives: readonly Directive[],
  rules: readonly Rule[],
): readonly Problem[] {
  return directives.flatMap(({ document, items }) => [
    ...repeated(items.map(({ item }) => `${document} ${item}`)).map(twice),
    ...items
      .filter(({ note }) => note === undefined)
      .filter(({ item, technical }) => !technical || !isMapped(rules, document, item))
      .map(({ item }) =>
        problem(
          `${document} ${item}`,
          "không có quy tắc nào và không có note: thêm quy tắc, hoặc ghi rõ vì sao không",
          "has neither a rule nor a note: add a rule, or say in a note why there is none",
        ),
      ),
  ]);
}

function isMapped(rules: readonly Rule[], document: string, item: string): boolean {
  return rules.some((rule) =>
    rule.directive.some((mapping) => mapping.document === document && mapping.item === item),
  );
}

export function checkCalendar(calendar: Calendar, on: string): readonly Problem[] {
  const about = `data/calendar (${calendar.country})`;
  const days = calendar.holidays.map((holiday) => holiday.date);
  const isWeekend = (day: string): boolean => weekday(day) === 0 || weekday(day) === 6;
  const found = repeated(days).map((day) => twice(`${about} ${day}`));
  for (const day of [...days, ...calendar.workingWeekends]) {
    if (day >= calendar.coversFrom && day <= calendar.coversTo) continue;
    found.push(
      problem(
        about,
        `${day} nằm ngoài khoảng coversFrom–coversTo`,
        `${day} lies outside coversFrom–coversTo`,
      ),
    );
  }
  for (const day of calendar.workingWeekends.filter((one) => !isWeekend(one))) {
    found.push(
      problem(about, `${day} không phải thứ Bảy, Chủ nhật`, `${day} is no Saturday or Sunday`),
    );
  }
  if (on > calendar.coversTo) {
    found.push(
      problem(
        about,
        `lịch nghỉ chỉ có đến ${calendar.coversTo}: bổ sung năm mới`,
        `the calendar ends on ${calendar.coversTo}: add the new year`,
      ),
    );
    return found;
  }
  const reach = dueOn("low", `${on}T00:00:00Z`, calendar);
  if (reach > calendar.coversTo) {
    found.push(
      problem(
        about,
        `thời hạn đặt hôm nay kéo tới ${reach}, lịch nghỉ chỉ có đến ${calendar.coversTo}: bổ sung năm mới`,
        `a term set today runs to ${reach}, the calendar ends on ${calendar.coversTo}: add the new year`,
      ),
    );
  }
  return found;
}

function twice(about: string): Problem {
  return problem(about, "có hai lần: chỉ giữ một", "stands twice: keep one");
}

function dangling(about: string, id: string): Problem {
  return problem(
    about,
    `viện dẫn "${id}" không có trong data/law: sửa mã hoặc thêm văn bản`,
    `cites "${id}", which is not in data/law: correct the id or add the citation`,
  );
}

function expired(about: string, id: string, on: string): Problem {
  return problem(
    about,
    `viện dẫn "${id}" không dẫn tới văn bản nào còn hiệu lực ngày ${on}: cập nhật data/law`,
    `"${id}" leads to nothing in force on ${on}: update data/law`,
  );
}
