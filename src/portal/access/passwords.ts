// Passwords: argon2id, at most two at work at once, the same work for accounts that do not exist.
// Never logged, never stored but as a hash.
import { hash, verify } from "@node-rs/argon2";
import pLimit from "p-limit";
import type { Text } from "../../model/text.ts";

export interface Passwords {
  hash(password: string): Promise<string>;
  /** @param stored null for an unknown account or one without password: costs the same and is never right */
  check(password: string, stored: string | null): Promise<boolean>;
}

export interface PasswordCost {
  readonly memoryCost: number;
  readonly timeCost: number;
  readonly parallelism: number;
}

/** OWASP's first recommendation for argon2id (46 MiB, one pass), doubled in time. */
const COST: PasswordCost = { memoryCost: 47_104, timeCost: 2, parallelism: 1 };

const CONCURRENT = 2;
const SHORTEST = 12;
const LONGEST = 200;

/** @param cost only tests hand in another */
export function createPasswords(cost: PasswordCost = COST): Passwords {
  const gate = pLimit(CONCURRENT);
  // The library's default algorithm is argon2id; a test holds it to that.
  const decoy = gate(() => hash("an account that does not exist", cost));
  return {
    hash: (password) => gate(() => hash(composed(password), cost)),
    check: async (password, stored) => {
      const against = stored ?? (await decoy);
      const right = await gate(() => verify(against, composed(password)));
      return right && stored !== null;
    },
  };
}

/** The same word typed on two systems may be composed differently. */
function composed(password: string): string {
  return password.normalize("NFC").slice(0, LONGEST);
}

/** What many people choose, here and elsewhere; taken out before what is left is looked at. */
const COMMON =
  /password|passw0rd|p@ssw0rd|mat\s*khau|mật\s*khẩu|qwerty|asdfgh|zxcvbn|iloveyou|anhyeuem|emyeuanh|xinchao|welcome|letmein|admin|benhvien|bệnh\s*viện|trungtam|trung\s*tâm|yte|byt|syt|rasoat|rà\s*soát|viet\s*nam|việt\s*nam|hanoi|hà\s*nội|saigon|sài\s*gòn|abc123/giu;

/** Rows of keys and of the alphabet, forwards; runs of four and more along them are worth nothing. */
const ROWS = ["abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm"];
const RUN = 4;

/**
 * NIST SP 800-63B: length, a list of what is common or to be expected here, and no rule on kinds of characters.
 * @param of whose it is to be: own login and name count for nothing
 * @returns why a new password is not taken; null when it is
 */
export function passwordFault(
  password: string,
  of: { readonly login: string; readonly name: string },
): Text | null {
  const text = password.normalize("NFC");
  if (Array.from(text).length < SHORTEST) {
    return {
      vi: `Mật khẩu cần ít nhất ${String(SHORTEST)} ký tự. Ghép vài từ không liên quan là cách dễ nhớ.`,
      en: `A password needs at least ${String(SHORTEST)} characters. A few unrelated words are easy to remember.`,
    };
  }
  if (text.length > LONGEST) {
    return {
      vi: `Mật khẩu dài nhất ${String(LONGEST)} ký tự.`,
      en: `A password has at most ${String(LONGEST)} characters.`,
    };
  }
  const rest = withoutRuns(unexpected(text.toLowerCase(), of)).replace(/\s/g, "");
  if (new Set(rest).size < 5 || Array.from(rest).length < 6) {
    return {
      vi: "Mật khẩu này dễ đoán (lặp ký tự, dãy phím, từ thông dụng, tên hoặc tên đăng nhập). Hãy chọn mật khẩu khác.",
      en: "This password is easy to guess (repetition, rows of keys, common words, the name or login). Choose another.",
    };
  }
  return null;
}

function unexpected(
  text: string,
  { login, name }: { readonly login: string; readonly name: string },
): string {
  const own = [login, ...login.split(/[._@-]/), ...name.split(/\s+/)]
    .map((part) => part.normalize("NFC").toLowerCase())
    .filter((part) => part.length > 2);
  return own.reduce((rest, part) => rest.replaceAll(part, ""), text).replace(COMMON, "");
}

/** "abcdef" and "9876" leave one character each. */
function withoutRuns(text: string): string {
  const letters = Array.from(text);
  const along = [...ROWS, ...ROWS.map((row) => Array.from(row).toReversed().join(""))];
  let rest = "";
  for (let at = 0; at < letters.length;) {
    let length = 1;
    while (
      at + length < letters.length &&
      along.some((row) => row.includes(letters.slice(at, at + length + 1).join("")))
    ) {
      length += 1;
    }
    const run = letters.slice(at, at + length).join("");
    rest += length >= RUN ? run.slice(0, 1) : run;
    at += length;
  }
  return rest;
}
