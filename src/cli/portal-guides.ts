// Brings the guides of docs/ to the portal. A package without them still serves the rest.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Guides } from "../portal/files/guides.ts";
import { PACKAGE_ROOT } from "./context.ts";

export function portalGuides(root = PACKAGE_ROOT): Guides {
  const docs = join(root, "docs");
  const pictures = join(docs, "pictures");
  const text = (name: string): string => {
    const file = join(docs, name);
    return existsSync(file) ? readFileSync(file, "utf8") : "";
  };
  const names = existsSync(pictures) ? readdirSync(pictures) : [];
  return {
    unit: text("huong-dan-don-vi.md"),
    central: text("huong-dan-trung-tam.md"),
    pictures: new Map(
      names
        .filter((name) => name.endsWith(".png"))
        .map((name) => [name, readFileSync(join(pictures, name))]),
    ),
  };
}
