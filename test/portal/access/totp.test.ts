// Codes after RFC 6238, appendix B (SHA-1 rows, last six digits), and the window they hold in.
import { describe, expect, it } from "vitest";
import { encode } from "uqr";
import { createPasswords, passwordFault } from "../../../src/portal/access/passwords.ts";
import { darkPath } from "../../../src/portal/view/qr.tsx";
import {
  newRecoveryCodes,
  recoveryCode,
  recoveryText,
} from "../../../src/portal/access/recovery.ts";
import { matchTotp, newTotpSecret, totpAt, totpUri } from "../../../src/portal/access/totp.ts";
import { CHEAP } from "../house.ts";

/** "12345678901234567890" in base32. */
const SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

describe("one-time codes", () => {
  it.each([
    [59, "287082"],
    [1_111_111_109, "081804"],
    [1_111_111_111, "050471"],
    [1_234_567_890, "005924"],
    [2_000_000_000, "279037"],
    [20_000_000_000, "353130"],
  ])("at %i s is %s", (seconds, code) => {
    const at = new Date(seconds * 1000);
    expect(totpAt(SECRET, at)).toBe(code);
    expect(matchTotp(SECRET, ` ${code.slice(0, 3)} ${code.slice(3)} `, at)).toBe(
      Math.floor(seconds / 30),
    );
  });

  it("holds one step before and after, no more", () => {
    const at = (seconds: number) => new Date(seconds * 1000);
    const code = totpAt(SECRET, at(3000));
    expect([2939, 2970, 3000, 3059, 3061].map((now) => matchTotp(SECRET, code, at(now)))).toEqual([
      null,
      100,
      100,
      100,
      null,
    ]);
    expect(matchTotp(SECRET, "12345", at(0))).toBeNull();
    expect(matchTotp(SECRET, "abcdef", at(0))).toBeNull();
  });

  it("has secrets of 160 bits that apps can read", () => {
    const secret = newTotpSecret();
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(newTotpSecret()).not.toBe(secret);
    expect(totpUri("ABC", "a@b", "rasoat")).toBe(
      "otpauth://totp/rasoat%3Aa%40b?secret=ABC&issuer=rasoat",
    );
  });
});

describe("the picture of a set-up key", () => {
  it("has every dark module of the code and no other", () => {
    const { data, size } = encode(totpUri(newTotpSecret(), "a", "rasoat"), { ecc: "M", border: 4 });
    const drawn = data.map((row) => row.map(() => false));
    for (const [, x, y, width] of darkPath(data).matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
      for (let at = 0; at < Number(width); at += 1) {
        const row = drawn[Number(y)] ?? [];
        row[Number(x) + at] = true;
      }
    }
    expect(size).toBeGreaterThan(30);
    expect(drawn).toEqual(data);
  });
});

describe("recovery codes", () => {
  it("are ten of 80 bits, read back as people type them", () => {
    const codes = newRecoveryCodes();
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) {
      expect(recoveryText(code)).toMatch(/^(?:[A-Z2-7]{4}-){3}[A-Z2-7]{4}$/);
      expect(recoveryCode(` ${recoveryText(code).toLowerCase()} `)).toBe(code);
    }
    for (const typed of ["", "123456", "ABCD-EFGH-IJKL-MNO", "ABCD-EFGH-IJKL-MNO1"]) {
      expect(recoveryCode(typed)).toBeNull();
    }
  });
});

const OF = { login: "nguyen.van.a", name: "Nguyễn Văn An" };

describe("passwords", () => {
  it("are kept as argon2id, whatever the composition, and unknown accounts are never right", async () => {
    const passwords = createPasswords(CHEAP);
    const stored = await passwords.hash("Bệnh viện của tôi".normalize("NFD"));
    expect(stored).toMatch(/^\$argon2id\$/);
    expect(await passwords.check("Bệnh viện của tôi".normalize("NFC"), stored)).toBe(true);
    expect(await passwords.check("Bệnh viện của tôi!", stored)).toBe(false);
    expect(await passwords.check("an account that does not exist", null)).toBe(false);
  });

  it.each([
    "ngắn",
    "123456123456",
    "matkhau-matkhau",
    "nguyen.van.a",
    "aaaaaaaaaaaa",
    "ababababab ab",
    "abcdefghijklmnop",
    "poiuytrewq0987",
    "Bệnh viện 12345678",
    "nguyễn văn an 12",
    "Password@@@@2026",
    "hanoi hanoi 1234",
    "x".repeat(201),
  ])("refuse %s", (password) => {
    expect(passwordFault(password, OF)).not.toBeNull();
  });

  it.each(["sáu con ngựa màu tím", "Tr0ng-v4ng-l4m-4y", "mưa phùn tháng ba", "k7#vP2!qLm9z"])(
    "take %s",
    (password) => {
      expect(passwordFault(password, OF)).toBeNull();
    },
  );
});
