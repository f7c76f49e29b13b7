// Measures of administrative texts: Nghị định 30/2020/NĐ-CP, Appendix I, Part I. Points unless said otherwise.

export const MILLIMETRE = 72 / 25.4;

/** A4 upright. Allowed: top and bottom 20–25 mm, left 30–35, right 15–20. */
export const PAGE = { width: 595.28, height: 841.89 } as const;
export const MARGIN_MM = { top: 20, bottom: 20, left: 30, right: 15 } as const;
/** From the upper edge of the sheet to the page number in the top margin. */
export const NUMBER_MM = 9;

/** Width of a line: what is between the margins. */
export const LINE_WIDTH = PAGE.width - (MARGIN_MM.left + MARGIN_MM.right) * MILLIMETRE;

export const SIZE = {
  body: 14,
  /** Number of the page, of the document; superior and issuer; place and date. */
  number: 13,
  issuer: 13,
  /** Quốc hiệu and Tiêu ngữ. */
  nation: 12.5,
  motto: 13.5,
  date: 13.5,
  /** "V/v …" of a letter. */
  about: 12,
  recipientsTitle: 12,
  recipients: 11,
  /** Tables and notes are not ruled by the decree; these sizes stay readable on paper. */
  table: 10.5,
  note: 10,
} as const;

/** First line of a paragraph. */
export const INDENT_CM = 1.27;
export const PARAGRAPH_GAP = 6;
export const LINE_SPACING = 1.1;

/** Colours of the print: text is black; charts keep a pattern of light and dark. */
export const TONES = {
  critical: "#8f1d14",
  high: "#c2571a",
  medium: "#d9a520",
  low: "#6f8fb0",
  info: "#b9c4cf",
  assessed: "#3f7d4e",
  partial: "#d9a520",
  "not-assessed": "#8a8f98",
} as const;

/** Share of the line that the issuer's block takes; the rest is the nation's. */
export const LEFT_SHARE = 0.4;
