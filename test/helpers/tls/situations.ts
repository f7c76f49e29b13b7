// Certificates as servers may send them, sound and faulty in many ways; each with what Chromium made of it (measured)
// and what rasoat is to say. Where browsers disagree with one another nothing is listed.
import { around, bmp, boolean, nothing, octets, oid, plain, sequence, t61 } from "./der.ts";
import { dns, extension, issue, nameOf, write, type Draft, type Signing } from "./issue.ts";
import {
  inDays,
  KEYS,
  made,
  planFor,
  ROOTS,
  SERVER,
  STRANGER,
  type Plan,
  type Sent,
} from "./plan.ts";

const CLIENT = "1.3.6.1.5.5.7.3.2";

type Change = (plan: Plan) => void;

export interface Situation {
  readonly name: string;
  readonly change: Change;
  readonly chromium: "takes" | "refuses";
  /** As `wrongs` lists them. */
  readonly says: readonly string[];
}

const UNTRUSTED = ["tls.certificate-untrusted"];
const OTHER_NAME = ["tls.certificate-name-mismatch"];
const ORDER = ["tls.chain-order"];

const takes = (name: string, change: Change, says: readonly string[] = []): Situation => ({
  name,
  change,
  chromium: "takes",
  says,
});
const refuses = (name: string, change: Change, says = UNTRUSTED): Situation => ({
  name,
  change,
  chromium: "refuses",
  says,
});

const leafHas =
  (extensions: Draft["extensions"]): Change =>
  (plan) => {
    Object.assign(plan.leaf.extensions, extensions);
  };
const lowerHas =
  (extensions: Draft["extensions"]): Change =>
  (plan) => {
    Object.assign(plan.lower.extensions, extensions);
  };
const named =
  (...names: readonly ((host: string) => Buffer)[]): Change =>
  (plan) => {
    plan.leaf.extensions["altNames"] = write.altNames(names.map((name) => name(plan.host)));
  };
const parent = (host: string): string => host.slice(host.indexOf(".") + 1);
const signedWith =
  (which: "leaf" | "lower", signing: Signing): Change =>
  (plan) => {
    plan[which].signing = signing;
  };
const between =
  (which: "leaf" | "lower", from: number, to: number): Change =>
  (plan) => {
    Object.assign(plan[which], { from: inDays(from), to: inDays(to) });
  };
/** The lower authority's name and key, certified by somebody else. */
function crossed(
  plan: Plan,
  by: Pick<Draft, "subject" | "key">,
  changes: Partial<Draft> = {},
): Buffer {
  return issue({ ...plan.lower, ...changes }, by).der;
}

