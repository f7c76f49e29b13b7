import { expect, it } from "vitest";
import type { Registry } from "../../src/model/registry.ts";
import { checkRegistry } from "../../src/registry/check.ts";
import { authorization, registryWith, system, target, unit } from "./sample.ts";

const CONTACTS = [{ email: "a@b.test", role: "security" }] as const;
const UNIT = unit("BV-A", { contacts: CONTACTS });
const SYSTEM = system("BV-A-WEB", "BV-A", { level: 2 });

function sound(more: Partial<Registry> = {}): Registry {
  return registryWith([authorization("1/QĐ", "BV-A")], {
    units: [UNIT],
    systems: [SYSTEM],
    ...more,
  });
}

it.each<[name: string, registry: Registry, at: string, expected: string[]]>([
  ["sound", sound(), "2026-11-22", []],
  ["31 days left", sound(), "2026-11-30", []],
  ["30 days left", sound(), "2026-12-01", ["info authorization-expiring 1/QĐ"]],
  ["8 days left", sound(), "2026-12-23", ["info authorization-expiring 1/QĐ"]],
  ["7 days left", sound(), "2026-12-24", ["warning authorization-expiring 1/QĐ"]],
  ["the last day", sound(), "2026-12-31", ["warning authorization-expiring 1/QĐ"]],
  [
    "over",
    sound(),
    "2027-01-01",
    ["warning authorization-expired 1/QĐ", "warning host-unauthorized www.bv-a.test"],
  ],
  ["not yet", sound(), "2026-01-01", ["warning host-unauthorized www.bv-a.test"]],
  [
    "suspended",
    sound({ authorizations: [authorization("1/QĐ", "BV-A", { status: "suspended" })] }),
    "2026-11-22",
    ["warning authorization-suspended 1/QĐ", "warning host-unauthorized www.bv-a.test"],
  ],
  [
    "revoked",
    sound({ authorizations: [authorization("1/QĐ", "BV-A", { status: "revoked" })] }),
    "2026-11-22",
    ["warning host-unauthorized www.bv-a.test"],
  ],
  [
    "no level",
    sound({ systems: [system("BV-A-WEB", "BV-A")] }),
    "2026-11-22",
    ["warning level-not-declared BV-A-WEB"],
  ],
  [
    "declared to have no level",
    sound({ systems: [system("BV-A-WEB", "BV-A", { level: "none" })] }),
    "2026-11-22",
    [],
  ],
  [
    "a system without host",
    sound({ systems: [SYSTEM, system("S", "BV-A", { level: 1 })] }),
    "2026-11-22",
    ["warning system-empty S"],
  ],
  [
    "an internal system",
    sound({ systems: [SYSTEM, system("S", "BV-A", { level: 1, exposure: "internal" })] }),
    "2026-11-22",
    [],
  ],
  ["no contact", sound({ units: [unit("BV-A")] }), "2026-11-22", ["warning contact-missing BV-A"]],
  [
    "no security contact",
    sound({ units: [unit("BV-A", { contacts: [{ email: "a@b.test", role: "head" }] })] }),
    "2026-11-22",
    ["warning contact-missing BV-A"],
  ],
  [
    "a retired parent",
    sound({ units: [{ ...UNIT, parent: "S" }, unit("S", { retired: true })] }),
    "2026-11-22",
    ["warning parent-retired BV-A"],
  ],
  [
    "a retired unit",
    sound({ units: [unit("BV-A", { retired: true })], authorizations: [] }),
    "2026-11-22",
    [],
  ],
  [
    "an international name",
    sound({ targets: [target("xn--bnhvin-ik8be.vn", "BV-A")] }),
    "2026-11-22",
    ["info host-idn xn--bnhvin-ik8be.vn"],
  ],
  [
    "a look-alike",
    sound({ targets: [target("xn--bv--8cd.test", "BV-A")] }),
    "2026-11-22",
    ["warning host-script-mixed xn--bv--8cd.test"],
  ],
  [
    "two units below one domain",
    sound({
      units: [UNIT, unit("BV-B", { contacts: CONTACTS })],
      systems: [SYSTEM, system("BV-B-WEB", "BV-B", { level: 1 })],
      targets: [
        target("a.hanoi.gov.vn", "BV-A"),
        target("b.hanoi.gov.vn", "BV-B"),
        target("c.hanoi.gov.vn", "BV-A"),
      ],
      authorizations: [authorization("1/QĐ", "BV-A"), authorization("1/QĐ", "BV-B")],
    }),
    "2026-11-22",
    ["info domain-shared hanoi.gov.vn"],
  ],
])("%s", (_name, registry, day, expected) => {
  const warnings = checkRegistry(registry, new Date(`${day}T05:00:00Z`));
  expect(
    warnings.map(({ level, code, about, unit }) => `${level} ${code} ${about ?? unit}`),
  ).toEqual(expected);
  for (const { text } of warnings) expect(`${text.vi} ${text.en}`).not.toMatch(/[{}]|undefined/);
});

it("counts days in Vietnam's time", () => {
  const at = (time: string): string | undefined =>
    checkRegistry(sound(), new Date(time)).find(({ code }) => code.startsWith("authorization"))
      ?.text.vi;
  expect(at("2026-12-31T16:59:59Z")).toBe(
    "Văn bản 1/QĐ của đơn vị BV-A hết hiệu lực sau 0 ngày (2026-12-31). Hãy chuẩn bị văn bản mới.",
  );
  expect(at("2026-12-31T17:00:00Z")).toBe(
    "Văn bản 1/QĐ của đơn vị BV-A đã hết hiệu lực từ ngày 2026-12-31.",
  );
});
