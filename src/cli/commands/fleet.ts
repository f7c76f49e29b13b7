// rasoat fleet: what shows only when hosts are laid side by side. For the central team: rows name several units.
import { EXIT } from "../../model/error.ts";
import type { Text } from "../../model/text.ts";
import { NOT_DECLARED } from "../../model/words.ts";
import {
  defaultCertificates,
  postQuantumByProvince,
  sharedKeys,
  unregisteredNames,
  type CertificateName,
} from "../../run/fleet.ts";
import type { Body, OptionValues } from "../body.ts";
import type { Context } from "../context.ts";
import { knowledge, withStore } from "../open.ts";
import { printTable, type Column } from "../table.ts";
import type { Store } from "../../store/store.ts";
import { unitOption } from "../subjects.ts";

export const fleetKeys: Body = (context, _args, options) =>
  withStore(context, false, (store) => {
    const units = unitsOf(store, options);
    const rows = sharedKeys(
      store.tlsLeaves("central"),
      store.tlsPorts("central"),
      store.registry(),
    ).filter((key) => units === null || key.units.some((unit) => units.includes(unit)));
    return list(context, KEY_COLUMNS, rows, (key) => [
      key.spkiSha256.slice(0, 16),
      key.units.join(", "),
      key.places.join(", "),
      key.subjects.join("; "),
      key.ssl2.join(", "),
    ]);
  });

const KEY_COLUMNS: readonly Column[] = [
  { title: { vi: "KHÓA", en: "KEY" } },
  { title: { vi: "ĐƠN VỊ", en: "UNITS" }, max: 40 },
  { title: { vi: "NƠI DÙNG", en: "PLACES" }, max: 60 },
  { title: { vi: "CHỨNG THƯ", en: "CERTIFICATE" }, max: 40 },
  { title: { vi: "CÒN SSL 2.0", en: "STILL SSL 2.0" } },
];

export const fleetNames: Body = (context, _args, options) =>
  withStore(context, false, (store) => {
    const units = unitsOf(store, options);
    const { sharedDomains } = knowledge(store);
    const rows = unregisteredNames(
      store.tlsLeaves("central"),
      store.registry(),
      sharedDomains,
    ).filter(
      ({ unit, relation }) =>
        (units === null || units.includes(unit)) && (options["own"] !== true || relation === "own"),
    );
    return list(context, NAME_COLUMNS, rows, (row) => [
      row.unit,
      row.name,
      row.places.join(", "),
      relationText(context, row),
    ]);
  });

const NAME_COLUMNS: readonly Column[] = [
  { title: { vi: "ĐƠN VỊ", en: "UNIT" } },
  { title: { vi: "TÊN TRONG CHỨNG THƯ", en: "NAME IN THE CERTIFICATE" }, max: 50 },
  { title: { vi: "THẤY Ở", en: "SEEN AT" }, max: 50 },
  { title: { vi: "NHẬN XÉT", en: "REMARK" } },
];

const RELATIONS: Readonly<Record<CertificateName["relation"], Text>> = {
  own: { vi: "nên đăng ký", en: "should be registered" },
  foreign: { vi: "của đơn vị khác", en: "another unit's" },
  unclear: { vi: "chưa rõ của ai", en: "unclear whose" },
};

function relationText(context: Context, { relation, owner }: CertificateName): string {
  const word = context.in(RELATIONS[relation]);
  return owner === null ? word : `${word}: ${owner}`;
}

export const fleetDefaults: Body = (context, _args, options) =>
  withStore(context, false, (store) => {
    const units = unitsOf(store, options);
    const rows = defaultCertificates(store.tlsLeaves("central"), store.registry()).filter(
      ({ unit }) => units === null || units.includes(unit),
    );
    return list(context, DEFAULT_COLUMNS, rows, (row) => [
      row.unit,
      row.place,
      row.address,
      row.subject,
      row.names.join(", "),
      row.units.join(", "),
    ]);
  });

const DEFAULT_COLUMNS: readonly Column[] = [
  { title: { vi: "ĐƠN VỊ", en: "UNIT" } },
  { title: { vi: "NƠI", en: "PLACE" }, max: 44 },
  { title: { vi: "ĐỊA CHỈ", en: "ADDRESS" } },
  { title: { vi: "CHỨNG THƯ MẶC ĐỊNH", en: "DEFAULT CERTIFICATE" }, max: 40 },
  { title: { vi: "TÊN TRONG ĐÓ", en: "ITS NAMES" }, max: 50 },
  { title: { vi: "CỦA ĐƠN VỊ", en: "OF UNITS" } },
];

export const fleetPostQuantum: Body = (context) =>
  withStore(context, false, (store) => {
    const rows = postQuantumByProvince(store.tlsPorts("central"), store.registry());
    return list(context, MIGRATION_COLUMNS, rows, (row) => [
      row.province === "" ? context.in(NOT_DECLARED) : row.province,
      String(row.ports),
      String(row.postQuantum),
      String(row.notYet),
      String(row.unknown),
      String(row.tls13),
      String(row.http3),
    ]);
  });

const MIGRATION_COLUMNS: readonly Column[] = [
  { title: { vi: "TỈNH, THÀNH PHỐ", en: "PROVINCE" } },
  { title: { vi: "CỔNG HTTPS", en: "HTTPS PORTS" } },
  { title: { vi: "CHỐNG LƯỢNG TỬ", en: "POST-QUANTUM" } },
  { title: { vi: "CHƯA CÓ", en: "NOT YET" } },
  { title: { vi: "CHƯA RÕ", en: "UNKNOWN" } },
  { title: { vi: "TLS 1.3", en: "TLS 1.3" } },
  { title: { vi: "HTTP/3", en: "HTTP/3" } },
];

/** null: all. */
function unitsOf(store: Store, options: OptionValues): readonly string[] | null {
  return unitOption(options["unit"], store.registry()).units ?? null;
}

function list<T>(
  context: Context,
  columns: readonly Column[],
  rows: readonly T[],
  cellsOf: (row: T) => readonly string[],
) {
  if (context.json) {
    for (const row of rows) context.print(JSON.stringify(row));
    return EXIT.done;
  }
  if (rows.length === 0) {
    context.say({ vi: "Không có gì để liệt kê.", en: "Nothing to list." });
    return EXIT.done;
  }
  printTable(context, { columns, rows: rows.map(cellsOf) });
  return EXIT.done;
}
