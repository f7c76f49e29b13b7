// Documents opened by the programs that offices use: LibreOffice turns DOCX into PDF, poppler reads text, fonts
// and pictures. Needs test/real/install-documents.sh to have run once.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { documentDocx } from "../../src/export/document/docx.ts";
import { documentPdf } from "../../src/export/document/pdf.ts";
import { incidentDocument } from "../../src/export/incident-document.ts";
import { contractorLetter } from "../../src/export/remediation-document.ts";
import { remediationRows } from "../../src/export/remediation.ts";
import { reportDocument } from "../../src/export/report/document.ts";
import { reportModel } from "../../src/export/report/model.ts";
import { OPEN_STATES } from "../../src/model/area.ts";
import { firstNoticePaper } from "../../src/rules/incident-text.ts";
import { findings, knowledge, NOW, registry, reportInput } from "../export/sample.ts";

const folder = mkdtempSync(join(tmpdir(), "rasoat-documents-"));
const letterhead = { addressees: ["Bộ Y tế (Cục K2ĐT)"], signer: "Giám đốc" };
const unit = reportModel(reportInput({ kind: "unit", unit: "BV-A" }));
const [, hospital] = registry.units;
if (hospital === undefined) throw new Error("the sample has a hospital");
const DOCUMENTS = {
  "bao-cao": reportDocument(unit, { form: "report", ...letterhead }),
  "cong-van": reportDocument(unit, { form: "letter", ...letterhead }),
  "tong-hop": reportDocument(reportModel(reportInput({ kind: "all" })), {
    form: "report",
    ...letterhead,
  }),
  "nha-thau": contractorLetter(
    remediationRows(
      findings.filter(({ held, state }) => !held && OPEN_STATES.includes(state)),
      registry,
    ),
    "Công ty X",
    { language: "vi", madeAt: NOW, knowledge, provenance: { lines: [] }, unit: null },
  ),
  "thong-bao": incidentDocument(
    firstNoticePaper(
      {
        incident: {
          id: "SC20261121-1",
          unit: "BV-A",
          findings: [],
          state: "open",
          serious: true,
          atOnce: false,
          detectedAt: NOW,
          confirmedAt: NOW,
          confirmedBy: "lan",
          reason: "đã gọi điện xác nhận",
          sent: [],
          closedAt: null,
          closing: null,
        },
        terms: knowledge.incidents,
        unit: hospital,
        systems: registry.systems.filter((system) => system.unit === "BV-A"),
        findings: findings
          .filter((finding) => finding.unit === "BV-A")
          .map((finding) => ({ finding, history: [] })),
        law: knowledge.law,
        now: NOW,
      },
      "vi",
    ),
    {
      language: "vi",
      madeAt: NOW,
      issuer: hospital.name,
      superior: "Sở Y tế tỉnh Mẫu",
      signer: "Giám đốc",
      provenance: { lines: [] },
    },
  ),
} as const;
const NAMES = Object.keys(DOCUMENTS) as (keyof typeof DOCUMENTS)[];

function run(command: string, ...args: readonly string[]): string {
  return execFileSync(command, args, { cwd: folder, encoding: "utf8", stdio: "pipe" });
}

beforeAll(async () => {
  for (const name of NAMES) {
    writeFileSync(join(folder, `${name}.pdf`), await documentPdf(DOCUMENTS[name]));
    writeFileSync(join(folder, `${name}-word.docx`), await documentDocx(DOCUMENTS[name]));
  }
  const home = `-env:UserInstallation=file://${folder}/office`;
  const files = NAMES.map((name) => `${name}-word.docx`);
  run("soffice", home, "--headless", "--convert-to", "pdf", ...files);
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const FILES = NAMES.flatMap((name) => [`${name}.pdf`, `${name}-word.pdf`]);

interface Word {
  readonly x: number;
  readonly right: number;
  readonly y: number;
  readonly text: string;
}

/** Words of each page with their places in points. */
function pagesOf(file: string): Word[][] {
  const xml = run("pdftotext", "-bbox", file, "-");
  return xml
    .split("<page ")
    .slice(1)
    .map((page) =>
      [...page.matchAll(/xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)"[^>]*>([^<]*)</g)].map(
        ([, x, y, right, text = ""]) => ({
          x: Number(x),
          y: Number(y),
          right: Number(right),
          text,
        }),
      ),
    );
}

const MM = 72 / 25.4;

/** "Phụ lục" in the middle at the head of a page, not somewhere in a line of text. */
function isAnnexHead({ text, x, y }: Word): boolean {
  return text === "Phụ" && y < 90 && x > 90 * MM && x < 120 * MM;
}

describe.each(FILES)("%s", (file) => {
  it("gives its Vietnamese back, whole", () => {
    const text = run("pdftotext", "-layout", file, "-").replace(/\s+/g, " ");
    for (const words of [
      "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
      "Độc lập - Tự do - Hạnh phúc",
      "Kính gửi:",
      "Nơi nhận:",
      "Phụ lục",
      "Trân trọng./.",
    ]) {
      expect(text).toContain(words);
    }
    expect(text.normalize("NFC")).not.toMatch(/[\ufffd\u25a1]/);
  });

  it("stands inside the margins, with page numbers in the top one from page two on", () => {
    let own = 0;
    for (const words of pagesOf(file)) {
      own += 1;
      if (words.some(isAnnexHead)) own = 1;
      const top = words.filter(({ y }) => y < 18 * MM);
      expect(top.map(({ text }) => text)).toEqual(own === 1 ? [] : [String(own)]);
      for (const { x, right } of top) {
        expect((x + right) / 2).toBeGreaterThan(595 / 2 - 8);
        expect((x + right) / 2).toBeLessThan((30 * MM + 595 - 15 * MM) / 2 + 8);
      }
      for (const { x, right, y } of words.filter((word) => !top.includes(word))) {
        expect(x).toBeGreaterThanOrEqual(30 * MM - 1);
        expect(right).toBeLessThanOrEqual(595 - 15 * MM + 1);
        expect(y).toBeLessThanOrEqual(842 - 20 * MM);
      }
    }
  });

  it("embeds its fonts", () => {
    const lines = run("pdffonts", file).split("\n").slice(2).filter(Boolean);
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) expect(line).toMatch(/ yes (yes|no) +yes /);
  });

  it("is a picture with ink on every page", () => {
    run("pdftoppm", "-r", "30", "-gray", file, `${file}-picture`);
    const pictures = readdirSync(folder).filter((name) => name.startsWith(`${file}-picture`));
    expect(pictures).toHaveLength(pagesOf(file).length);
    for (const picture of pictures) {
      const bytes = readFileSync(join(folder, picture));
      const dark = bytes.subarray(15).filter((grey) => grey < 128).length;
      expect(dark).toBeGreaterThan(100);
      expect(dark).toBeLessThan(bytes.length / 4);
    }
  });
});
