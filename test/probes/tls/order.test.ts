import { describe, expect, it } from "vitest";
import { orderOf, type Choice } from "../../../src/probes/tls/order.ts";
import { suites } from "../../helpers/tls/scripted-server.ts";
import { limits } from "../../detect/tls/looks.ts";

const [FIXED = 0, SHORT = 0, LONG = 0, CHACHA = 0, ECDSA = 0] = suites(
  "TLS_RSA_WITH_AES_128_CBC_SHA",
  "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
  "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
  "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
  "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
);

const took = (suite: number, offered: readonly number[], narrow = false): Choice => ({
  suite,
  offered,
  narrow,
});

describe("who decides the order", () => {
  it.each<[string, readonly Choice[], string | null]>([
    ["nobody knows of one suite", [took(SHORT, [SHORT, LONG])], null],
    [
      "nobody knows of two, the first of them first",
      [took(SHORT, [SHORT, LONG]), took(LONG, [LONG])],
      null,
    ],
    [
      "the server, of two, the last of them first",
      [took(LONG, [SHORT, LONG]), took(SHORT, [SHORT])],
      "server",
    ],
    [
      "nobody knows of three, taken as they were named",
      [took(SHORT, [SHORT, LONG, CHACHA]), took(CHACHA, [CHACHA, LONG]), took(LONG, [LONG])],
      null,
    ],
    [
      "the server, though its order began as ours did",
      [took(SHORT, [SHORT, LONG, CHACHA]), took(LONG, [CHACHA, LONG]), took(CHACHA, [CHACHA])],
      "server",
    ],
    [
      "the client, who named them one way and the other",
      [
        took(FIXED, [FIXED, SHORT, LONG, CHACHA]),
        took(CHACHA, [CHACHA, LONG, SHORT]),
        took(LONG, [LONG, SHORT]),
        took(SHORT, [SHORT]),
      ],
      "client",
    ],
    [
      "the client, though without a curve only static RSA was left",
      [
        took(SHORT, [SHORT, LONG, CHACHA, FIXED]),
        took(CHACHA, [CHACHA, LONG, FIXED]),
        took(FIXED, [LONG, ECDSA, FIXED], true),
        took(LONG, [LONG, ECDSA]),
        took(ECDSA, [ECDSA]),
      ],
      "client",
    ],
    [
      "the client, though without the curve of its key the other key was left",
      [
        took(FIXED, [FIXED, ECDSA, SHORT, LONG, CHACHA]),
        took(CHACHA, [CHACHA, ECDSA, LONG, SHORT]),
        took(LONG, [ECDSA, LONG, SHORT], true),
        took(ECDSA, [ECDSA, SHORT]),
        took(SHORT, [SHORT]),
      ],
      "client",
    ],
    [
      "the server, who passed over a suite that needs no curve",
      [took(SHORT, [SHORT, LONG, FIXED]), took(LONG, [FIXED, LONG], true), took(FIXED, [FIXED])],
      "server",
    ],
  ])("%s", (_name, choices, expected) => {
    expect(orderOf(limits, choices)).toBe(expected);
  });
});
