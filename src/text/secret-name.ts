// Decides from a name alone whether its value is a secret ("DB_PASSWORD", "apiKey", "smtppass").
// ASCII only, so that it gives the same answer whatever charset the bytes were read in.

/** Finds where in a text a secret's name may stand; `isSecretName` on the whole name decides. */
export const SECRET_WORD = /pass|pwd|pswd|secret|token|key|salt|credential|mat_?khau/gi;

const SECRET_WORDS = new Set([
  "password",
  "passwd",
  "passphrase",
  "pass",
  "pwd",
  "pswd",
  "secret",
  "secrets",
  "token",
  "salt",
  "credential",
  "credentials",
  "apikey",
  "appkey",
  "authkey",
  "accesskey",
  "secretkey",
  "privatekey",
  "matkhau",
]);

/** What a "key" must be of to be a secret one. */
const KEY_OF = new Set([
  "api",
  "app",
  "auth",
  "access",
  "account",
  "secret",
  "private",
  "encryption",
  "encrypt",
  "crypt",
  "cipher",
  "signing",
  "sign",
  "signature",
  "master",
  "shared",
  "service",
  "storage",
  "validation",
  "decryption",
  "machine",
  "hmac",
  "jwt",
  "session",
  "cookie",
  "nonce",
  "license",
]);

/** One-off form tokens: they guard a form, they open nothing. */
const FORM_GUARDS = new Set(["csrf", "xsrf", "csrfmiddlewaretoken", "authenticity", "captcha"]);

/** Last words that make the name a label, a place or a limit instead of the secret itself. */
const HARMLESS_ENDS = new Set([
  "field",
  "name",
  "label",
  "placeholder",
  "length",
  "min",
  "max",
  "policy",
  "reset",
  "url",
  "uri",
  "path",
  "file",
  "type",
  "hint",
  "text",
  "title",
  "message",
  "error",
  "expire",
  "expires",
  "expired",
  "expiry",
  "ttl",
  "timeout",
  "algorithm",
  "algo",
  "strength",
  "required",
  "page",
  "link",
  "form",
  "input",
  "column",
  "count",
]);

const GLUED_END = /(?:password|passwd|passphrase|apikey|secretkey|privatekey|accesskey|secret)$/;
const GLUED_PASS = /^(?:db|sql|mysql|smtp|ftp|user|admin|root|mail|imap|ldap|redis|proxy)pass$/;
const GLUED_TOKEN = /^(?:access|auth|bearer|refresh|bot|id|api)token$/;

function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
}

/** @param name an identifier of any style, at most some 130 characters */
export function isSecretName(name: string): boolean {
  const words = wordsOf(name);
  const last = words.at(-1);
  if (last === undefined || HARMLESS_ENDS.has(last)) return false;
  if (words.some((word) => FORM_GUARDS.has(word))) return false;
  if (/^logged_in_key$/i.test(name)) return true;
  return words.some((word, index) => isSecretWord(word, words[index - 1]));
}

function isSecretWord(word: string, before: string | undefined): boolean {
  if (SECRET_WORDS.has(word) || GLUED_END.test(word)) return true;
  if (GLUED_PASS.test(word) || GLUED_TOKEN.test(word)) return true;
  if (word === "key" || word === "keys") return before !== undefined && KEY_OF.has(before);
  return word === "khau" && before === "mat";
}
