/**
 * The part db of the suite, run-pgtap.ts [FILE|FOLDER…]: pgTAP files on a database of their own, with every migration
 * applied. The same files run in the same order under `supabase test db`, where the pgtap extension is in schema
 * extensions. The helpers come first, also before a file that is named.
 */
import { relative } from "node:path";
import { connect } from "../../stack/database/prepare-database.ts";
import { loadPgtap, runTapFile } from "../../stack/testing/pgtap.ts";
import { runCommand, writeLine } from "../../stack/commands/run-command.ts";
import { PROJECT_ROOT } from "../../stack/project-root.ts";
import { startTestStack } from "../../stack/testing/test-stack.ts";
import { pgtapFiles, pgtapHelpers } from "./pgtap-files.ts";

async function main(): Promise<number> {
  const files = pgtapFiles(Deno.args);
  const stack = await startTestStack({ services: [] });
  let passed = 0;
  let failed = 0;
  try {
    const loader = connect(stack.dbUrl);
    await loadPgtap(loader);
    await loader.end();
    for (const file of files) {
      // A session for each file: what one sets must not reach the next.
      const sql = connect(stack.dbUrl);
      await sql.unsafe("set search_path = public, extensions, tap");
      const report = await runTapFile(sql, Deno.readTextFileSync(file));
      await sql.end();
      passed += report.passed;
      failed += report.failures.length;
      const name = relative(PROJECT_ROOT, file);
      writeLine(`${report.failures.length === 0 ? "ok" : "FAILED"} ${name} (${report.passed} passed)`);
      for (const failure of report.failures) writeLine(`  ${name}:${failure}`);
    }
  } finally {
    await stack.stop();
  }
  writeLine(`\n${passed} passed, ${failed} failed in ${files.length} files`);
  return failed === 0 ? 0 : 1;
}

await runCommand(main);
