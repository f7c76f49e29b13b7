// Settings of TLS servers drawn at random: a seed draws the same ones everywhere. What they come to is for others to say.

interface Dice {
  readonly below: (limit: number) => number;
  readonly pick: <Item>(items: readonly Item[]) => Item;
}

/** The generator of Park and Miller. */
function diceOf(seed: number): Dice {
  let state = (seed % 2_147_483_646) + 1;
  const below = (limit: number): number => {
    state = (state * 48_271) % 2_147_483_647;
    return Math.floor((state / 2_147_483_647) * limit);
  };
  return { below, pick: (items) => items[below(items.length)] as (typeof items)[number] };
}

/** Keys by name, as `random-lab.ts` makes them. */
export const KEYS = ["rsa", "weak", "ec"] as const;
export type KeyName = (typeof KEYS)[number];

interface Common {
  /** One or two, of different kinds. */
  readonly keys: readonly KeyName[];
}

export type Drawn =
  | (Common & { readonly stack: "openssl"; readonly options: readonly string[] })
  | (Common & { readonly stack: "nginx"; readonly lines: string })
  | (Common & { readonly stack: "gnutls"; readonly priority: string })
  | (Common & {
      readonly stack: "java";
      readonly protocols: readonly string[];
      readonly suites: readonly string[];
      readonly serverOrder: boolean;
    });

function some<Item>(dice: Dice, items: readonly Item[], most: number): readonly Item[] {
  const left = [...items];
  const count = Math.min(left.length, 1 + dice.below(most));
  return Array.from({ length: count }, () => left.splice(dice.below(left.length), 1)).flat();
}

function keysFrom(dice: Dice): readonly KeyName[] {
  const rsa = dice.pick(["rsa", "rsa", "weak"] as const);
  return dice.pick<readonly KeyName[]>([[rsa], [rsa], ["ec"], ["ec", rsa], [rsa, "ec"]]);
}

function rangeFrom(dice: Dice, versions: readonly string[]): readonly string[] {
  const [one, other] = [dice.below(versions.length), dice.below(versions.length)];
  return versions.slice(Math.min(one, other), Math.max(one, other) + 1);
}

const TLS = ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"];
const GROUPS = ["X25519", "P-256", "P-384", "P-521", "auto"];
const OPENSSL_SUITES =
  "ALL HIGH DEFAULT kRSA kECDHE kDHE AESGCM AESCCM CHACHA20 CAMELLIA AES128 SHA1 eNULL aNULL ADH AECDH NULL-SHA AES128-SHA ECDHE-RSA-AES128-GCM-SHA256 ECDHE-ECDSA-AES256-GCM-SHA384 DHE-RSA-AES256-SHA ADH-AES256-SHA ADH-AES128-SHA ECDHE-ECDSA-NULL-SHA AECDH-AES128-SHA".split(
    " ",
  );
const WITHOUT = ["!kRSA", "!aNULL", "!eNULL", "!AES256", "!AESGCM", "!kDHE"];

function opensslSuites(dice: Dice): string {
  const without = dice.below(2) === 0 ? [] : some(dice, WITHOUT, 2);
  return [...some(dice, OPENSSL_SUITES, 4), ...without, "@SECLEVEL=0"].join(":");
}

function openssl(dice: Dice): Drawn {
  const versions = rangeFrom(dice, TLS);
  const group = dice.pick(GROUPS);
  const options = [
    ...`-min_protocol ${versions[0] ?? ""} -max_protocol ${versions.at(-1) ?? ""}`.split(" "),
    ...`-cipher ${opensslSuites(dice)}`.split(" "),
    ...(group === "auto" ? [] : ["-groups", `${group}:P-256:P-384`]),
    ...dice.pick([[], ["-serverpref"]]),
    ...dice.pick([[], ["-dhparam", "dh1024.pem"]]),
    ...dice.pick([[], [], ["-no_ticket"], ["-no_renegotiation"], ["-no_tls1_2"]]),
  ];
  return { stack: "openssl", keys: keysFrom(dice), options };
}

