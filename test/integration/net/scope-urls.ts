// Addresses that try to slip past the guard: every family of trick, generated, all of them out of scope
// unless marked as another spelling of the registered host itself.

export interface Trick {
  readonly family: string;
  readonly url: string;
  /** Another spelling of the registered host and port: may reach that host, and nothing else. */
  readonly own?: true;
}

export interface Scene {
  readonly host: string;
  readonly port: number;
  /** Forbidden listeners: the same port on another address, and another port on the same address. */
  readonly canaryAddress: string;
  readonly otherPort: number;
  /** A name that resolves to the canary. */
  readonly canaryName: string;
}

export function tricksFor(scene: Scene): Trick[] {
  const families: Readonly<Record<string, readonly string[]>> = {
    "IPv4 literal": ipv4Forms(scene),
    "IPv6 literal": ipv6Forms(scene),
    userinfo: userinfoForms(scene),
    backslash: backslashForms(scene),
    whitespace: whitespaceForms(scene),
    scheme: schemeForms(scene),
    "look-alike": lookAlikes(scene),
    "other name": otherNames(scene),
    port: portForms(scene),
    encoding: encodingForms(scene),
  };
  const tricks = Object.entries(families).flatMap(([family, urls]) =>
    urls.map((url): Trick => ({ family, url })),
  );
  return [
    ...tricks,
    ...ownSpellings(scene).map((url): Trick => ({ family: "own", url, own: true })),
  ];
}

const OCTET_FORMS: readonly ((octet: number) => string)[] = [
  (octet) => String(octet),
  (octet) => `0${octet.toString(8)}`,
  (octet) => `0x${octet.toString(16)}`,
  (octet) => `0X${octet.toString(16).toUpperCase()}`,
  (octet) => `000${octet.toString(8)}`,
  (octet) => `0x0000${octet.toString(16)}`,
];

function ipv4Forms({ canaryAddress, port }: Scene): string[] {
  const octets = canaryAddress.split(".").map(Number);
  const [a = 0, b = 0, c = 0, d = 0] = octets;
  const forms: string[] = [];
  for (let pick = 0; pick < 6 ** 4; pick += 5) {
    const form = (place: number): ((octet: number) => string) =>
      OCTET_FORMS[Math.floor(pick / 6 ** place) % 6] ?? String;
    forms.push(octets.map((octet, place) => form(place)(octet)).join("."));
  }
  const whole = ((a * 256 + b) * 256 + c) * 256 + d;
  for (const form of OCTET_FORMS) {
    forms.push(form(whole), `${form(a)}.${form(whole % 256 ** 3)}`);
    forms.push(`${form(a)}.${form(b)}.${form(c * 256 + d)}`);
  }
  const wide = canaryAddress.replace(/\d/g, (digit) =>
    String.fromCodePoint(0xff10 + Number(digit)),
  );
  const circled = canaryAddress.replace(/[1-9]/g, (digit) =>
    String.fromCodePoint(0x2460 + Number(digit) - 1),
  );
  const dots = ["。", "．", "｡"].map((dot) => canaryAddress.replaceAll(".", dot));
  forms.push(
    wide,
    circled,
    ...dots,
    `${canaryAddress}.`,
    `${String(whole)}.`,
    `${canaryAddress}..`,
  );
  return forms.map((form) => `http://${form}:${String(port)}/`);
}

function ipv6Forms({ canaryAddress, port }: Scene): string[] {
  const [a = 0, b = 0, c = 0, d = 0] = canaryAddress.split(".").map(Number);
  const [high, low] = [(a * 256 + b).toString(16), (c * 256 + d).toString(16)];
  const tails = [canaryAddress, `${high}:${low}`];
  const prefixes = [
    "::ffff:",
    "::",
    "64:ff9b::",
    "::ffff:0:",
    "2002:",
    "0:0:0:0:0:ffff:",
    "fe80::",
  ];
  const forms = prefixes.flatMap((prefix) => tails.map((tail) => `[${prefix}${tail}]`));
  forms.push("[::1]", "[0:0:0:0:0:0:0:1]", "[0000::0001]", "[::1%25lo]", "[::1%lo]", "[::]");
  forms.push("::1", `[${canaryAddress}]`, `[[::1]]`, "[::1].", "[::1]x", "%5B::1%5D");
  return forms.map((form) => `http://${form}:${String(port)}/`);
}

