// Between planning and the reader's mailbox: kills, vain tries, refusals, shares of an hour. Nothing is lost, and
// nothing is told twice as far as the protocol allows.
import { describe, expect, it } from "vitest";
import type { Message } from "../../src/notify/message.ts";
import { capUntil, nextTry, serverRest } from "../../src/notify/backoff.ts";
import { AT_A, CENTRE, OF_B, postbox, scene, sign, subjects } from "./scene.ts";

const never = new AbortController().signal;

describe("a process that is killed", () => {
  it("after planning loses nothing: the next one sends what stands in the outbox, and plans it not again", async () => {
    const { store, put, box, officeOver, after } = scene();
    put(sign());
    const dies = { open: () => Promise.reject(new Error("killed")) };

    await expect(officeOver(dies).turn(never)).rejects.toThrow("killed");

    expect(store.outbox({ limit: 9 }).map(({ state }) => state)).toEqual(["waiting", "waiting"]);
    expect(box.letters).toEqual([]);
    // The letter that it was about to send is free when its lease ends.
    expect((await after(6)).map(({ to }) => to).toSorted()).toEqual([AT_A, CENTRE].toSorted());
    expect(await after(60)).toEqual([]);
  });

  it("between the server's yes and our note sends that one letter again, under the same Message-ID", async () => {
    const { store, put, box, officeOver, after } = scene({ digestFrom: "23:59" });
    put({ ...sign(), held: true });
    const dying = postbox();
    const dies = {
      open: async () => {
        const opened = await dying.open(never);
        if (opened.outcome !== "open") return opened;
        const { session } = opened;
        return {
          outcome: "open" as const,
          session: {
            send: async (message: Message) => {
              await session.send(message);
              throw new Error("killed");
            },
            end: () => Promise.resolve(),
          },
        };
      },
    };

    await expect(officeOver(dies).turn(never)).rejects.toThrow("killed");
    expect(dying.letters).toHaveLength(1);
    expect(store.outbox({ limit: 9 })).toMatchObject([{ state: "waiting", attempts: 0 }]);

    const [again] = await after(6);
    expect(again?.headers.get("message-id")).toBe(dying.letters[0]?.headers.get("message-id"));
    expect(again?.raw).toBe(dying.letters[0]?.raw);
    expect(box.letters).toHaveLength(1);
  });
});

describe("two processes at once", () => {
  it("plan and send each letter once", async () => {
    const { put, box, officeOver } = scene();
    put(sign());
    put({ ...OF_B, group: "g2" });

    await Promise.all([officeOver(box).turn(never), officeOver(box).turn(never)]);

    expect(subjects(box.letters).toSorted()).toEqual(
      [...new Set(subjects(box.letters))].toSorted(),
    );
    expect(box.letters).toHaveLength(3);
  });
});

describe("a mail server that is away", () => {
  it("is asked again after one, two, five, ten and fifteen minutes, and gets one letter for all that came", async () => {
    const { put, box, after, clock } = scene({ digestFrom: "23:59" });
    const began = clock.now.getTime();
    for (let n = 0; n < 9; n++) {
      box.openings.push({ outcome: "unreachable", reason: "connect-refused", isRefused: false });
    }
    const asked: number[] = [];
    let opened = 0;
    for (let minute = 0; minute < 120; minute++) {
      if (minute % 20 === 0) put(sign({ group: `g${String(minute)}`, held: true }));
      await after(minute === 0 ? 0 : 1);
      if (box.opened > opened) asked.push((clock.now.getTime() - began) / 60_000);
      opened = box.opened;
    }

    expect(asked.slice(0, 9)).toEqual([0, 1, 3, 8, 18, 33, 48, 63, 78]);
    expect(subjects(box.letters)).toEqual([
      `${CENTRE}: Khẩn: dấu hiệu sự cố tại Bệnh viện A`,
      `${CENTRE}: Khẩn: 4 dấu hiệu sự cố tại Bệnh viện A`,
      `${CENTRE}: Khẩn: dấu hiệu sự cố tại Bệnh viện A`,
    ]);
  });

  it("and refuses our password is let alone for a quarter of an hour", async () => {
    const { put, box, after, turn } = scene();
    put(sign());
    box.openings.push({ outcome: "unreachable", reason: "AUTH PLAIN: 535 no", isRefused: true });

    expect(await turn()).toMatchObject({ sent: 0, trouble: "AUTH PLAIN: 535 no" });
    expect(await after(14)).toEqual([]);
    expect(box.opened).toBe(1);
    expect(await after(1)).toHaveLength(2);
  });
});

