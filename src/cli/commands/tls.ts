// rasoat tls HOST --full: every protocol version, cipher suite and group of one registered, granted host.
import { EXIT, RasoatError } from "../../model/error.ts";
import { REASONS } from "../../model/reason.ts";
import type { Text } from "../../model/text.ts";
import { judgeNorms, type Trait } from "../../detect/tls/norms.ts";
import { leafTraits } from "../../detect/tls/traits.ts";
import type { Certificate } from "../../model/observation.ts";
import type { VersionList } from "../../probes/tls/full.ts";
import { systemClock } from "../../run/clock.ts";
import { listTls, type TlsListing } from "../../run/tls-list.ts";
import type { Body } from "../body.ts";
import { createLog, programVersion, type Context } from "../context.ts";
import { textOf } from "../lists.ts";
import { knowledge, withStore } from "../open.ts";
import { normLines } from "../norm-table.ts";
import { inert } from "../../text/inert.ts";
import { overridesOf } from "../overrides.ts";
import { canonicalHosts } from "../subjects.ts";

const BAD_PORT = {
  exit: EXIT.usage,
  message: {
    vi: "--port nhận số cổng từ 1 đến 65535, không phải “{value}”.",
    en: "--port takes a port from 1 to 65535, not “{value}”.",
  },
} as const;

export const tls: Body = (context, args, options) =>
  withStore(context, false, async (store) => {
    const [host = ""] = canonicalHosts(args[0]);
    const request = {
      host,
      port: portOf(textOf(options["port"])),
      allowReserved: options["allowReserved"] === true,
      resolve: overridesOf(options["resolve"]),
    };
    const result = await listTls(request, {
      store,
      knowledge: knowledge(store),
      settings: context.settings,
      programVersion: programVersion(),
      clock: systemClock,
      log: createLog(context, process.env["RASOAT_LOG"]),
      signal: context.signal,
    });
    if (result.status !== "ok") {
      const reason = REASONS[result.reason];
      context.say({
        vi: inert(`Không xem được ${host}: ${reason.vi}. Xem sổ ghi: rasoat ledger --host ${host}`),
        en: inert(`Cannot look at ${host}: ${reason.en}. See: rasoat ledger --host ${host}`),
      });
      return result.status === "skipped" ? EXIT.nothingAuthorized : EXIT.partial;
    }
    const known = knowledge(store).tls;
    const judged = result.value.map((lists) => ({
      ...lists,
      norms: judgeNorms(listTraits(lists), known),
    }));
    if (context.json) context.print(JSON.stringify({ host, lists: judged }));
    else {
      for (const lists of judged) {
        printLists(context, host, lists);
        for (const line of normLines(lists.norms, known, context.language)) context.print(line);
      }
    }
    const whole = result.value.every(({ incomplete }) => incomplete === null);
    return whole && result.value.length > 0 ? EXIT.done : EXIT.partial;
  });

function portOf(value: string | undefined): number | null {
  if (value === undefined) return null;
  const port = Number(value);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new RasoatError("BAD_PORT", BAD_PORT, { value });
  }
  return port;
}

/** The lists say nothing of pages, and whether the certificate holds is a matter of all its looks: see `explain`. */
function listTraits(listing: TlsListing): readonly Trait[] {
  const { versions, groups, incomplete } = listing;
  const complete = incomplete === null;
  const suites = versions.flatMap(({ suites: names }) => names);
  return [
    { topic: "protocol", values: versions.map(({ version }) => version), complete },
    { topic: "suite", values: [...new Set(suites)], complete },
    { topic: "group", values: [...new Set([...groups.tls13, ...groups.older])], complete },
    ...leafTraits(chainOf(listing).slice(0, 1)),
  ];
}

function chainOf({ handshake }: TlsListing): readonly Certificate[] {
  return handshake.status === "ok" ? handshake.value.chain : [];
}