function userinfoForms({ host, port, canaryAddress, canaryName }: Scene): string[] {
  const p = String(port);
  return [canaryAddress, canaryName].flatMap((evil) => [
    `http://${host}@${evil}:${p}/`,
    `http://${host}:${p}@${evil}:${p}/`,
    `http://${host}%2f@${evil}:${p}/`,
    `http://${host}%00@${evil}:${p}/`,
    `http://${host}%40x@${evil}:${p}/`,
    `http://user:pass@${host}:${p}@${evil}:${p}/`,
    `http://:@${evil}:${p}/`,
    `http://${evil}:${p}@${host}:${p}/`,
    `http://@${host}:${p}/`,
    `//${host}@${evil}:${p}/`,
    `http:${host}@${evil}:${p}/`,
    `http://${host}#@${evil}:${p}/`.replace("#", "%23"),
    `http://${host}?@${evil}:${p}/`.replace("?", "%3F"),
  ]);
}

function backslashForms({ host, port, canaryAddress, canaryName }: Scene): string[] {
  const p = String(port);
  return [canaryAddress, canaryName].flatMap((evil) => [
    `http:\\\\${evil}:${p}/`,
    `http:/\\${evil}:${p}/`,
    `http:\\/${evil}:${p}/`,
    `\\\\${evil}:${p}/`,
    `/\\${evil}:${p}/`,
    `\\/${evil}:${p}/`,
    `http://${evil}:${p}\\@${host}:${p}/`,
    `http://${host}:${p}\\@${evil}:${p}/`,
    `http://${host}\\.${evil}:${p}/`,
    `http:///\\${evil}:${p}/`,
  ]);
}

function whitespaceForms({ host, port, canaryAddress, canaryName }: Scene): string[] {
  const p = String(port);
  const marks = ["\t", "\n", "\r", "\r\n", " ", "\u00a0", "\u3000", "\u0000", "\u200b", "\ufeff"];
  return marks.flatMap((mark) => [
    `ht${mark}tp://${canaryAddress}:${p}/`,
    `http:/${mark}/${canaryName}:${p}/`,
    `http://127.0.${mark}0.2:${p}/`,
    `http://${host}${mark}.${canaryName}:${p}/`,
    `http://${host}${mark}@${canaryName}:${p}/`,
    `/${mark}/${canaryName}:${p}/`,
  ]);
}

function schemeForms({ host, port, canaryAddress, canaryName }: Scene): string[] {
  const p = String(port);
  const schemes =
    "ftp gopher file ws wss data javascript ldap dict jar sftp tftp smb telnet blob about";
  return [
    ...schemes
      .split(" ")
      .flatMap((scheme) => [`${scheme}://${canaryAddress}:${p}/`, `${scheme}://${host}:${p}/`]),
    `//${canaryAddress}:${p}/`,
    `///${canaryName}:${p}/`,
    `////${canaryName}:${p}/`,
    `http:${canaryAddress}:${p}/`,
    `http:////${canaryAddress}:${p}/`,
    `https:${canaryName}:${p}/`,
    `view-source:http://${canaryAddress}:${p}/`,
    `feed:http://${canaryAddress}:${p}/`,
    `url:http://${canaryAddress}:${p}/`,
    `hTTp://${canaryName}:${p}/`,
    "mailto:a@bv-a.test",
    "tel:+84",
  ];
}

const TWINS: Readonly<Record<string, string>> = {
  w: "ԝ",
  v: "ѵ",
  a: "а",
  t: "т",
  e: "е",
  s: "ѕ",
  b: "Ь",
};

