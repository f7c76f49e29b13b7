// A door to one port of the lab, with all that the full lists and a lone audit ask for.
import type { Knowledge } from "../../../src/model/knowledge.ts";
import { limits } from "../../detect/tls/looks.ts";
import {
  openTestDoor,
  type TestDoorOptions,
  testTarget,
} from "../../helpers/loopback/open-test-door.ts";

export function auditContext(port: number, options: Partial<TestDoorOptions>) {
  const ports = [{ port, scheme: "https" as const }];
  const { door, ports: fake } = openTestDoor({ ports, ...options });
  const target = testTarget(ports);
  return { door, target, clock: fake.clock, knowledge: { tls: limits } as Knowledge };
}
