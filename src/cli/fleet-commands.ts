// Commands that join hosts with one another: for the central team.
import { t, UNIT, type CommandSpec } from "./command-spec.ts";

const bodies = async () => import("./commands/fleet.ts");

export const FLEET_COMMANDS: readonly CommandSpec[] = [
  {
    path: "fleet keys",
    text: t(
      "khóa TLS dùng chung giữa nhiều đơn vị, hoặc bị SSL 2.0 ở nơi khác đe dọa",
      "TLS keys that several units share, or that SSL 2.0 elsewhere endangers",
    ),
    options: [UNIT],
    body: async () => (await bodies()).fleetKeys,
  },
  {
    path: "fleet names",
    text: t(
      "tên máy chủ có trong chứng thư của đơn vị mà chưa có trong danh mục của đơn vị",
      "names in a unit's certificates that are missing from its registry",
    ),
    options: [
      UNIT,
      {
        flags: "--own",
        text: t(
          "chỉ những tên chắc chắn của đơn vị, có thể báo cho đơn vị",
          "only names that are surely the unit's, which it may be told",
        ),
      },
    ],
    body: async () => (await bodies()).fleetNames,
  },
  {
    path: "fleet defaults",
    text: t(
      "máy chủ đưa chứng thư của ai khi trình duyệt không nêu tên (không có SNI)",
      "whose certificate comes to a client that names no host (no SNI)",
    ),
    options: [UNIT],
    body: async () => (await bodies()).fleetDefaults,
  },
  {
    path: "fleet post-quantum",
    text: t(
      "tiến độ chuyển sang trao đổi khóa chống máy tính lượng tử, theo tỉnh",
      "the move to post-quantum key exchange, by province",
    ),
    body: async () => (await bodies()).fleetPostQuantum,
  },
];
