/**
 * `deno task test:db [FILE…]`: the pgTAP files of supabase/tests on a database of their own, with every migration
 * applied. The same files run in the same order under `supabase test db`, where the pgtap extension is in schema
 * extensions. The helpers come first, also before a file that is named.
 */
import { relative } from "node:path";
import { connect } from "../../stack/prepare-database.ts";
import { loadPgtap, runTapFile } from "../../stack/pgtap.ts";
import { runCommand, writeLine } from "../../stack/run-command.ts";
import { pgtapFiles, pgtapHelpers } from "./pgtap-files.ts";
import { PROJECT_ROOT, startTestStack } from "./stack.ts";

async function main(): Promise<number> {
  const files = Deno.args.length > 0 ? [...pgtapHelpers(), ...Deno.args] : pgtapFiles();
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
