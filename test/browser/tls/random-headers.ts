// Random fields Strict-Transport-Security: well formed, nearly well formed, and not at all.
import type { Dice } from "./dice.ts";

const NAMES = ["max-age", "max-age", "max-age", "Max-Age", "MAX-AGE", "max_age", '"max-age"'];
const AGES = [
  "31536000",
  "100",
  "0",
  "1",
  '"31536000"',
  '"0"',
  "",
  '""',
  "-1",
  "+5",
  "1.5",
  "1e9",
  "abc",
  "0x10",
  "99999999999",
  "18446744073709551616",
  "999999999999999999999999",
  "'100'",
  '"100',

  "0000000000000000000000031536000",
  '100"',
  '"1\\00"',
  '" 100 "',
  "1 0",
  "100s",
  '"100"x',
  "١٠",
];
const SUBDOMAINS = [
  "includeSubDomains",
  "includesubdomains",
  "INCLUDESUBDOMAINS",
  "includeSubDomain",
  "includeSubDomains=",
  "includeSubDomains=1",
  'includeSubDomains=""',
  '"includeSubDomains"',
];
const OTHERS = [
  "preload",
  "Preload",
  "preload=1",
  "foo",
  "foo=bar",
  'foo="a;b"',
  'foo="a,b"',
  'foo="a\\"b"',
  'foo="',
  "foo=a b",
  "=x",
  "foo=",
  "f(o",
  "f@o=1",
  'foo="a"b',
  'uri="https://a.test/?a=b;c"',
  "foo=a=b",
  "fo o",
  "foo='a;b'",
  'foo="max-age=5"',
  "é",
  'foo="é"',
  "foo = bar",
  'foo= "x"',
  "max-age2=3",
  "includeSubDomains2",
  "foo=https://a.test/",
  ",",
  "foo,bar",
  "",
  "",
  "\u00a0",
];
const BLANKS = ["", "", "", " ", "\t", "  "];

function directive(dice: Dice): string {
  const blank = (): string => dice.pick(BLANKS);
  switch (dice.below(6)) {
    case 0: {
      const sign = dice.pick(["=", "=", "=", "=", "", ":", "=="]);
      return `${dice.pick(NAMES)}${blank()}${sign}${blank()}${dice.pick(AGES)}`;
    }
    case 1:
    case 2:
      return `max-age=${dice.pick(["31536000", "100", "63072000", "0"])}`;
    case 3:
      return dice.pick(SUBDOMAINS);
    default:
      return dice.pick(OTHERS);
  }
}

/** Half of them are sound but for one directive. */
function field(dice: Dice): string {
  const isNearlySound = dice.below(2) === 0;
  const directives = isNearlySound
    ? [dice.pick(["max-age=31536000", 'Max-Age="100"']), dice.pick([...SUBDOMAINS, ...OTHERS])]
    : Array.from({ length: 1 + dice.below(4) }, () => directive(dice));
  const written = directives.map((one) => `${dice.pick(BLANKS)}${one}${dice.pick(BLANKS)}`);
  if (dice.below(2) === 0) written.reverse();
  return written.join(isNearlySound ? ";" : dice.pick([";", ";", ";", "; ", ","]));
}

/** @returns the fields of one answer, in order */
export function randomFields(dice: Dice): readonly string[] {
  return Array.from({ length: dice.below(6) === 0 ? 2 : 1 }, () => field(dice));
}