function lookAlikes({ host, port }: Scene): string[] {
  const swapped = Array.from(host).flatMap((letter, at) => {
    const twin = TWINS[letter];
    return twin === undefined ? [] : [host.slice(0, at) + twin + host.slice(at + 1)];
  });
  const all = Array.from(host)
    .map((letter) => TWINS[letter] ?? letter)
    .join("");
  const hyphens = ["‐", "‑", "–", "−", "ー"].map((mark) => host.replace("-", mark));
  const joined = ["\u200c", "\u200d"].map((mark) => host.replace("bv", `b${mark}v`));
  const accents = [host.replace("a", "á"), host.replace("a", "a\u0301"), host.replace("b", "ƀ")];
  const punycode = ["xn--bv-a-test", "www.xn--bv-a-8xa.test", "xn--www-hmc.bv-a.test"];
  return [...swapped, all, ...hyphens, ...joined, ...accents, ...punycode].map(
    (name) => `http://${name}:${String(port)}/`,
  );
}

function otherNames({ host, port, canaryName }: Scene): string[] {
  const names = [
    canaryName,
    `${canaryName}.`,
    canaryName.toUpperCase(),
    `${host}.${canaryName}`,
    `${host}.example`,
    `${host}.test`,
    `x${host}`,
    `sub.${host}`,
    `*.${host}`,
    host.split(".").slice(1).join("."),
    host.replace(".", "-"),
    `${host}-${canaryName}`,
    `${host}..`,
    `.${host}`,
    `${host}_`,
    "localhost",
    "localhost.",
    "test",
    "ip6-localhost",
    "127.0.0.2.nip.example",
    "1.2.3.4.5",
    "a".repeat(64) + ".test",
    `${"a.".repeat(130)}test`,
  ];
  const p = String(port);
  return names.flatMap((name) => [
    `http://${name}:${p}/`,
    `https://${name}:${p}/`,
    `http://${name}/`,
  ]);
}

function portForms({ host, otherPort }: Scene): string[] {
  const ports = [otherPort, 1, 21, 22, 25, 80, 443, 3306, 6379, 8080, 65_535];
  const odd = [
    "0",
    "65536",
    "99999999999",
    "-1",
    "0x50",
    "8e1",
    "８０",
    `00000${String(otherPort)}`,
    " 80",
  ];
  return [
    ...ports.flatMap((port) => [
      `http://${host}:${String(port)}/`,
      `https://${host}:${String(port)}/`,
    ]),
    ...odd.map((port) => `http://${host}:${port}/`),
    `http://${host}/`,
    `https://${host}/`,
    `http://${host}:/`,
  ];
}

function encodingForms({ host, port, canaryAddress, canaryName }: Scene): string[] {
  const p = String(port);
  const percent = (text: string): string =>
    [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
  return [
    `http://${percent(canaryAddress)}:${p}/`,
    `http://${percent(canaryName)}:${p}/`,
    `http://${canaryAddress.replaceAll(".", "%2E")}:${p}/`,
    `http://${canaryName.replaceAll(".", "%2e")}:${p}/`,
    `http://${percent(percent(canaryAddress))}:${p}/`,
    `http://${host}%2F.${canaryName}:${p}/`,
    `http://${host}%23.${canaryName}:${p}/`,
    `http://${host}%3A${p}.${canaryName}:${p}/`,
    `http://${host}%00.${canaryName}:${p}/`,
    `http://${host}%0d%0a.${canaryName}:${p}/`,
    `http://${host}%E3%80%82${canaryName}:${p}/`,
    `http%3A%2F%2F${canaryName}:${p}/`.replace("http%3A", "http:"),
  ];
}

/** What a careful canonicaliser takes for the registered host itself. */
function ownSpellings({ host, port }: Scene): string[] {
  const p = String(port);
  return [
    `http://${host}:${p}/`,
    `HTTP://${host.toUpperCase()}:${p}/`,
    `http://${host}.:${p}/`,
    `http://${host.replaceAll(".", "。")}:${p}/`,
    `http://${host.replace("w", "ｗ")}:${p}/`,
    `http://${host.replace("bv", "b\u00adv")}:${p}/`,
    `http://${host}:0${p}/`,
    `http://${host}:${p}//127.0.0.2/`,
    `http://${host}:${p}/?u=http://127.0.0.2:${p}/`,
    `http://${host}:${p}/#@127.0.0.2`,
    `http://${host}:${p}/%2e%2e/`,
  ];
}
