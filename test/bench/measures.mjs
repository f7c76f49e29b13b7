// How benches measure and tell: times, sizes, and how long another process waits that writes to the same database.

export async function timed(what, work) {
  const start = performance.now();
  const value = await work();
  tell(what, `${((performance.now() - start) / 1000).toFixed(1)} s`);
  return value;
}

export function megabytes(bytes) {
  return (bytes / 1_048_576).toFixed(1);
}

export function tell(what, value, more = "") {
  process.stdout.write(`${what.padEnd(40)} ${String(value).padStart(10)}  ${more}\n`);
}

/** In a child process: writes a row every 20 ms, as a scan would, until it is told to end; then says how long it waited. */
export async function writeWaits(store) {
  const waits = [];
  const told = new AbortController();
  process.once("message", () => {
    told.abort();
  });
  while (!told.signal.aborted) {
    const start = performance.now();
    await store.ledger.refuse({
      run: null,
      unit: null,
      document: null,
      host: "x.test",
      port: 80,
      address: null,
      url: null,
      probe: "home",
      reason: "not-registered",
      detail: "",
    });
    waits.push(performance.now() - start);
    await new Promise((done) => setTimeout(done, 20));
  }
  store.close();
  const sorted = waits.toSorted((a, b) => a - b);
  const round = (value) => Math.round(value ?? 0);
  process.send({
    count: waits.length,
    most: round(sorted.at(-1)),
    p99: round(sorted[Math.floor(waits.length * 0.99)]),
  });
  process.disconnect();
}
