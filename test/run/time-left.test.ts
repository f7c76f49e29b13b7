import { describe, expect, it } from "vitest";
import { createTimeLeft } from "../../src/run/time-left.ts";

interface World {
  /** Hosts of each chain. */
  readonly chains: readonly number[];
  readonly workers: number;
  /** Milliseconds that the host takes. */
  readonly takes: (chain: number, host: number) => number;
}

interface Said {
  readonly at: number;
  readonly ended: number;
  /** null: nothing is said. */
  readonly left: number | null;
}

/** Plays a second pass with a clock of its own; what is said every second, and when all is over. */
function played({ chains, workers, takes }: World): {
  readonly said: Said[];
  readonly end: number;
} {
  let clock = 0;
  let ended = 0;
  const said: Said[] = [];
  const time = createTimeLeft(workers, () => clock);
  time.plan(chains);
  const waiting = chains.map((_, index) => index);
  const running = new Map<number, { host: number; until: number }>();
  const begin = (chain: number, host: number): void => {
    time.begin(chain);
    running.set(chain, { host, until: clock + takes(chain, host) });
  };
  while (waiting.length > 0 || running.size > 0) {
    while (running.size < workers && waiting.length > 0) begin(waiting.shift() ?? 0, 0);
    clock += 1_000;
    for (const [chain, { host, until }] of running) {
      if (until > clock) continue;
      time.end(chain);
      ended += 1;
      running.delete(chain);
      if (host + 1 < (chains[chain] ?? 0)) begin(chain, host + 1);
    }
    const endsAt = time.endsAt();
    said.push({ at: clock, ended, left: endsAt === null ? null : endsAt - clock });
  }
  return { said, end: clock };
}

/** The same numbers every time, 0 to 1. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

const varied = (mean: number, spread: number): World["takes"] => {
  const roll = dice(7);
  return () => mean * (1 - spread + 2 * spread * roll());
};

/** One in ten is down and done at once. */
const someDown = (mean: number): World["takes"] => {
  const roll = dice(11);
  return () => (roll() < 0.1 ? 3_000 : mean * (0.7 + 0.6 * roll()));
};

/** The chain of a slow address takes its hosts at one request a second, the others at five. */
const twoRates: World["takes"] = (chain) => (chain === 0 ? 100_000 : 20_000);

const even = (count: number, hosts: number): number[] => Array.from({ length: count }, () => hosts);

const WORLDS: readonly (readonly [string, World])[] = [
  ["300 hosts on 3 addresses", { chains: even(3, 100), workers: 40, takes: varied(100_000, 0.3) }],
  ["300 hosts on 1 address", { chains: [300], workers: 40, takes: varied(100_000, 0.3) }],
  [
    "300 hosts on 300 addresses",
    { chains: even(300, 1), workers: 40, takes: varied(100_000, 0.3) },
  ],
  [
    "300 hosts, one address has half",
    { chains: [150, ...even(150, 1)], workers: 40, takes: varied(100_000, 0.3) },
  ],
  [
    "8,000 hosts on 3,000 addresses",
    { chains: [400, ...even(600, 8), ...even(2_800, 1)], workers: 40, takes: varied(90_000, 0.4) },
  ],
  ["300 hosts, some down", { chains: even(30, 10), workers: 40, takes: someDown(100_000) }],
  ["two rates", { chains: even(4, 75), workers: 40, takes: twoRates }],
];

describe.each(WORLDS)("%s", (_name, world) => {
  const { said, end } = played(world);
  const sideBySide = Math.min(world.workers, world.chains.length);

  it("says nothing until as many hosts have ended as run side by side", () => {
    const early = said.filter(({ ended }) => ended < Math.max(3, sideBySide));
    expect(early.length).toBeGreaterThan(5);
    expect(early.every(({ left }) => left === null)).toBe(true);
  });

  it("speaks before a sixth of the time is over", () => {
    const first = said.find(({ left }) => left !== null);
    expect(first?.at).toBeLessThan(end / 6);
  });

  it("then errs by less than a third of what is left, or two hosts' time", () => {
    const later = said.filter(({ left }) => left !== null);
    expect(later.length).toBeGreaterThan(50);
    const wrong = later.filter(({ at, left }) => {
      const right = end - at;
      return Math.abs((left ?? 0) - right) > Math.max(right / 3, 200_000);
    });
    expect(wrong).toEqual([]);
  });

  it("comes to its end", () => {
    expect(said.at(-1)?.left).toBe(0);
  });
});

describe("an estimate", () => {
  it("is none before anything is planned", () => {
    expect(createTimeLeft(40, () => 0).endsAt()).toBeNull();
  });

  it("grows with a host that takes longer than all before it, and never says that it is over", () => {
    let clock = 0;
    const time = createTimeLeft(1, () => clock);
    time.plan([6]);
    for (let host = 0; host < 4; host += 1) {
      time.begin(0);
      clock += 10_000;
      time.end(0);
    }
    time.begin(0);
    const left = [0, 5_000, 10_000, 100_000].map((waited) => {
      clock = 40_000 + waited;
      return (time.endsAt() ?? 0) - clock;
    });
    expect(left).toEqual([20_000, 15_000, 11_000, expect.closeTo(30_800, 0)]);
  });

  it("ignores chains that nobody planned", () => {
    const time = createTimeLeft(2, () => 0);
    time.plan([1]);
    time.begin(5);
    time.end(5);
    expect(time.endsAt()).toBeNull();
  });
});
