import { join } from "node:path";
import { PROJECT_ROOT } from "./stack.ts";

/** Folder of the pgTAP files, which `supabase test db` reads too. */
const TESTS = join(PROJECT_ROOT, "supabase", "tests");

/** Paths of all pgTAP files in the order of pg_prove: the helpers first, the file that drops them last. */
export function pgtapFiles(): string[] {
  return sqlFiles(TESTS);
}

/** Paths of the files that make schema spot_tests, on which the others rely. */
export function pgtapHelpers(): string[] {
  return sqlFiles(join(TESTS, "00000-helpers"));
}

function sqlFiles(folder: string): string[] {
  const paths = [...Deno.readDirSync(folder)].flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory) return sqlFiles(path);
    return entry.name.endsWith(".sql") ? [path] : [];
  });
  return paths.sort();
}
