// The probes in the order in which they run: what is shared first, then depth by area.
import type { Probe } from "../model/probe.ts";
import { cmsProbe } from "./cms/cms.ts";
import { defacementProbe } from "./defacement/pages.ts";
import { panelsProbe } from "./panels/panels.ts";
import { homeProbe } from "./home.ts";
import { certificateProbe } from "./tls/certificate.ts";
import { transportProbe } from "./tls/transport.ts";
import { auditProbe } from "./tls/tls-audit.ts";

export const probes: readonly Probe[] = [
  homeProbe,
  certificateProbe,
  transportProbe,
  auditProbe,
  cmsProbe,
  defacementProbe,
  panelsProbe,
];
