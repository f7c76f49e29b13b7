// Passwords: argon2id, at most two at work at once, the same work for accounts that do not exist.
// Never logged, never stored but as a hash.
import { hash, verify } from "@node-rs/argon2";
import pLimit from "p-limit";
import type { Text } from "../model/text.ts";

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

const COMMON =
  /(?:password|passw0rd|matkhau|mat\s?khau|qwerty|asdfgh|iloveyou|admin|benhvien|syt|rasoat|123456|abc123|111111|000000)/gi;

/** @returns why a new password is not taken; null when it is */
export function passwordFault(password: string, login: string): Text | null {
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
  const rest = text.toLowerCase().replaceAll(login.toLowerCase(), "").replace(COMMON, "");
  if (new Set(rest).size < 5 || Array.from(rest).length < 6) {
    return {
      vi: "Mật khẩu này dễ đoán (lặp ký tự, từ thông dụng hoặc tên đăng nhập). Hãy chọn mật khẩu khác.",
      en: "This password is easy to guess (repetition, common words or the login). Choose another.",
    };
  }
  return null;
}
