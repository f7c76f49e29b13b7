// The record of every connection, request and refusal. net writes it through this port; store keeps it.

export interface LedgerIntent {
  readonly run: string | null;
  readonly kind: "resolve" | "connect" | "request";
  readonly unit: string;
  readonly document: string;
  readonly host: string;
  readonly port: number | null;
  readonly address: string | null;
  readonly method: "DNS" | "TCP" | "TLS" | "GET" | "HEAD";
  /** URL without secrets for requests, null otherwise. */
  readonly url: string | null;
  /** Which probe asked. */
  readonly probe: string;
  /** 1 if it counts against rate and budget (a connection counts once with its first request). */
  readonly cost: 0 | 1;
}

export interface LedgerOutcome {
  readonly result: string;
  readonly status: number | null;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly durationMs: number;
}

export interface LedgerRefusal {
  readonly run: string | null;
  readonly unit: string | null;
  readonly document: string | null;
  readonly host: string;
  readonly port: number | null;
  readonly address: string | null;
  readonly url: string | null;
  readonly probe: string;
  readonly reason: string;
  readonly detail: string;
}

export interface Ledger {
  /** Resolves to the row number once the intent is durable (group commit, at most 100 ms); only then may the packet leave. */
  intend(intent: LedgerIntent): Promise<number>;
  /** Records what came of an intent; durable with the next commit. */
  settle(intent: number, outcome: LedgerOutcome): void;
  refuse(refusal: LedgerRefusal): Promise<void>;
  /** Cost already spent on a host in the night that holds `at`, over all runs. */
  spent(host: string, at: Date): number;
  /** Waits until all that was handed in is durable. */
  flush(): Promise<void>;
}

/**
 * Hands out the moments at which an address may be asked, over all processes that share the store.
 * @returns epoch milliseconds at which the caller may send
 */
export interface Pace {
  reserve(address: string, intervalMs: number, now: number): number;
}
