import { X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { makeAuthority, makeCertificate } from "../../src/cli/demo/certificates.ts";
import { readRoots, routeOf } from "../../src/net/certificate-path.ts";

const pinned = makeAuthority({ name: { commonName: "Pinned Root" } });
const strange = makeAuthority({ name: { commonName: "Strange Root" } });
// Bears the pinned root's name, but not its key.
const impostor = makeAuthority({ name: { commonName: "Pinned Root" } });
const middle = makeAuthority({ name: { commonName: "Middle" }, issuer: pinned });
const strangeMiddle = makeAuthority({ name: { commonName: "Strange Middle" }, issuer: strange });
// The same name and key as `middle`, certified by an unknown root too.
const crossed = makeAuthority({
  name: { commonName: "Middle" },
  issuer: strange,
  key: middle.key,
});
const leaf = makeCertificate({ names: ["a.test"], issuer: middle });
const expired = makeCertificate({
  names: ["a.test"],
  issuer: middle,
  notBefore: new Date("2019-01-01T00:00:00Z"),
  notAfter: new Date("2020-01-01T00:00:00Z"),
});
const selfSigned = makeCertificate({ names: ["a.test"] });
const strangeLeaf = makeCertificate({ names: ["a.test"], issuer: strangeMiddle });
const impostorLeaf = makeCertificate({ names: ["a.test"], issuer: impostor });
const direct = makeCertificate({ names: ["a.test"], issuer: pinned });

const roots = readRoots([pinned.certPem]);

describe("routeOf", () => {
  it.each([
    ["a leaf and its intermediate", [leaf, middle], "pinned-root"],
    ["an intermediate sent before another, out of order", [leaf, strange, middle], "pinned-root"],
    ["the root sent as well", [leaf, middle, pinned], "pinned-root"],
    ["a leaf of the root itself", [direct], "pinned-root"],
    ["an expired leaf", [expired, middle], "pinned-root"],
    ["two certificates of one intermediate", [leaf, crossed, strange, middle], "pinned-root"],
    ["the same two, the other way round", [leaf, middle, crossed, strange], "pinned-root"],
    ["the pinned root as a server certificate", [pinned], "pinned-root"],
    ["no intermediate", [leaf], "issuer-missing"],
    ["a wrong intermediate", [leaf, strangeMiddle], "issuer-missing"],
    ["the leaf twice", [leaf, leaf], "issuer-missing"],
    ["a self-signed leaf", [selfSigned], "self-signed"],
    ["a self-signed leaf with others", [selfSigned, middle], "self-signed"],
    ["a private root that was sent", [strangeLeaf, strangeMiddle, strange], "unknown-root"],
    ["a private root that was not sent", [strangeLeaf, strangeMiddle], "issuer-missing"],
    ["a root that only bears a pinned name", [impostorLeaf, impostor], "unknown-root"],
    ["the name of a pinned root, its issuer not sent", [impostorLeaf], "issuer-missing"],
  ])("%s: leads to the right end", (_name, sent, expected) => {
    const chain = sent.map((certificate) => new X509Certificate(certificate.certPem));
    expect(routeOf(chain, roots)?.anchor).toBe(expected);
  });

  it("says nothing of an empty chain", () => {
    expect(routeOf([], roots)).toBeNull();
  });

  it("stays bounded when every certificate bears the same name", () => {
    const clones = Array.from({ length: 300 }, () => new X509Certificate(impostor.certPem));
    const started = Date.now();
    const chain = [new X509Certificate(impostorLeaf.certPem), ...clones];
    expect(routeOf(chain, roots)?.anchor).toBe("unknown-root");
    expect(Date.now() - started).toBeLessThan(1_000);
  });
});
