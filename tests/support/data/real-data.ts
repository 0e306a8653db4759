import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { PROJECT_ROOT } from "../../../stack/project-root.ts";

/**
 * The folder with real prices and payloads, which is not part of the repository: FIXTURES_DIR, by default
 * ../shared/data beside it. Null where it does not exist; tests then skip and say so in their name.
 */
export const REAL_DATA: string | null = locate();

function locate(): string | null {
  const folder = resolve(PROJECT_ROOT, Deno.env.get("FIXTURES_DIR") ?? "../shared/data");
  return existsSync(folder) ? folder : null;
}

/** Defines a test that needs real data, or one that says why it is skipped. */
export function testWithRealData(name: string, body: (folder: string) => void | Promise<void>): void {
  if (REAL_DATA === null) {
    Deno.test({ name: `${name} (skipped: no real data; set FIXTURES_DIR)`, ignore: true, fn: () => {} });
    return;
  }
  const folder = REAL_DATA;
  Deno.test(name, () => body(folder));
}
