// HTTP and HTTPS of one host together: is there HTTPS at all, does HTTP lead to it, is HSTS set.
import type { Detector } from "../../model/detector.ts";
import { noHttpsFact } from "./no-https.ts";
import { redirectFact } from "./redirect.ts";
import { hstsFact } from "./strict-transport.ts";

export const transportDetector: Detector = {
  id: "http-transport",
  area: "tls",
  emits: ["http.no-https", "http.no-redirect-to-https", "http.no-hsts"],
  detect(input) {
    const { ports } = input.target;
    const plain = ports.filter(({ scheme }) => scheme === "http");
    const secure = ports.filter(({ scheme }) => scheme === "https");
    const noHttps = noHttpsFact(input, plain, secure);
    return [
      noHttps,
      ...plain.map(({ port }) => redirectFact(input, port, noHttps)),
      ...secure.map(({ port }) => hstsFact(input, port)),
    ].filter((fact) => fact !== null);
  },
};
