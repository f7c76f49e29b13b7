// What is lawful in the registry but wants a person's eye: documents about to lapse, hosts nobody has
// permitted, gaps in what is declared, names that look like others. Judges at a given moment; changes nothing.
import { getDomain } from "tldts";
import type { Authorization, Registry, Unit } from "../model/registry.ts";
import type { Text } from "../model/text.ts";
import { displayHost, hasMixedScript } from "../text/host.ts";
import { type HostEntry, indexScope } from "./scope-index.ts";
import { DEFAULT_TIMEZONE, localTime } from "./window.ts";

export interface Warning {
  readonly level: "warning" | "info";
  readonly code: keyof typeof SENTENCES;
  /** null: it is about several units. */
  readonly unit: string | null;
  /** Code of the system, canonical host, document number or domain it is about; null: the unit. */
  readonly about: string | null;
  readonly text: Text;
}

type Words = Readonly<Record<string, string | number>>;

const SENTENCES = {
  "authorization-expiring": {
    vi: "Văn bản {document} của đơn vị {unit} hết hiệu lực sau {days} ngày ({on}). Hãy chuẩn bị văn bản mới.",
    en: "The authorization {document} of the unit {unit} ends in {days} day(s) ({on}). Prepare a new one.",
  },
  "authorization-expired": {
    vi: "Văn bản {document} của đơn vị {unit} đã hết hiệu lực từ ngày {on}.",
    en: "The authorization {document} of the unit {unit} ended on {on}.",
  },
  "authorization-suspended": {
    vi: "Văn bản {document} của đơn vị {unit} đang tạm dừng.",
    en: "The authorization {document} of the unit {unit} is suspended.",
  },
  "host-unauthorized": {
    vi: "Máy chủ {host} của đơn vị {unit} chưa có văn bản cho phép còn hiệu lực nên không được quét.",
    en: "The host {host} of the unit {unit} has no authorization in force, so it is not scanned.",
  },
  "system-empty": {
    vi: "Hệ thống công khai {system} của đơn vị {unit} chưa khai báo máy chủ nào.",
    en: "The public system {system} of the unit {unit} lists no host.",
  },
  "level-not-declared": {
    vi: "Hệ thống {system} của đơn vị {unit} chưa khai báo cấp độ.",
    en: "The level of the system {system} of the unit {unit} is not declared.",
  },
  "contact-missing": {
    vi: "Đơn vị {unit} chưa có đầu mối an toàn thông tin để nhận cảnh báo.",
    en: "The unit {unit} has no security contact to warn.",
  },
  "parent-retired": {
    vi: "Đơn vị cấp trên {parent} của đơn vị {unit} đã ngừng theo dõi; văn bản của {parent} không còn dùng được.",
    en: "The parent {parent} of the unit {unit} is retired; its authorizations count no longer.",
  },
  "host-script-mixed": {
    vi: "Tên {host} của đơn vị {unit} trộn nhiều hệ chữ, có thể là tên giả mạo. Hãy đối chiếu lại.",
    en: "The name {host} of the unit {unit} mixes scripts and may be a look-alike. Check it.",
  },
  "host-idn": {
    vi: "Tên {host} của đơn vị {unit} có chữ ngoài bảng ASCII; hãy đối chiếu dạng xn-- với đơn vị.",
    en: "The name {host} of the unit {unit} is not plain ASCII; compare the xn-- form with the unit.",
  },
  "domain-shared": {
    vi: "Tên miền {domain} có máy chủ của {count} đơn vị: {units}. Mỗi máy chủ cần được cho phép riêng.",
    en: "{count} units have hosts below {domain}: {units}. Each host needs its own permission.",
  },
} as const satisfies Record<string, Text>;

/** Days before a document's end from which it is mentioned, and from which it is a warning. */
const MENTION_DAYS = 30;
const WARN_DAYS = 7;

/** @param at the moment that documents are judged at; days count in Vietnam's time */
export function checkRegistry(registry: Registry, at: Date): readonly Warning[] {
  const today = localTime(DEFAULT_TIMEZONE, at).date;
  const units = new Map(registry.units.map((unit) => [unit.code, unit]));
  const isLive = (code: string): boolean => units.get(code)?.retired === false;
  return [
    ...registry.authorizations
      .filter(({ unit }) => isLive(unit))
      .flatMap((one) => checkAuthorization(one, today)),
    ...registry.units.filter((unit) => !unit.retired).flatMap((unit) => checkUnit(unit, units)),
    ...checkSystems(registry, isLive),
    ...[...indexScope(registry).values()]
      .filter(({ unit }) => !unit.retired)
      .flatMap((entry) => checkHost(entry, today)),
    ...checkDomains(registry, isLive),
  ];
}

