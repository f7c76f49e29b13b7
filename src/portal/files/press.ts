// Where lists and reports wait for their turn: a document keeps a processor busy for seconds, so that a few at a
// time are made, a few more wait, and whoever comes then is told so. What is made, and how, is the writers' affair.
import { EXIT, RasoatError } from "../../model/error.ts";

export interface PressLimits {
  /** Documents in the making. */
  readonly atOnce: number;
  /** Readers who wait for their turn. */
  readonly waiting: number;
}

/** Seconds after which a reader who was sent away may ask again. */
export const PRESS_RETRY_SECONDS = 15;

const BUSY = {
  exit: EXIT.partial,
  message: {
    vi: "Đang có nhiều người tải danh sách và báo cáo cùng lúc. Hãy thử lại sau ít phút; các trang khác vẫn dùng bình thường.",
    en: "Many lists and reports are being made at this moment. Try again in a few minutes; all other pages work as usual.",
  },
} as const;

const LEFT = {
  exit: EXIT.interrupted,
  message: {
    vi: "Đã ngừng tạo tệp vì người đọc không chờ nữa.",
    en: "The file was given up because its reader did not wait for it.",
  },
} as const;

/** Whether an error says that too many documents are asked for at once. */
export function isBusy(error: RasoatError): boolean {
  return error.code === "press-busy";
}

export interface Press {
  /**
   * @param gone aborts when the reader leaves: what waits is struck off, what is being made has to end by itself
   * @throws RasoatError press-busy, press-left
   */
  make<T>(work: () => Promise<T>, gone: AbortSignal): Promise<T>;
}

export function createPress({ atOnce, waiting }: PressLimits): Press {
  const line: (() => void)[] = [];
  let making = 0;
  const turn = async (gone: AbortSignal): Promise<void> => {
    if (making < atOnce) {
      making += 1;
      return;
    }
    if (line.length >= waiting) throw new RasoatError("press-busy", BUSY);
    await new Promise<void>((resolve, reject) => {
      const onGone = (): void => {
        line.splice(line.indexOf(called), 1);
        reject(new RasoatError("press-left", LEFT));
      };
      const called = (): void => {
        gone.removeEventListener("abort", onGone);
        resolve();
      };
      line.push(called);
      gone.addEventListener("abort", onGone, { once: true });
    });
  };
  return {
    make: async (work, gone) => {
      if (gone.aborted) throw new RasoatError("press-left", LEFT);
      await turn(gone);
      try {
        return await work();
      } catch (error) {
        if (gone.aborted) throw new RasoatError("press-left", LEFT, {}, { cause: error });
        throw error;
      } finally {
        // The place goes to whoever has waited longest.
        const next = line.shift();
        if (next === undefined) making -= 1;
        else next();
      }
    },
  };
}