export const SITUATIONS: readonly Situation[] = [
  takes("sound", () => undefined),
  takes("no purpose told", leafHas({ purposes: null })),
  takes("two purposes", leafHas({ purposes: write.purposes(CLIENT, SERVER) })),
  takes("an unknown extension", leafHas({ odd: extension("1.2.3.4", false, nothing) })),
  refuses("an unknown critical extension", leafHas({ odd: extension("1.2.3.4", true, nothing) })),
  refuses("a client's certificate", leafHas({ purposes: write.purposes(CLIENT) })),
  refuses(
    "the purpose of old step-up",
    leafHas({ purposes: write.purposes("2.16.840.1.113730.4.1") }),
  ),
  refuses("a key that may encrypt only", leafHas({ usage: write.usage(0x20) })),
  refuses("a key that may sign certificates only", leafHas({ usage: write.usage(0x06) })),
  refuses(
    "key usage that is no list of bits",
    leafHas({ usage: extension("2.5.29.15", true, nothing) }),
  ),
  refuses("an extension twice", leafHas({ again: write.purposes(SERVER) })),
  refuses(
    "a criticality that is the default",
    leafHas({
      purposes: sequence(oid("2.5.29.37"), boolean(false), octets(sequence(oid(SERVER)))),
    }),
  ),
  refuses("extensions in version 2", (plan) => {
    plan.leaf.version = 2;
  }),
  refuses(
    "names beyond ASCII besides",
    named(dns, () => plain(2, Buffer.from("bệnhviện.test"))),
  ),
  refuses(
    "an address of three octets besides",
    named(dns, () => plain(7, Buffer.from([127, 0, 0]))),
  ),
  takes(
    "an address besides",
    named(dns, () => plain(7, Buffer.from([127, 0, 0, 1]))),
  ),
  takes(
    "upper case",
    named((host) => dns(host.toUpperCase())),
  ),
  takes(
    "a wildcard",
    named((host) => dns(`*.${parent(host)}`)),
  ),
  refuses(
    "part of a label",
    named((host) => dns(`${host.slice(0, 1)}*.${parent(host)}`)),
    OTHER_NAME,
  ),
  refuses(
    "two wildcards",
    named((host) => dns(`*.*.${parent(parent(host))}`)),
    OTHER_NAME,
  ),
  refuses(
    "a wildcard alone",
    named(() => dns("*")),
    OTHER_NAME,
  ),
  refuses(
    "a NUL within",
    named((host) => dns(`${host}\0.khac.test`)),
    OTHER_NAME,
  ),
  refuses("common name only", leafHas({ altNames: null }), OTHER_NAME),
  refuses(
    "the address instead of the name",
    named(() => plain(7, Buffer.from([127, 0, 0, 1]))),
    OTHER_NAME,
  ),
  refuses("no subject, names not critical", (plan) => {
    plan.leaf.subject = sequence();
  }),
  takes("no subject, names critical", (plan) => {
    plan.leaf.subject = sequence();
    plan.leaf.extensions["altNames"] = write.altNames([dns(plan.host)], true);
  }),
  takes("subject in UCS-2", (plan) => {
    plan.leaf.subject = nameOf(["O", bmp("Bệnh viện")]);
  }),
  takes("subject in T.61", (plan) => {
    plan.lower.subject = nameOf(["O", t61("B\u00eanh vi\u00ean")]);
  }),
  takes("the leaf named like its issuer", (plan) => {
    plan.leaf.subject = plan.lower.subject;
  }),
  takes("the issuer's name in other letters", (plan) => {
    plan.lower.subject = nameOf(["CN", "Truong  CA"]);
    plan.leaf.issuerName = nameOf(["CN", " TRUONG CA"]);
  }),
  takes(
    "the id of another key",
    leafHas({ authorityKey: write.authorityKey(Buffer.alloc(20, 9)) }),
  ),
  takes("a number below zero", (plan) => {
    plan.leaf.serial = [0x85, 1, 2, 3];
  }),
  takes("a number of 21 octets", (plan) => {
    plan.leaf.serial = Array.from({ length: 21 }, () => 0x11);
  }),
  takes(
    "until 2050",
    (plan) => {
      plan.leaf.to = new Date("2050-01-01T00:00:00Z");
    },
    ["tls.certificate-lifetime-too-long"],
  ),
  refuses("expired", between("leaf", -90, -1), ["tls.certificate-expired"]),
  refuses("not yet valid", between("leaf", 1, 80), ["tls.certificate-not-yet-valid"]),
  refuses("an intermediate expired", between("lower", -90, -1), [
    "tls.certificate-expired intermediate-1",
  ]),
  refuses("an intermediate not yet valid", between("lower", 1, 80), [
    "tls.certificate-not-yet-valid intermediate-1",
  ]),
  refuses("SHA-1", signedWith("leaf", "sha1"), ["tls.certificate-weak-signature"]),
  refuses("MD5", signedWith("leaf", "md5"), ["tls.certificate-weak-signature"]),
  refuses("SHA-1 on an intermediate", signedWith("lower", "sha1"), [
    "tls.certificate-weak-signature intermediate-1",
  ]),
  refuses("SHA-224", signedWith("leaf", "sha224")),
  refuses("RSA-PSS with SHA-1", signedWith("lower", "pss-sha1")),
  takes("RSA-PSS with SHA-256", signedWith("leaf", "pss-sha256")),
  takes("SHA-384", signedWith("lower", "sha384")),
  refuses("an authority with an Ed25519 key", (plan) => {
    plan.lower.key = KEYS.ed25519;
  }),
  refuses("an authority with a curve of its own", (plan) => {
    plan.lower.key = KEYS.koblitz;
  }),
  refuses("an issuer that is no authority", lowerHas({ basic: write.basic(false) })),
  refuses("an issuer that does not say so", lowerHas({ basic: null })),
  refuses("an issuer that may not sign", lowerHas({ usage: write.usage(0x80) })),
  refuses("an issuer for clients", lowerHas({ purposes: write.purposes(CLIENT) })),
  refuses("an issuer of version 1", (plan) => {
    plan.lower.version = 1;
  }),
  refuses("a path too long", (plan) => {
    plan.upper.extensions["basic"] = write.basic(true, 0);
  }),
  takes("a path as long as may be", (plan) => {
    plan.upper.extensions["basic"] = write.basic(true, 1);
  }),
  takes("names that are permitted", (plan) => {
    plan.lower.extensions["names"] = write.constraints([dns(parent(plan.host))]);
  }),
  refuses(
    "names that are not permitted",
    lowerHas({ names: write.constraints([dns("khac.test")]) }),
  ),
  refuses("names that are excluded", (plan) => {
    plan.upper.extensions["names"] = write.constraints([], [dns(parent(plan.host))]);
  }),
  refuses(
    "subjects that are not permitted",
    lowerHas({
      names: write.constraints([around(4, nameOf(["O", "Noi khac"]))]),
    }),
  ),
  takes(
    "addresses that are constrained, and none named",
    lowerHas({
      names: write.constraints([plain(7, Buffer.from([10, 0, 0, 0, 255, 0, 0, 0]))]),
    }),
  ),
  refuses(
    "policies that are demanded, and none told",
    lowerHas({ demand: extension("2.5.29.36", true, sequence(plain(0, "\0"))) }),
  ),
  refuses("a signature that is wrong", (plan) => {
    plan.lower.isSpoilt = true;
  }),
  refuses(
    "self-signed",
    (plan) => {
      plan.isSelfSigned = true;
      plan.send = (leaf) => [leaf];
    },
    ["tls.certificate-self-signed"],
  ),
  refuses("an unknown root, not sent", (plan) => {
    plan.root = STRANGER;
  }),
  refuses("an unknown root, sent", (plan) => {
    plan.root = STRANGER;
    plan.send = (...all) => [...all, STRANGER.der];
  }),
  refuses("a root that has ended", (plan) => {
    plan.root = ROOTS.ended;
  }),
  refuses("the lower authority missing", (plan) => {
    plan.send = (leaf, _lower, upper) => [leaf, upper];
  }),
  refuses("the leaf alone", (plan) => {
    plan.send = (leaf) => [leaf];
  }),
  takes(
    "the wrong way round",
    (plan) => {
      plan.send = (leaf, lower, upper) => [leaf, upper, lower];
    },
    ORDER,
  ),
  takes("with its root", (plan) => {
    plan.send = (...all) => [...all, plan.root.der];
  }),
  takes(
    "with its root first",
    (plan) => {
      plan.send = (leaf, ...others) => [leaf, plan.root.der, ...others];
    },
    ORDER,
  ),
  takes(
    "the leaf twice",
    (plan) => {
      plan.send = (leaf, ...others) => [leaf, leaf, ...others];
    },
    ORDER,
  ),
  takes(
    "with a stranger's root",
    (plan) => {
      plan.send = (...all) => [...all, STRANGER.der];
    },
    ORDER,
  ),
  takes(
    "with another of the same name",
    (plan) => {
      plan.send = (...all) => [...all, crossed(plan, STRANGER, { key: KEYS.other })];
    },
    ORDER,
  ),
  takes(
    "another of the same name first, keys not told",
    (plan) => {
      plan.leaf.extensions["authorityKey"] = null;
      plan.lower.extensions["subjectKey"] = null;
      plan.send = (leaf, ...others) => [
        leaf,
        crossed(plan, STRANGER, { key: KEYS.other }),
        ...others,
      ];
    },
    ORDER,
  ),
  takes("cross-signed by a stranger", (plan) => {
    plan.send = (...all) => [...all, crossed(plan, STRANGER)];
  }),
  takes("cross-signed by a stranger, who comes first", (plan) => {
    plan.send = (leaf, ...others) => [leaf, crossed(plan, STRANGER), ...others];
  }),
  takes("cross-signed with SHA-1, which comes first", (plan) => {
    plan.send = (leaf, ...others) => [
      leaf,
      crossed(plan, STRANGER, { signing: "sha1" }),
      ...others,
    ];
  }),
  takes("cross-signed long ago", (plan) => {
    const ended = { from: inDays(-900), to: inDays(-9) };
    plan.send = (leaf, ...others) => [leaf, crossed(plan, ROOTS.sound, ended), ...others];
  }),
];

/** The changes of several situations in one; the first decides on the host's name. */
export function situationOf(host: string, situations: readonly Situation[]): Sent {
  const plan = planFor(host);
  for (const { change } of situations) change(plan);
  return made(plan);
}
