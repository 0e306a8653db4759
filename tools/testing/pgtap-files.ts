import { join } from "node:path";
import { PROJECT_ROOT } from "../../stack/project-root.ts";

/** Folder of the pgTAP files, which `supabase test db` reads too. */
const TESTS = join(PROJECT_ROOT, "supabase", "tests");

/** Paths in the order of pg_prove: the helpers first, then the given files and folders, by default all of them. */
export function pgtapFiles(given: readonly string[]): string[] {
  const paths = (given.length > 0 ? given : [TESTS]).flatMap((path) =>
    Deno.statSync(path).isDirectory ? sqlFiles(path) : [path]
  );
  const helpers = pgtapHelpers();
  return [...helpers, ...paths.filter((path) => !helpers.includes(join(path)))];
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
