// Text for people, always in both languages.
import { z } from "zod";

export const LANGUAGES = ["vi", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

export const Text = z.strictObject({ vi: z.string().min(1), en: z.string().min(1) });
export type Text = z.infer<typeof Text>;
