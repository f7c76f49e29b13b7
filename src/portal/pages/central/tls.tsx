// Certificates and keys of the whole fleet side by side: keys that several units share, names that nobody registered,
// whose certificate a nameless client gets, and how far post-quantum key exchange has come. Central team only.
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Text } from "../../../model/text.ts";
import { NOT_DECLARED } from "../../../model/words.ts";
import type {
  CertificateName,
  DefaultCertificate,
  MigrationLine,
  SharedKey,
} from "../../../run/fleet.ts";
import { BarLink } from "../../view/bars.tsx";
import { address, Notice, Table } from "../../view/components.tsx";
import type { Fleet } from "../../kept/fleet-book.ts";
import { numberText } from "../../view/format.ts";
import { UNDECLARED } from "../../view/narrowing.tsx";
import type { CentralVisit, Reply, Route } from "../../route.ts";

import { listPage } from "./list-page.tsx";
import { Unready } from "../unready.tsx";
import { titled } from "../../view/titled.tsx";
import { unitText } from "../../view/visitor.ts";

const HOME = "/central/tls";

export function tlsRoutes(): readonly Route[] {
  const central = { method: "GET", audience: "central" } as const;
  return [
    { ...central, act: "view fleet tls", ...worked(HOME, tlsPage) },
    { ...central, act: "list shared keys", ...worked(`${HOME}/keys`, keysPage) },
    { ...central, act: "list certificate names", ...worked(`${HOME}/names`, namesPage) },
    { ...central, act: "list default certificates", ...worked(`${HOME}/defaults`, defaultsPage) },
  ];
}

/** The page once the fleet is laid out; until then it says how far that is. */
function worked(path: string, page: (visit: CentralVisit, fleet: Fleet) => Reply) {
  const answer = (visit: CentralVisit): Reply => {
    const work = visit.central.fleet.read();
    if (work.state === "ready") return page(visit, work.value);
    const title = titleOf(visit);
    const asked = { relation: visit.query("relation"), page: visit.query("page") };
    return {
      kind: "page",
      title,
      body: (
        <div>
          <h1>{title}</h1>
          <Unready
            work={work}
            to={address(path, asked)}
            doing={visit.tr("Đang tính", "Being worked out")}
            failed={visit.tr("Không tính được", "It could not be worked out")}
            visit={visit}
          />
        </div>
      ),
    };
  };
  return { path, answer };
}

interface Props {
  readonly visit: CentralVisit;
}

interface FleetProps extends Props {
  readonly fleet: Fleet;
}

function titleOf(visit: CentralVisit): string {
  return visit.tr("Chứng thư và khóa toàn ngành", "Certificates and keys of the sector");
}

function tlsPage(visit: CentralVisit, fleet: Fleet): Reply {
  const title = titleOf(visit);
  return titled(
    title,
    <>
      <p class="lead">
        {visit.tr(
          "Những gì chỉ thấy được khi đặt máy chủ của các đơn vị cạnh nhau, theo lần kiểm tra gần nhất của từng máy chủ (tính lại sau mỗi lượt quét và mỗi lần đổi danh mục). Đơn vị không thấy trang này; đơn vị chỉ được gợi ý những tên thuộc tên miền của chính mình.",
          "What shows only when the hosts of all units are laid side by side, as last seen at each host (worked out anew after each scan and each change of the registry). Units do not see this page; a unit is only offered names below its own domain.",
        )}
      </p>
      <Lists visit={visit} fleet={fleet} />
      <Provinces visit={visit} fleet={fleet} />
    </>,
  );
}

