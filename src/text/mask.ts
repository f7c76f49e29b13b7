// Takes secrets out of text before anything is stored: values go, names stay, so that markers still match.
// Pure, linear in the input, idempotent, and ASCII only (it may be given bytes read as Latin-1).
import { maskAssignments } from "./mask-assignments.ts";
import { namesPerson } from "./patient-place.ts";
import { isSecretName } from "./secret-name.ts";

export interface Masked {
  readonly text: string;
  /** How many secrets were replaced; 0 when the text came back unchanged. */
  readonly masked: number;
}

const MASK = "***";

/** A replacement may bring another secret into a form that is recognised; more rounds were never needed. */
const MAX_ROUNDS = 6;

/**
 * Replaces by "***": values of secret-looking assignments (env, ini, YAML, JSON, PHP, XML attributes,
 * connection strings, phpinfo rows), credentials in URLs, private key blocks, well-known token forms,
 * password hashes, and the rows of database dumps. One-off form tokens and password fields stay.
 */
export function maskSecrets(text: string): Masked {
  const markup = isMarkup(text);
  let current = text;
  let total = 0;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const next = maskOnce(current, markup);
    if (next.masked === 0) break;
    current = next.text;
    total += next.masked;
  }
  return { text: current, masked: total };
}

/** Userinfo, and the values of query parameters that look secret or name a person, become "***". */
export function maskUrl(url: string): string {
  return maskUserinfo(url)
    .text.replace(
      /([?&;#])([\w.[\]%-]{1,64})=([^&;#?\s<>"]{1,8192})/g,
      (whole, lead: string, name: string) =>
        isSecretName(name) || SESSION_NAME.test(name) || namesPerson(name)
          ? `${lead}${name}=${MASK}`
          : whole,
    )
    .slice(0, 4096);
}

const SESSION_NAME = /^(?:phpsessid|jsessionid|aspsessionid\w*|sid|session_?id|sig|signature)$/i;

/** A web page, as opposed to a configuration file, a script or a dump ("<?php" is configuration). */
function isMarkup(text: string): boolean {
  const head = text.slice(0, 2048);
  return /<(?:!doctype|html|head|body|div|table|script|meta|title)\b/i.test(head);
}

function maskOnce(text: string, markup: boolean): Masked {
  const steps: readonly ((input: string) => Masked)[] = [
    maskPrivateKeys,
    maskUserinfo,
    maskTokens,
    maskHashes,
    ...(markup ? [] : [maskRows]),
    (input: string) => maskAssignments(input, markup),
  ];
  let current = text;
  let total = 0;
  for (const step of steps) {
    const next = step(current);
    current = next.text;
    total += next.masked;
  }
  return { text: current, masked: total };
}

/** Replaces what `pattern` finds; a replacement equal to the match does not count. */
function replaceCounted(
  text: string,
  pattern: RegExp,
  to: (groups: readonly string[]) => string,
): Masked {
  let masked = 0;
  let out = "";
  let kept = 0;
  for (const match of text.matchAll(pattern)) {
    const replacement = to(match.map((group) => group ?? ""));
    if (replacement === match[0]) continue;
    out += text.slice(kept, match.index) + replacement;
    kept = match.index + match[0].length;
    masked++;
  }
  return masked === 0 ? { text, masked } : { text: out + text.slice(kept), masked };
}

const KEY_BEGIN = /-----BEGIN ([A-Z0-9 ]{0,40})PRIVATE KEY( BLOCK)?-----/g;
const KEY_WINDOW = 16_384;
/** What may stand in a key block that was cut: encapsulated headers, base64, escaped line ends. */
const KEY_LINES = /(?:[A-Za-z-]{3,24}: [^\r\n]{1,200}|[A-Za-z0-9+/=]+|\\r|\\n|[\r\n])+/y;

function maskPrivateKeys(text: string): Masked {
  let masked = 0;
  let out = "";
  let kept = 0;
  let nextEnd = 0;
  for (const match of text.matchAll(KEY_BEGIN)) {
    const from = match.index + match[0].length;
    if (match.index < kept) continue;
    if (nextEnd !== -1 && nextEnd < from) nextEnd = text.indexOf("-----END ", from);
    const to = nextEnd !== -1 && nextEnd - from <= KEY_WINDOW ? nextEnd : endOfKeyLines(text, from);
    const inner = text.slice(from, to);
    if (inner.trim() === "" || inner.trim() === MASK) continue;
    // A key written in one line (JSON) stays one line, so that its file can still be parsed.
    const line = inner.includes("\n") ? "\n" : "";
    out += `${text.slice(kept, from)}${line}${MASK}${line}`;
    kept = to;
    masked++;
  }
  return masked === 0 ? { text, masked } : { text: out + text.slice(kept), masked };
}

function endOfKeyLines(text: string, from: number): number {
  const window = text.slice(from, from + KEY_WINDOW);
  KEY_LINES.lastIndex = 0;
  const match = KEY_LINES.exec(window);
  return from + (match?.[0].length ?? 0);
}

/**
 * Token forms that name themselves. Each begins at a token boundary, so the search is linear.
 * The first group is kept. Browser keys that are public by design (maps) are not among them.
 */
const TOKENS = new RegExp(
  [
    String.raw`(?<![\w-])(eyJ)[\w-]{8,}\.eyJ[\w-]{8,}(?:\.[\w-]*)?`,
    String.raw`(?<![A-Za-z0-9])(AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])`,
    String.raw`(?<![\w-])(gh[pousr]_|npm_|hf_|[sr]k_live_)[A-Za-z0-9]{20,}`,
    String.raw`(?<![\w-])(github_pat_|glpat-|xox[abeprs]-|SG\.|GOCSPX-)[\w.-]{16,}`,
    String.raw`(?<![\w-])(sk-(?:proj-|ant-)?)[A-Za-z0-9]{32,}`,
    String.raw`(?<!\w)(bot)?\d{8,10}:AA[\w-]{33}(?![\w-])`,
    String.raw`(?<!\w)([Bb]earer )(?=[A-Za-z_.~+/=-]*\d)[\w.~+/=-]{16,}`,
    String.raw`(?<!\w)([Aa]uthorization["']? ?[:=] ?["']?(?:[Bb]asic|[Dd]igest) )[\w.~+/=-]{4,}`,
  ].join("|"),
  "g",
);

function maskTokens(text: string): Masked {
  return replaceCounted(text, TOKENS, ([, ...kept]) => `${kept.join("")}${MASK}`);
}

const USERINFO =
  /([A-Za-z][A-Za-z0-9+.-]{1,20}:\/\/)([^\s/:@"'`<>\\?#]{0,256}):([^\s/"'`<>\\?#]{1,256})@/g;
/** A database address: its password may hold a slash that nobody encoded. */
const DSN =
  /((?:mysql|mysqli|mariadb|postgres|postgresql|pgsql|mongodb|mongodb\+srv|redis|rediss|amqp|amqps|sqlserver|mssql|ldap|ldaps|smtp|smtps):\/\/)([^\s/:@"'`<>]{0,256}):([^\s"'`<>]{1,256})@/g;
const BARE_TOKEN = /(https?:\/\/)([\w-]{20,256})@/g;

function maskUserinfo(text: string): Masked {
  if (!text.includes("://") || !text.includes("@")) return { text, masked: 0 };
  const dsn = replaceCounted(text, DSN, ([, scheme]) => `${scheme}${MASK}:${MASK}@`);
  const pairs = replaceCounted(dsn.text, USERINFO, ([, scheme]) => `${scheme}${MASK}:${MASK}@`);
  const bare = replaceCounted(pairs.text, BARE_TOKEN, ([, scheme]) => `${scheme}${MASK}@`);
  return { text: bare.text, masked: dsn.masked + pairs.masked + bare.masked };
}

const HASH =
  /(\$(?:apr1|1|2[abxy]|5|6|7|y|P|H|S|argon2id?|argon2i|scrypt|wp\$2y)\$)[\w./$=,+-]{8,}/g;
const SHA_LINE = /(\{(?:SHA|SSHA|SHA256|SSHA256|SHA512|SSHA512|MD5|SMD5)\})[A-Za-z0-9+/=]{16,}/g;
/** One line "name:13 characters": traditional crypt, only where the whole line is that. */
const CRYPT_LINE = /^([^:\s<>"']{1,64}:)[./A-Za-z0-9]{13}\r?$/gm;
const DJANGO_HASH = /((?:pbkdf2_sha256|pbkdf2_sha1|bcrypt_sha256)\$)[\w./$=+-]{8,}/g;

function maskHashes(text: string): Masked {
  let current = text;
  let masked = 0;
  const patterns = [HASH, SHA_LINE, DJANGO_HASH, ...(looksLikeHtpasswd(text) ? [CRYPT_LINE] : [])];
  for (const pattern of patterns) {
    const next = replaceCounted(current, pattern, ([, lead]) => `${lead}${MASK}`);
    current = next.text;
    masked += next.masked;
  }
  return { text: current, masked };
}

function looksLikeHtpasswd(text: string): boolean {
  return text.length <= 262_144 && /^[^:\s<>"']{1,64}:[^\s:]{3,200}\r?(?:\n|$)/.test(text);
}

const INSERT =
  /((?:INSERT|REPLACE) (?:IGNORE )?INTO [^\r\n(]{1,200}(?:\([^\r\n)]{0,600}\) ?)?VALUES)([^\r\n]+)/gi;
const COPY =
  /(COPY [^\r\n;]{1,2000} FROM stdin;\r?\n)((?!\\\.)[^\r\n]+(?:\r?\n(?!\\\.)[^\r\n]+)*)/gi;

/** Rows of a dump are other people's data: the statement stays, its values go. */
function maskRows(text: string): Masked {
  const inserts = replaceCounted(text, INSERT, ([, lead]) => `${lead} (${MASK});`);
  const copies = replaceCounted(inserts.text, COPY, ([, lead]) => `${lead}${MASK}`);
  return { text: copies.text, masked: inserts.masked + copies.masked };
}