function printLists(context: Context, host: string, lists: TlsListing): void {
  const { port, address, versions, groups, incomplete, connections } = lists;
  context.print(context.paint("bold", inert(`${host}:${String(port)} (${address})`)));
  for (const list of versions) {
    context.print(`${list.version} — ${context.in(orderText(list))}`);
    for (const suite of list.suites) context.print(`  ${suite}`);
  }
  printGroups(context, "TLSv1.3", groups.tls13);
  printGroups(context, "TLSv1.2", groups.older);
  printFeatures(context, lists);
  printCertificates(context, lists);
  context.say({
    vi: `${String(connections)} kết nối: một lần bắt tay đầy đủ, còn lại mỗi kết nối một lời chào, không tạo khóa.`,
    en: `${String(connections)} connections: one full handshake, else one hello each without making a key.`,
  });
  if (incomplete === null) return;
  const reason = REASONS[incomplete];
  context.print(
    context.paint(
      "yellow",
      context.in({
        vi: `Danh sách có thể thiếu: ${reason.vi}.`,
        en: `The lists may lack something: ${reason.en}.`,
      }),
    ),
  );
}

function printGroups(context: Context, version: string, names: readonly string[]): void {
  if (names.length === 0) return;
  const title = context.in({ vi: "nhóm trao đổi khóa", en: "key exchange groups" });
  context.print(`${title} ${version}: ${names.join(", ")}`);
}

function printFeatures(context: Context, { features }: TlsListing): void {
  if (features === null) return;
  const { alpn, sessionTickets, keysUsedAgain } = features;
  context.print(
    inert(
      context.in({
        vi: `TLS 1.2 trở xuống: ALPN ${alpn ?? "không chọn"}, vé phiên ${sessionTickets ? "có" : "không"}`,
        en: `TLS 1.2 and older: ALPN ${alpn ?? "none"}, session tickets ${sessionTickets ? "yes" : "no"}`,
      }),
    ),
  );
  if (keysUsedAgain !== true) return;
  context.say({
    vi: "Khóa tạm (DH hoặc ECDH) được dùng lại cho nhiều kết nối.",
    en: "A temporary key (DH or ECDH) is used for more than one connection.",
  });
}

/** What the server sent, leaf first. */
function printCertificates(context: Context, lists: TlsListing): void {
  const { handshake } = lists;
  if (handshake.status !== "ok") {
    const { vi, en } = REASONS[handshake.reason];
    context.print(
      context.in({
        vi: `Không xem được chứng thư: ${vi}.`,
        en: `No look at the certificate: ${en}.`,
      }),
    );
    return;
  }
  context.print(
    context.in({
      vi: "chứng thư máy chủ gửi, của trang trước:",
      en: "certificates sent, the site's own first:",
    }),
  );
  for (const { subject, issuer, notBefore, notAfter, ...rest } of chainOf(lists)) {
    const key = `${rest.keyType} ${String(rest.keyBits ?? rest.curve ?? "")}`.trim();
    context.print(inert(`  ${subject}`));
    const days = `${notBefore.slice(0, 10)} → ${notAfter.slice(0, 10)}`;
    context.print(inert(`    ${days} · ${key} · ${rest.signature} · ${issuer}`));
  }
}

const ORDER: Readonly<Record<"server" | "client" | "unknown", Text>> = {
  server: { vi: "máy chủ chọn thứ tự", en: "the server decides the order" },
  client: { vi: "trình duyệt chọn thứ tự", en: "the client decides the order" },
  unknown: { vi: "các bộ mã hóa", en: "cipher suites" },
};

function orderText({ order, basis }: VersionList): Text {
  const text = ORDER[order ?? "unknown"];
  if (basis === "asked") return text;
  return {
    vi: `${text.vi}, suy từ phiên bản mới hơn và kiểm tra phần còn lại`,
    en: `${text.en}, inferred from the newer version, the rest was asked`,
  };
}
