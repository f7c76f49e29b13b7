// URLs as the ledger may keep them: where was asked, without what could be a secret.

const MAX_CHARS = 2048;

/**
 * Keeps scheme, host, path and the names of parameters; values of the query become "***".
 * @param url absolute, or what a server sent as a redirect's target; never fails
 */
export function maskedUrl(url: string): string {
  const bare = url.replace(/#[\s\S]*$/, "").replace(/^([^/?]*\/\/)[^/?]*@/, "$1***@");
  const [path = "", ...rest] = bare.split("?");
  const query = rest.join("?");
  const masked = path.replace(/;([\w-]{1,40})=[^;/]*/g, ";$1=***");
  if (query === "") return masked.slice(0, MAX_CHARS);
  const names = query.split("&").map((pair) => {
    const name = /^[\w.[\]%:+-]{1,60}(?==)/.exec(pair)?.[0];
    return name === undefined ? "***" : `${name}=***`;
  });
  return `${masked}?${names.join("&")}`.slice(0, MAX_CHARS);
}
