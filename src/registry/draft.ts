// What a file says, checked and in model form, before it meets the registry. Absent means not said.
import type { Authorization, Registry, System, Target, Unit } from "../model/registry.ts";

type Said<T, Key extends keyof T> = Pick<T, Key> & Partial<Omit<T, Key>>;

export type DraftUnit = Said<Omit<Unit, "retired" | "paused">, "code">;
export type DraftSystem = Said<System, "code" | "unit">;
export type DraftTarget = Said<Target, "unit" | "system" | "host">;
export type DraftAuthorization = Said<
  Authorization,
  "document" | "unit" | "signedBy" | "validFrom" | "validTo" | "hosts" | "areas"
>;

export interface Draft {
  readonly units: readonly DraftUnit[];
  readonly systems: readonly DraftSystem[];
  readonly targets: readonly DraftTarget[];
  readonly authorizations: readonly DraftAuthorization[];
  /**
   * How the hosts of a document that is already recorded are read: a YAML file states the whole
   * list, a table adds one host a row.
   */
  readonly hostLists: "whole" | "added";
}

/** What the file is checked against. */
export interface FileContext {
  /** Domains below which many owners live; data/shared-domains.yaml. */
  readonly sharedDomains: readonly string[];
  readonly current: Registry;
}
