// The lab's certificates: a root of its own that the scanner is told to trust, and what sound and neglected
// servers carry. Worth nothing outside the lab.
import {
  makeAuthority,
  makeCertificate,
  type MadeCertificate,
} from "../../../src/cli/demo/certificates.ts";
import type { LabFolder } from "./folder.ts";
import type { SecureSiteName, Site, Sites } from "./sites.ts";

export interface ServerFiles {
  readonly chain: string;
  readonly key: string;
}

export interface LabCertificates {
  /** PEM file of the lab's root, for `trustRoots`. */
  readonly root: string;
  readonly files: Readonly<Record<SecureSiteName, ServerFiles>>;
}

const DAY_MS = 86_400_000;
const days = (count: number): Date => new Date(Date.now() + count * DAY_MS);

export function makeLabCertificates(folder: LabFolder, sites: Sites): LabCertificates {
  const root = makeAuthority({
    name: { country: "VN", organization: "Lab", commonName: "Lab Root" },
  });
  const issuing = makeAuthority({
    name: { country: "VN", organization: "Lab", commonName: "Lab Issuing CA" },
    issuer: root,
  });
  const sound = (site: Site): MadeCertificate =>
    makeCertificate({ names: [site.host], issuer: issuing, key: "rsa-2048" });
  // Sent without the intermediate, and over for a month.
  const expired = makeCertificate({
    names: [sites["nginx-old"].host],
    issuer: issuing,
    key: "rsa-2048",
    notBefore: days(-120),
    notAfter: days(-30),
  });
  // What an old appliance makes for itself: another name, ten years, a short key, SHA-1.
  const homemade = makeCertificate({
    names: ["localhost.localdomain.test"],
    key: "rsa-1024",
    hash: "sha1",
    notBefore: days(-400),
    notAfter: days(3250),
  });
  const put = (name: string, { keyPem }: MadeCertificate, chain: string): ServerFiles => ({
    chain: folder.write(`certificates/${name}.pem`, chain),
    key: folder.write(`certificates/${name}.key`, keyPem),
  });
  const putSound = (site: Site): ServerFiles => {
    const made = sound(site);
    return put(site.name, made, made.chainPem);
  };
  return {
    root: folder.write("certificates/root.pem", root.certPem),
    files: {
      wordpress: putSound(sites.wordpress),
      dokuwiki: putSound(sites.dokuwiki),
      "nginx-modern": putSound(sites["nginx-modern"]),
      "apache-modern": putSound(sites["apache-modern"]),
      "nginx-old": put("nginx-old", expired, expired.certPem),
      "apache-old": put("apache-old", homemade, homemade.certPem),
    },
  };
}
