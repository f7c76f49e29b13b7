// Last step of the build: checks rules/ and data/ and writes their JSON twin beside the built program.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadSources } from "./load.ts";
import { writeTwin } from "./twin.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
writeTwin(join(root, "dist", "knowledge.json"), loadSources(root));
