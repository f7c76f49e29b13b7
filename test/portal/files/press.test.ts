// Documents wait for their turn, are given up when their reader leaves, and too many are refused; on pages, over the
// JSON interface and over a real connection.
import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { portalDownloads, type Scribe } from "../../../src/cli/portal-downloads.ts";
import { createPress } from "../../../src/portal/files/press.ts";
import { listen } from "../../../src/portal/server.ts";
import { addIncident, addAccount, fill, house, ORIGIN, signedIn } from "../house.ts";

const STAYS = new AbortController().signal;

/** Work that ends when it is told to. */
function slow() {
  const ends: (() => void)[] = [];
  const work = () => new Promise<number>((done) => ends.push(() => done(ends.length)));
  return { ends, work };
}

const settled = () => new Promise((done) => setImmediate(done));

describe("a press", () => {
  it("makes so many at once, lets so many wait in order, and sends others away", async () => {
    const press = createPress({ atOnce: 2, waiting: 2 });
    const { ends, work } = slow();
    const order: number[] = [];
    const made = [0, 1, 2, 3].map(async (at) => {
      await press.make(work, STAYS);
      order.push(at);
    });
    await settled();
    expect(ends).toHaveLength(2);
    await expect(press.make(work, STAYS)).rejects.toThrow("press-busy");
    for (let at = 0; at < 4; at += 1) {
      ends[at]?.();
      await settled();
    }
    await Promise.all(made);
    expect(order).toEqual([0, 1, 2, 3]);
    expect(ends).toHaveLength(4);
  });

  it("strikes off who leaves, and their place is free", async () => {
    const press = createPress({ atOnce: 1, waiting: 1 });
    const { ends, work } = slow();
    const first = press.make(work, STAYS);
    const reader = new AbortController();
    const second = press.make(work, reader.signal);
    reader.abort();
    await expect(second).rejects.toThrow("press-left");
    const third = press.make(work, STAYS);
    ends[0]?.();
    await first;
    await settled();
    ends[1]?.();
    await third;
    expect(ends).toHaveLength(2);
    await expect(press.make(work, AbortSignal.abort())).rejects.toThrow("press-left");
  });

  it("goes on after work that failed", async () => {
    const press = createPress({ atOnce: 1, waiting: 0 });
    const failing = () => Promise.reject(new Error("broken"));
    await expect(press.make(failing, STAYS)).rejects.toThrow("broken");
    expect(await press.make(() => Promise.resolve(7), STAYS)).toBe(7);
  });
});

const PLACE = { dbPath: "khong-doc.db", configPath: undefined };

async function scene(scribe: Scribe, limits = { atOnce: 1, waiting: 0 }) {
  const on = house({ downloads: portalDownloads(PLACE, scribe, limits) });
  await fill(on);
  addAccount(on, "a", "unit-manager", "BV-A");
  addAccount(on, "d", "department", "SYT");
  addAccount(on, "m", "central-admin", null);
  return on;
}

describe("what is asked of the writers", () => {
  it.each([
    ["a", "/download/remediation.csv", "export remediation --unit=BV-A --format csv"],
    ["d", "/download/remediation.pdf", "export remediation --subtree=SYT --format pdf"],
    ["d", "/download/report.docx?unit=BV-B", "export report --unit=BV-B --format docx"],
    ["m", "/download/remediation.xlsx", "export findings --all --held --format xlsx"],
    ["m", "/download/remediation.csv?unit=TT-C", "export findings --unit=TT-C --held --format csv"],
    ["d", "/download/ledger.csv", "export ledger --subtree=SYT --format csv"],
    [
      "a",
      "/download/ledger.csv?host=www.bv-a.test",
      "export ledger --unit=BV-A --host=www.bv-a.test --format csv",
    ],
    ["m", "/download/report.json", "export report --all --format json"],
  ])("%s on %s: rasoat %s", async (login, path, command) => {
    const asked: string[] = [];
    const on = await scene((args) => {
      asked.push(args.join(" "));
      return Promise.resolve({ code: 0, out: Buffer.from("tep"), said: "" });
    });
    expect((await (await signedIn(on, login)).get(path)).text).toBe("tep");
    expect(asked).toEqual([`${command} --lang vi --output - --db khong-doc.db --quiet`]);
  });
});

