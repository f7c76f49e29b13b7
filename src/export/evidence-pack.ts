// The evidence of an incident, or of one finding, as a ZIP of plain files that each carry a hash. Bodies go in as they
// were stored (masked), under .txt names of ours, so that nothing opens as a page. Pure.
import { createHash } from "node:crypto";
import type { Text } from "../model/text.ts";
import { momentText } from "../text/moment.ts";
import { deadlinesOf } from "../rules/incident-clock.ts";
import { closingReport, firstNotice } from "../rules/incident-text.ts";
import type { PackMaterial } from "../run/evidence.ts";
import { ledgerCsv } from "./ledger-csv.ts";
import { withoutForbidden } from "./plain.ts";
import { zip, type ZipEntry } from "./zip.ts";

export function evidencePack(material: PackMaterial): Uint8Array {
  const files = [
    text("DOC-TRUOC-READ-FIRST.txt", readMe(material)),
    json("findings.json", material.evidence.findings.map(findingPart)),
    json(
      "looks.json",
      material.evidence.findings.flatMap(({ looks }) => looks),
    ),
    ...bodyFiles(material),
    text("ledger.csv", ledgerCsv(material.evidence.ledger, "vi")),
    json("versions.json", versionsOf(material)),
    ...incidentFiles(material),
  ];
  const sums = files.map(({ name, bytes }) => `${sha256(bytes)}  ${name}\n`).join("");
  return zip([...files, text("SHA256SUMS.txt", sums)], material.madeAt);
}

function text(name: string, content: string): ZipEntry {
  return { name, bytes: Buffer.from(content, "utf8") };
}

/** Escapes keep control characters out; the order of keys is that of the stored values. */
function json(name: string, value: unknown): ZipEntry {
  return text(name, `${JSON.stringify(value, null, 2)}\n`);
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

type Found = PackMaterial["evidence"]["findings"][number];

function findingPart({ finding, history, looks, lost }: Found) {
  return { finding, history, looks: looks.map(({ id }) => id), looksNoLongerStored: lost };
}

function bodyFiles({ evidence }: PackMaterial): ZipEntry[] {
  return evidence.bodies.flatMap(({ sha256: hash, content }) =>
    content === null ? [] : [{ name: `bodies/${hash}.txt`, bytes: content }],
  );
}

function versionsOf({ evidence, programVersion, madeAt, madeBy }: PackMaterial) {
  return {
    madeAt: madeAt.toISOString(),
    madeBy,
    program: programVersion,
    findings: evidence.findings.map(({ finding: { id, run, versions } }) => ({
      id,
      run,
      versions,
    })),
    ledgerHead: evidence.ledgerHead,
    ledgerRows: evidence.ledger.length,
    ledgerCut: evidence.ledgerCut,
    ledgerArchives: evidence.ledgerArchives.map(({ first, last, from, to, sha256 }) => ({
      first,
      last,
      from,
      to,
      sha256,
    })),
    bodiesNoLongerKept: evidence.bodies
      .filter(({ content }) => content === null)
      .map(({ sha256: hash }) => hash),
  };
}

function incidentFiles({ incident, madeAt }: PackMaterial): ZipEntry[] {
  if (incident === null) return [];
  const { file, events } = incident;
  const deadlines = deadlinesOf(file.incident, file.terms, madeAt.toISOString());
  const both = (name: string, notice: Text): ZipEntry[] => [
    text(`notices/${name}.vi.txt`, withoutForbidden(notice.vi)),
    text(`notices/${name}.en.txt`, withoutForbidden(notice.en)),
  ];
  return [
    json("incident.json", { incident: file.incident, deadlines, history: events }),
    ...both("thong-bao-ban-dau-first-notice", firstNotice(file)),
    ...both("bao-cao-ket-thuc-closing-report", closingReport(file)),
  ];
}

/** What lies in the pack and what does not, for whoever opens it without knowing the program. */
function readMe({ evidence, incident, madeAt, madeBy, programVersion }: PackMaterial): string {
  const at = momentText(madeAt.toISOString());
  const missing = evidence.bodies.filter(({ content }) => content === null).length;
  const lost = evidence.findings.reduce((sum, one) => sum + one.lost.length, 0);
  const left = evidence.ledgerArchives.at(-1);
  const until = left === undefined ? null : momentText(left.to);
  const ids = evidence.findings.map(({ finding }) => finding.id).join(", ");
  const about = incident === null ? ids : `${incident.file.incident.id} (${ids})`;
  return withoutForbidden(`GÓI CHỨNG CỨ · ${about}
Lập lúc ${at.vi}, người lập: ${madeBy}, rasoat ${programVersion}.

findings.json   phát hiện và toàn bộ lịch sử
looks.json      những lần quan sát làm căn cứ: thời điểm, địa chỉ, tiêu đề trả về, mã băm nội dung
bodies/         nội dung trang như đã lưu (bí mật đã che), đuôi .txt; tên tệp là SHA-256 của nội dung.
                Chỉ mở bằng trình soạn thảo văn bản; không đổi đuôi, không mở bằng trình duyệt.
ledger.csv      mọi kết nối, truy vấn và lần không gửi đến các máy chủ đó trong các lượt liên quan
versions.json   phiên bản chương trình, quy tắc, dữ liệu; đầu sổ ghi (ledgerHead)
                để đối chiếu: rasoat ledger verify --head SỐ-DÒNG:MÃ-BĂM
notices/        dự thảo thông báo ban đầu và báo cáo kết thúc (chỉ có khi đã mở sự cố)
SHA256SUMS.txt  mã băm của mọi tệp: sha256sum -c SHA256SUMS.txt

Không còn lưu: ${String(missing)} nội dung trang, ${String(lost)} lần quan sát.${evidence.ledgerCut ? " Sổ ghi dài hơn phần trích ở đây." : ""}${until === null ? "" : ` Các dòng sổ ghi đến ${until.vi} nằm trong tệp lưu trữ (xem versions.json), không có trong phần trích.`}

EVIDENCE PACK · ${about}
Made ${at.en} by ${madeBy}, rasoat ${programVersion}.

findings.json   the findings and their whole history
looks.json      the looks they rest on: times, addresses, headers, hashes of content
bodies/         pages as stored (secrets masked), named .txt after the SHA-256 of their content.
                Open in a text editor only; do not rename, do not open in a browser.
ledger.csv      every connection, request and refusal to those hosts in those runs
versions.json   versions of program, rules and data; the ledger's head (ledgerHead)
                to compare with: rasoat ledger verify --head ROWS:HASH
notices/        drafts of the first notice and the closing report (once an incident is open)
SHA256SUMS.txt  hash of every file: sha256sum -c SHA256SUMS.txt

No longer stored: ${String(missing)} page(s), ${String(lost)} look(s).${evidence.ledgerCut ? " The ledger is longer than the part given here." : ""}${until === null ? "" : ` Ledger rows until ${until.en} lie in archives (see versions.json) and are not in the part given here.`}
`);
}
