import { dirname } from "node:path";

/** Absolute path of the repository. */
export const PROJECT_ROOT = dirname(import.meta.dirname ?? ".");