function Lists({ visit, fleet }: FleetProps): JSX.Element {
  const { keys, names, defaults } = fleet;
  const own = names.filter(({ relation }) => relation === "own").length;
  const lists = [
    {
      count: keys.length,
      to: `${HOME}/keys`,
      isUrgent: keys.some(({ ssl2 }) => ssl2.length > 0),
      text: visit.tr(
        "khóa dùng chung giữa nhiều đơn vị, hoặc bị SSL 2.0 ở nơi khác đe dọa",
        "keys that several units share, or that SSL 2.0 elsewhere endangers",
      ),
    },
    {
      count: own,
      to: address(`${HOME}/names`, { relation: "own" }),
      isUrgent: false,
      text: visit.tr(
        "tên trong chứng thư mà đơn vị nên đăng ký",
        "names in certificates that units should register",
      ),
    },
    {
      count: names.length - own,
      to: `${HOME}/names`,
      isUrgent: false,
      text: visit.tr(
        "tên trong chứng thư của đơn vị khác hoặc chưa rõ của ai",
        "names in certificates that are another's or nobody's yet",
      ),
    },
    {
      count: defaults.length,
      to: `${HOME}/defaults`,
      isUrgent: false,
      text: visit.tr(
        "máy chủ đưa chứng thư khác khi trình duyệt không nêu tên",
        "hosts that show another certificate to a client that names nobody",
      ),
    },
  ];
  return (
    <ul class="todo">
      {lists.map(({ count, to, isUrgent, text }) => (
        <li class={isUrgent ? "urgent" : undefined}>
          <a href={to}>
            <b>{numberText(count, visit.language)}</b> <span>{text}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

function Provinces({ visit, fleet }: FleetProps): JSX.Element {
  const { provinces } = fleet;
  if (provinces.length === 0) return <NoPort visit={visit} />;
  const most = Math.max(...provinces.map(({ ports }) => ports));
  return (
    <>
      <Table
        caption={visit.tr(
          "Tiến độ chuyển sang trao đổi khóa chống máy tính lượng tử, theo tỉnh",
          "The move to post-quantum key exchange, by province",
        )}
        columns={[
          { title: visit.tr("Tỉnh, thành phố", "Province") },
          { title: visit.tr("Cổng HTTPS", "HTTPS ports") },
          { title: visit.tr("Đã có", "Done"), number: true },
          { title: visit.tr("Chưa có", "Not yet"), number: true },
          { title: visit.tr("Chưa rõ", "Unknown"), number: true },
          { title: "TLS 1.3", number: true },
          { title: "HTTP/3", number: true },
        ]}
        rows={provinces.map((line) => provinceRow(line, most, visit))}
        empty={null}
      />
      <p class="soft small">
        {visit.tr(
          "“Chưa rõ” là chưa hỏi được, không phải chưa có.",
          "“Unknown” means that it could not be asked, not that it is missing.",
        )}
      </p>
    </>
  );
}

function provinceRow(line: MigrationLine, most: number, visit: CentralVisit) {
  const { province, ports, postQuantum, notYet, unknown, tls13, http3 } = line;
  const number = (count: number): string => numberText(count, visit.language);
  return [
    province === "" ? visit.say(NOT_DECLARED) : province,
    <BarLink
      value={ports}
      most={most}
      to={address("/central/units", { province: province === "" ? UNDECLARED : province })}
      visit={visit}
    />,
    `${number(postQuantum)} (${number(Math.floor((postQuantum / ports) * 100))}%)`,
    number(notYet),
    number(unknown),
    number(tls13),
    number(http3),
  ];
}

function NoPort({ visit }: Props): JSX.Element {
  return (
    <Notice kind="warn">
      {visit.tr(
        "Chưa có cổng HTTPS nào được kiểm tra TLS, nên chưa thể so sánh.",
        "No HTTPS port has been looked at yet, so there is nothing to compare.",
      )}{" "}
      <a href="/coverage">{visit.tr("Xem phạm vi đã kiểm tra", "See the coverage")}</a>
    </Notice>
  );
}

/** What every list here has in common. @param none what it means that ports were looked at and the list is empty */
function listOf(visit: CentralVisit, fleet: Fleet, path: string, none: string) {
  const empty =
    fleet.provinces.length === 0 ? <NoPort visit={visit} /> : <Notice kind="good">{none}</Notice>;
  return { above: { to: HOME, text: titleOf(visit) }, path: `${HOME}/${path}`, empty };
}

function Units({ codes, visit }: Props & { readonly codes: readonly string[] }): JSX.Element {
  return (
    <>
      {codes.map((code, index) => (
        <>
          {index === 0 ? "" : ", "}
          <a href={`/central/units/${code}`}>{unitText(code, visit)}</a>
        </>
      ))}
    </>
  );
}

function Mono({ lines }: { readonly lines: readonly string[] }): JSX.Element {
  return <span class="mono">{lines.join(", ")}</span>;
}

function keysPage(visit: CentralVisit, fleet: Fleet): Reply {
  const none = visit.tr(
    "Không có khóa nào dùng chung ở những cổng đã kiểm tra.",
    "No key is shared among the ports that were looked at.",
  );
  return listPage<SharedKey>(visit, {
    ...listOf(visit, fleet, "keys", none),
    title: visit.tr("Khóa TLS dùng chung", "Shared TLS keys"),
    asked: {},
    all: fleet.keys,
    caption: (count) => visit.tr(`${count} khóa, nhiều đơn vị nhất trước`, `${count} keys`),
    columns: [
      visit.tr("Khóa", "Key"),
      visit.tr("Đơn vị", "Units"),
      visit.tr("Nơi dùng", "Places"),
      visit.tr("Chứng thư", "Certificate"),
      visit.tr("Còn SSL 2.0 ở", "Still SSL 2.0 at"),
    ],
    narrowed: (
      <p class="lead">
        {visit.tr(
          "Ai giữ một khóa dùng chung thì đọc hoặc giả được kết nối của mọi nơi dùng khóa đó. Mỗi đơn vị cần khóa riêng; khóa còn dùng với SSL 2.0 ở bất kỳ nơi nào phải thay ở mọi nơi.",
          "Whoever holds a shared key can read or forge the connections of every place that uses it. Each unit needs a key of its own; a key that still serves SSL 2.0 anywhere must be replaced everywhere.",
        )}
      </p>
    ),
    row: ({ spkiSha256, units, places, subjects, ssl2 }) => [
      <Mono lines={[spkiSha256.slice(0, 16)]} />,
      <Units codes={units} visit={visit} />,
      <Mono lines={places} />,
      <Mono lines={subjects} />,
      ssl2.length === 0 ? "" : <span class="late mono">{ssl2.join(", ")}</span>,
    ],
  });
}

const RELATIONS: Readonly<Record<CertificateName["relation"], Text>> = {
  own: { vi: "đơn vị nên đăng ký", en: "the unit should register it" },
  foreign: { vi: "của đơn vị khác", en: "another unit's" },
  unclear: { vi: "chưa rõ của ai", en: "unclear whose" },
};

function namesPage(visit: CentralVisit, fleet: Fleet): Reply {
  const { names } = fleet;
  const none = visit.tr(
    "Mọi tên trong các chứng thư đã thấy đều có trong danh mục.",
    "Every name in the certificates that were seen is registered.",
  );
  const isOwn = visit.query("relation") === "own";
  return listPage<CertificateName>(visit, {
    ...listOf(visit, fleet, "names", none),
    title: visit.tr("Tên trong chứng thư, chưa đăng ký", "Unregistered names in certificates"),
    asked: isOwn ? { relation: "own" } : {},
    all: isOwn ? names.filter(({ relation }) => relation === "own") : names,
    caption: (count) => visit.tr(`${count} tên`, `${count} names`),
    columns: [
      visit.tr("Tên", "Name"),
      visit.tr("Đơn vị có chứng thư", "Unit with the certificate"),
      visit.tr("Thấy ở", "Seen at"),
      visit.tr("Nhận xét", "Remark"),
    ],
    narrowed: isOwn ? (
      <p class="narrowed">
        {visit.tr("Chỉ xem", "Only")}: {visit.say(RELATIONS.own)}{" "}
        <a href={`${HOME}/names`}>{visit.tr("bỏ lọc", "no filter")}</a>
      </p>
    ) : (
      <p>
        <a href={address(`${HOME}/names`, { relation: "own" })}>
          {visit.tr("Chỉ xem tên mà đơn vị nên đăng ký", "Only those that units should register")}
        </a>
      </p>
    ),
    row: ({ name, unit, places, relation, owner }) => [
      <Mono lines={[name]} />,
      <Units codes={[unit]} visit={visit} />,
      <Mono lines={places} />,
      <>
        {visit.say(RELATIONS[relation])}
        {owner === null ? "" : ": "}
        <Units codes={owner === null ? [] : [owner]} visit={visit} />
      </>,
    ],
  });
}

function defaultsPage(visit: CentralVisit, fleet: Fleet): Reply {
  const none = visit.tr(
    "Không máy chủ nào đã kiểm tra đưa chứng thư khác khi trình duyệt không nêu tên.",
    "No host that was looked at shows another certificate to a client that names nobody.",
  );
  return listPage<DefaultCertificate>(visit, {
    ...listOf(visit, fleet, "defaults", none),
    title: visit.tr("Chứng thư mặc định", "Default certificates"),
    asked: {},
    all: fleet.defaults,
    caption: (count) => visit.tr(`${count} nơi`, `${count} places`),
    columns: [
      visit.tr("Nơi", "Place"),
      visit.tr("Đơn vị", "Unit"),
      visit.tr("Địa chỉ", "Address"),
      visit.tr("Chứng thư mặc định", "Default certificate"),
      visit.tr("Tên trong đó", "Its names"),
      visit.tr("Của đơn vị", "Of units"),
    ],
    narrowed: (
      <p class="lead">
        {visit.tr(
          "Trình duyệt không nêu tên máy chủ (không có SNI) nhận chứng thư này. Nếu đó là chứng thư của đơn vị khác, máy chủ cho thấy ai cùng thuê chỗ.",
          "A client that names no host (no SNI) gets this certificate. Where it is another unit's, the server shows who shares the hosting.",
        )}
      </p>
    ),
    row: ({ place, unit, address: at, subject, names, units }) => [
      <Mono lines={[place]} />,
      <Units codes={[unit]} visit={visit} />,
      <Mono lines={[at]} />,
      <Mono lines={[subject]} />,
      <Mono lines={names} />,
      <Units codes={units} visit={visit} />,
    ],
  });
}