describe("what is asked of the writers on an incident", () => {
  it.each([
    ["a", "evidence.zip", "evidence ID --unit=BV-A --made-by=Người a (a)"],
    ["d", "evidence.zip", "evidence ID --subtree=SYT --made-by=Người d (d)"],
    ["m", "evidence.zip", "evidence ID --all --made-by=Người m (m)"],
    ["a", "first-notice.txt", "incident notice ID --unit=BV-A --format md --lang vi"],
    ["m", "closing-report.txt", "incident report --draft ID --all --format md --lang vi"],
  ])("%s on %s: rasoat %s", async (login, file, command) => {
    const asked: string[] = [];
    const on = await scene((args) => {
      asked.push(args.join(" "));
      return Promise.resolve({ code: 0, out: Buffer.from("tep"), said: "" });
    });
    const { id } = addIncident(on, "BV-A");
    expect((await (await signedIn(on, login)).get(`/incidents/${id}/${file}`)).text).toBe("tep");
    const words = command.replace("ID", id);
    expect(asked).toEqual([`${words} --output - --db khong-doc.db --quiet`]);
  });
});

describe("a reader", () => {
  it("who comes when all is taken is told so, and when to come again", async () => {
    const { ends, work } = slow();
    const on = await scene(async () => {
      await work();
      return { code: 0, out: Buffer.from("tep"), said: "" };
    });
    const visitor = await signedIn(on, "a");
    on.store.addToken({
      id: "t".repeat(32),
      token: `rasoat_${"t".repeat(43)}`,
      account: "id-a",
      name: "t",
      unit: "BV-A",
      acts: false,
      createdBy: "test",
      expiresAt: "2027-01-01T00:00:00.000Z",
    });
    const first = visitor.get("/download/report.pdf");
    while (ends.length === 0) await settled();
    const second = await visitor.get("/download/report.pdf");
    expect(second.status).toBe(503);
    expect(second.headers.get("retry-after")).toBe("15");
    expect(second.text).toContain("Hãy thử lại sau ít phút");
    const headers = { host: "127.0.0.1:8080", authorization: `Bearer rasoat_${"t".repeat(43)}` };
    const third = await on.portal.app.request(`${ORIGIN}/api/v1/exports/report.pdf`, { headers });
    expect([third.status, third.headers.get("retry-after")]).toEqual([503, "15"]);
    expect(await third.json()).toMatchObject({ code: "busy", status: 503 });
    ends[0]?.();
    expect((await first).text).toBe("tep");
  });

  it("is told what the command refused, and of a fault only that there was one", async () => {
    const said = "Danh sách có 9999 dòng, quá dài cho một văn bản.";
    const on = await scene(() => Promise.resolve({ code: 2, out: Buffer.alloc(0), said }));
    const answer = await (await signedIn(on, "a")).get("/download/remediation.pdf");
    expect([answer.status, answer.text.includes(said)]).toEqual([409, true]);
  });

  it("who leaves ends the work", async () => {
    const gone: AbortSignal[] = [];
    const { ends, work } = slow();
    const on = await scene(async (_args, signal) => {
      gone.push(signal);
      await work();
      return { code: null, out: Buffer.alloc(0), said: "killed" };
    });
    const visitor = await signedIn(on, "a");
    const listening = await listen(on.portal, "127.0.0.1", 0);
    onTestFinished(() => listening.close());
    const socket = connect(listening.port, "127.0.0.1");
    const cookie = `rasoat-local=${visitor.cookies.get("rasoat-local") ?? ""}`;
    socket.write(
      `GET /download/report.pdf HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nCookie: ${cookie}\r\n\r\n`,
    );
    while (gone.length === 0) await settled();
    expect(gone[0]?.aborted).toBe(false);
    const [signal] = gone;
    const left =
      signal === undefined ? Promise.reject(new Error("no signal")) : once(signal, "abort");
    socket.destroy();
    await left;
    ends[0]?.();
    const noted = () => on.store.audit({ act: "download report.pdf", limit: 9, offset: 0 });
    await vi.waitFor(() => {
      expect(noted()).toHaveLength(1);
    });
  });
});
