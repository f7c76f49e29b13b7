// Puts words to a letter: which sheet for which kind.
import type { Letter } from "../model/letter.ts";
import { centralNote, pausedSheet, requestsSheet, signsSheet } from "./central-words.ts";
import { nightSheet } from "./night-words.ts";
import { sayIn, type Sheet } from "./sheet.ts";
import {
  digestSheet,
  expirySheet,
  type UnitReading,
  unitSignsSheet,
  verifiedSheet,
} from "./unit-words.ts";

/** @param reading the unit's name is "" for letters to the central team */
export function sheetOf(letter: Letter, reading: UnitReading): Sheet {
  switch (letter.kind) {
    case "signs":
      return signsSheet(letter, reading);
    case "paused":
      return pausedSheet(letter, reading);
    case "requests":
      return requestsSheet(letter, reading);
    case "night":
      return nightSheet(letter, reading);
    case "unit-signs":
      return unitSignsSheet(letter, reading);
    case "digest":
      return digestSheet(letter, reading);
    case "expiry":
      return expirySheet(letter, reading);
    case "verified":
      return verifiedSheet(letter, reading);
    case "test":
      return testSheet(reading);
  }
}

function testSheet({ language }: UnitReading): Sheet {
  const say = sayIn(language);
  return {
    subject: say("Thư thử của hệ thống rà soát", "Test letter of the review system"),
    blocks: [
      {
        kind: "line",
        text: say(
          "Nếu đọc được thư này với đầy đủ dấu tiếng Việt, việc gửi thư đã được thiết lập đúng.",
          "If you can read this, mail is set up as it should be.",
        ),
      },
    ],
    door: { path: "/", text: say("Mở cổng thông tin", "Open the portal") },
    small: [centralNote(say)],
  };
}