describe("a letter", () => {
  it("that is refused for good is not sent again, and the reason is kept; others are", async () => {
    const { store, put, box, after } = scene();
    put(sign());
    box.outcomes.push({ outcome: "refused", reason: "RCPT TO: 550 no such user" });

    expect((await after(0)).map(({ to }) => to)).toEqual([AT_A]);
    expect(store.outbox({ states: ["failed"], limit: 9 })).toMatchObject([
      { address: CENTRE, attempts: 1, lastError: "RCPT TO: 550 no such user" },
    ]);
    expect(await after(24 * 60)).toEqual([]);
  });

  it("that is put off is tried again, less and less often, and given up after five days", async () => {
    const { store, put, box, after } = scene({ digestFrom: "23:59" });
    put(sign({ held: true }));
    for (let n = 0; n < 100; n++) box.outcomes.push({ outcome: "later", reason: "451 try later" });
    for (let hour = 0; hour < 24 * 7; hour++) await after(60);

    const [letter] = store.outbox({ limit: 1 });
    expect(letter).toMatchObject({ state: "failed", lastError: "451 try later" });
    expect(letter?.attempts).toBeLessThan(20);
    expect(letter?.attempts).toBeGreaterThan(8);
  });

  it("whose outcome is unknown goes again with the same Message-ID, and the doubt is kept", async () => {
    const { store, put, box, after } = scene({ digestFrom: "23:59" });
    put(sign({ held: true }));
    box.outcomes.push({ outcome: "broken", reason: "deadline", isUnknown: true });
    await after(0);
    expect(store.outbox({ limit: 1 })).toMatchObject([
      { state: "waiting", attempts: 1, lastError: "deadline (outcome unknown)" },
    ]);

    await after(2);

    const ids = box.letters.map(({ headers }) => headers.get("message-id"));
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });

  it("waits when its reader has had enough of the hour", async () => {
    const { put, box, after } = scene({ perHour: 2, digestFrom: "23:59" });
    const letters: number[] = [];
    for (let n = 0; n < 4; n++) {
      put(sign({ group: `g${String(n)}`, held: true }));
      letters.push((await after(n === 0 ? 0 : 10)).length);
    }

    expect(letters).toEqual([1, 1, 0, 0]);
    await after(31);
    await after(10);
    expect(subjects(box.letters)).toHaveLength(4);
  });
});

describe("pauses", () => {
  const NOW = new Date("2026-11-22T08:00:00.000Z");
  const minutes = (at: string | null): number =>
    at === null ? -1 : (Date.parse(at) - NOW.getTime()) / 60_000;

  it.each([
    [1, 1],
    [2, 5],
    [5, 240],
    [99, 720],
  ])("after %i vain tries of a letter: %i minutes", (attempts, expected) => {
    expect(minutes(nextTry(NOW, NOW.toISOString(), attempts))).toBe(expected);
  });

  it.each([
    [1, false, 1],
    [5, false, 15],
    [99, false, 15],
    [1, true, 15],
    [3, true, 60],
    [99, true, 60],
  ])("after %i failures of the server (refused: %s): %i minutes", (failures, refused, expected) => {
    expect(minutes(serverRest(NOW, failures, refused))).toBe(expected);
  });

  it.each([
    [[], 1, -1],
    [["2026-11-22T07:30:00.000Z"], 1, 30],
    [["2026-11-22T07:10:00.000Z", "2026-11-22T07:30:00.000Z"], 2, 10],
    [["2026-11-22T07:10:00.000Z", "2026-11-22T07:30:00.000Z"], 3, -1],
  ])("with letters sent at %j and %i an hour: %i minutes", (sent, perHour, expected) => {
    expect(minutes(capUntil(sent, perHour))).toBe(expected);
  });
});
