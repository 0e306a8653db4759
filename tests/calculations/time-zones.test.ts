import assert from "node:assert/strict";
import { relative } from "node:path";
import { connect } from "../../stack/database/prepare-database.ts";
import { PROJECT_ROOT } from "../../stack/project-root.ts";
import { loadPgtap, runTapFile } from "../../stack/testing/pgtap.ts";
import { startTestStack } from "../../stack/testing/test-stack.ts";
import { pgtapFiles } from "../../tools/testing/pgtap-files.ts";

/** One whose days are 23 and 25 hours long twice a year, and one whose hours begin at half past. */
const ZONES = ["Europe/Berlin", "Asia/Kolkata"];

for (const zone of ZONES) {
  Deno.test(`every pgTAP file holds in a database whose time zone is ${zone}`, async () => {
    const stack = await startTestStack({ services: [] });
    try {
      const owner = connect(stack.dbUrl);
      await loadPgtap(owner);
      const [database] = await owner<{ name: string }[]>`select quote_ident(current_database()) as name`;
      await owner.unsafe(`alter database ${database?.name} set timezone = '${zone}'`);
      await owner.end();
      const failures: string[] = [];
      for (const file of pgtapFiles([])) {
        const sql = connect(stack.dbUrl);
        await sql.unsafe("set search_path = public, extensions, tap");
        const report = await runTapFile(sql, Deno.readTextFileSync(file));
        await sql.end();
        failures.push(...report.failures.map((failure) => `${relative(PROJECT_ROOT, file)}:${failure}`));
      }
      assert.deepEqual(failures, []);
    } finally {
      await stack.stop();
    }
  });
}