function checkAuthorization(one: Authorization, today: string): Warning[] {
  const { document, unit, validTo } = one;
  const about = { unit, about: document };
  if (one.status === "revoked") return [];
  if (one.status === "suspended") {
    return [warn("authorization-suspended", about, { document, unit })];
  }
  const days = Math.round((Date.parse(validTo) - Date.parse(today)) / 86_400_000);
  if (days < 0) return [warn("authorization-expired", about, { document, unit, on: validTo })];
  if (days > MENTION_DAYS) return [];
  const tell = days > WARN_DAYS ? info : warn;
  return [tell("authorization-expiring", about, { document, unit, days, on: validTo })];
}

function checkUnit(unit: Unit, units: ReadonlyMap<string, Unit>): Warning[] {
  const about = { unit: unit.code, about: null };
  const warnings: Warning[] = [];
  const contacts = Array.isArray(unit.contacts) ? unit.contacts : [];
  if (!contacts.some(({ role }) => role === "security")) {
    warnings.push(warn("contact-missing", about, { unit: unit.code }));
  }
  if (unit.parent !== null && units.get(unit.parent)?.retired === true) {
    warnings.push(warn("parent-retired", about, { unit: unit.code, parent: unit.parent }));
  }
  return warnings;
}

function checkSystems(registry: Registry, isLive: (unit: string) => boolean): Warning[] {
  const serving = new Set(registry.targets.map(({ system }) => system));
  return registry.systems
    .filter(({ unit }) => isLive(unit))
    .flatMap((system) => {
      const { code, unit } = system;
      const about = { unit, about: code };
      const warnings: Warning[] = [];
      if (system.exposure === "public" && !serving.has(code)) {
        warnings.push(warn("system-empty", about, { system: code, unit }));
      }
      if (system.level === null) {
        warnings.push(warn("level-not-declared", about, { system: code, unit }));
      }
      return warnings;
    });
}

function checkHost({ unit, target, coverings }: HostEntry, today: string): Warning[] {
  const about = { unit: unit.code, about: target.host };
  const words = { host: displayHost(target.host), unit: unit.code };
  const warnings: Warning[] = [];
  const inForce = coverings.some(
    ({ authorization: { status, validFrom, validTo }, unitRetired }) =>
      status === "active" && !unitRetired && validFrom <= today && today <= validTo,
  );
  if (!inForce) warnings.push(warn("host-unauthorized", about, words));
  if (hasMixedScript(target.host)) warnings.push(warn("host-script-mixed", about, words));
  else if (words.host !== target.host) warnings.push(info("host-idn", about, words));
  return warnings;
}

/** Hosts of several units below one registrable domain: usual for provinces, so only information. */
function checkDomains(registry: Registry, isLive: (unit: string) => boolean): Warning[] {
  const owners = new Map<string, Set<string>>();
  for (const { host, unit } of registry.targets) {
    const domain = getDomain(host, { allowPrivateDomains: true });
    if (domain === null || !isLive(unit)) continue;
    const units = owners.get(domain) ?? new Set();
    owners.set(domain, units.add(unit));
  }
  return [...owners]
    .filter(([, units]) => units.size > 1)
    .map(([domain, units]) => {
      const words = { domain, count: units.size, units: [...units].join(", ") };
      return info("domain-shared", { unit: null, about: domain }, words);
    });
}

interface About {
  readonly unit: string | null;
  readonly about: string | null;
}

function warn(code: keyof typeof SENTENCES, about: About, words: Words): Warning {
  return { level: "warning", code, ...about, text: fill(SENTENCES[code], words) };
}

function info(code: keyof typeof SENTENCES, about: About, words: Words): Warning {
  return { ...warn(code, about, words), level: "info" };
}

function fill(text: Text, words: Words): Text {
  const put = (template: string): string =>
    template.replace(/\{(\w+)\}/g, (whole, name: string) => String(words[name] ?? whole));
  return { vi: put(text.vi), en: put(text.en) };
}
