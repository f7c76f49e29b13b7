// Where the portal is reached, and whether that is safe for passwords.
import { EXIT, RasoatError } from "../model/error.ts";
import type { Settings } from "../model/settings.ts";
import type { Placement } from "../portal/security.ts";

export const DEFAULT_PORT = 8080;
const LOOPBACK = /^(?:127\.\d+\.\d+\.\d+|::1|localhost)$/;

const NOT_SAFE = {
  exit: EXIT.usage,
  message: {
    vi: "Không mở cổng thông tin trên {host} qua HTTP không mã hoá: mật khẩu sẽ đi qua mạng ở dạng đọc được. Hãy giữ 127.0.0.1, đặt một proxy HTTPS phía trước và ghi portal.publicUrl: https://… trong rasoat.yaml.",
    en: "The portal is not opened on {host} over plain HTTP: passwords would cross the network readable. Keep 127.0.0.1, put an HTTPS proxy in front, and set portal.publicUrl: https://… in rasoat.yaml.",
  },
} as const;

/** For links that are printed: the public address, else this machine's default. */
export function portalOrigin({ portal }: Settings, port = DEFAULT_PORT): string {
  return portal.publicUrl === undefined
    ? `http://127.0.0.1:${String(port)}`
    : new URL(portal.publicUrl).origin;
}

/**
 * @param port told once it is known
 * @throws RasoatError when the portal would be reached over a network without encryption
 */
export function placementOf(settings: Settings, host: string, port: () => number): Placement {
  const { publicUrl, behindProxy } = settings.portal;
  const secure = publicUrl !== undefined && new URL(publicUrl).protocol === "https:";
  const isHere = publicUrl === undefined || LOOPBACK.test(new URL(publicUrl).hostname);
  if (!secure && (!LOOPBACK.test(host) || !isHere)) {
    throw new RasoatError("NOT_SAFE", NOT_SAFE, { host: isHere ? host : (publicUrl ?? host) });
  }
  const here = (name: string): string =>
    `http://${name.includes(":") ? `[${name}]` : name}:${String(port())}`;
  return {
    secure,
    trustProxy: behindProxy,
    // Over https only that name; the figures and health of this machine are asked under its own address.
    origins: () =>
      publicUrl === undefined
        ? [here(host), here("127.0.0.1"), here("localhost")]
        : [new URL(publicUrl).origin, here(host)],
  };
}
