import { X509Certificate } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { describeCertificate } from "../../src/net/certificate.ts";
import { readRights } from "../../src/net/certificate-constraints.ts";
import { readRoots, routeOf } from "../../src/net/certificate-path.ts";
import { pemOf } from "../helpers/tls/issue.ts";
import { ROOTS } from "../helpers/tls/plan.ts";
import { situationOf, SITUATIONS } from "../helpers/tls/situations.ts";

const roots = readRoots(Object.values(ROOTS).map(({ der }) => pemOf(der)));
const chains = SITUATIONS.map((situation) => situationOf("a.bv-a.test", [situation]).chain);

function readable(der: Uint8Array): readonly X509Certificate[] {
  try {
    return [new X509Certificate(der)];
  } catch {
    // Spoilt beyond what OpenSSL reads: the handshake itself fails then.
    return [];
  }
}

describe("certificates with spoilt bytes", () => {
  it("end as values, whatever is in them", () => {
    let read = 0;
    const spoilt = fc.record({
      chain: fc.constantFrom(...chains),
      at: fc.array(fc.tuple(fc.nat(1200), fc.nat(255)), { minLength: 1, maxLength: 3 }),
      which: fc.nat(3),
    });
    fc.assert(
      fc.property(spoilt, ({ chain, at, which }) => {
        const ders = chain.map((der) => Buffer.from(der));
        const one = ders[which % ders.length];
        for (const [place, octet] of at)
          one?.fill(octet, place % one.length, (place % one.length) + 1);
        for (const der of ders) readRights(der);
        const certificates = ders.flatMap(readable);
        if (certificates.length === ders.length) read += 1;
        certificates.map(describeCertificate);
        const route = routeOf(certificates, roots);
        expect(route === null).toBe(certificates.length === 0);
      }),
      { seed: 20_261_123, numRuns: 400 },
    );
    expect(read).toBeGreaterThan(40);
  });
});