function nginx(dice: Dice): Drawn {
  const group = dice.pick(GROUPS);
  const lines = [
    `ssl_protocols ${rangeFrom(dice, TLS).join(" ")};`,
    `ssl_ciphers "${opensslSuites(dice)}";`,
    `ssl_ecdh_curve ${group === "auto" ? "auto" : `${group}:P-256:P-384`};`,
    `ssl_prefer_server_ciphers ${dice.pick(["on", "off"])};`,
    ...dice.pick([[], ["ssl_dhparam dh1024.pem;"]]),
  ];
  return { stack: "nginx", keys: keysFrom(dice), lines: lines.join(" ") };
}

const GNUTLS_SUITES =
  "ARCFOUR-128 3DES-CBC AES-128-CBC AES-256-CBC AES-128-GCM CAMELLIA-128-CBC CHACHA20-POLY1305 NULL".split(
    " ",
  );
const GNUTLS_REST = ["MAC-ALL", "AEAD", "GROUP-ALL", "SIGN-ALL", "COMP-NULL", "CTYPE-X509"];
const GNUTLS_KEYS = ["RSA", "DHE-RSA", "ECDHE-RSA", "ECDHE-ECDSA", "ANON-DH", "ANON-ECDH"];

function gnutls(dice: Dice): Drawn {
  const versions = some(dice, ["TLS1.0", "TLS1.1", "TLS1.2", "TLS1.3"], 4);
  const parts = [
    ...versions.map((version) => `VERS-${version}`),
    ...some(dice, GNUTLS_SUITES, 6),
    ...some(dice, GNUTLS_KEYS, 5),
    ...GNUTLS_REST,
  ];
  const flags = dice.pick([[], ["%SERVER_PRECEDENCE"], ["%NO_SESSION_HASH"], ["%COMPAT"]]);
  const priority = ["NONE", ...parts.map((part) => `+${part}`), ...flags].join(":");
  return { stack: "gnutls", keys: keysFrom(dice), priority };
}

const JAVA_KINDS =
  "RC4 3DES _DES_ EXPORT NULL anon ECDHE _DHE_ AES_128 AES_256 GCM CHACHA TLS_RSA SSL_RSA".split(
    " ",
  );

/** Keys fixed by the certificate, with weak ciphers: not all of it has room in the one hello that asks for such keys. */
const FIXED_WEAK = /^TLS_ECDH_(?:ECDSA|RSA)_WITH_(?:NULL|RC4|3DES)/;

/** @param supported every suite that this runtime knows */
function java(dice: Dice, supported: readonly string[]): Drawn {
  const kinds = some(dice, JAVA_KINDS, 4);
  const drawn = supported.filter(
    (name) =>
      kinds.some((kind) => name.includes(kind)) && !FIXED_WEAK.test(name) && dice.below(4) > 0,
  );
  const modern = supported.filter((name) => /^TLS_(?:AES|CHACHA20)_/.test(name));
  const suites = some(dice, [...drawn, ...dice.pick([[], modern])], supported.length);
  const protocols = some(dice, ["SSLv3", ...TLS], 5);
  return { stack: "java", keys: keysFrom(dice), protocols, suites, serverOrder: dice.below(2) > 0 };
}

export interface Counts {
  readonly openssl: number;
  readonly nginx: number;
  readonly gnutls: number;
  readonly java: number;
}

export function drawSettings(
  seed: number,
  counts: Counts,
  javaSuites: readonly string[],
): readonly Drawn[] {
  const dice = diceOf(seed);
  const many = (count: number, draw: () => Drawn) => Array.from({ length: count }, draw);
  return [
    ...many(counts.openssl, () => openssl(dice)),
    ...many(counts.nginx, () => nginx(dice)),
    ...many(counts.gnutls, () => gnutls(dice)),
    ...many(counts.java, () => java(dice, javaSuites)),
  ];
}
