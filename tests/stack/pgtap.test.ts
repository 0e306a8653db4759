import assert from "node:assert/strict";
import { loadPgtap, runTapFile, type TapReport } from "../../stack/testing/pgtap.ts";
import { connect } from "../../stack/database/prepare-database.ts";
import { startTestStack } from "../../stack/testing/test-stack.ts";

async function report(text: string): Promise<TapReport> {
  const stack = await startTestStack({ migrations: null, services: [] });
  const sql = connect(stack.dbUrl);
  try {
    await loadPgtap(sql);
    return await runTapFile(sql, text);
  } finally {
    await sql.end({ timeout: 1 });
    await stack.stop();
  }
}

Deno.test("runTapFile() counts what passed", async () => {
  const text =
    "begin;\nselect plan(2);\nselect pass('a');\nselect is(1, 1);\nselect * from finish();\nrollback;";
  assert.deepEqual(await report(text), { passed: 2, failures: [] });
});

Deno.test("runTapFile() names the line of a failure, with what was had and wanted", async () => {
  const { failures } = await report(
    "begin;\nselect plan(1);\n\nselect is(1, 2, 'equal');\nselect * from finish();\nrollback;",
  );
  assert.equal(failures.length, 1);
  assert.match(failures[0] ?? "", /^4: not ok 1 - equal[\s\S]*have: 1[\s\S]*want: 2/);
});

Deno.test("runTapFile() fails a file whose plan is too long or missing, and one that meets an SQL error", async () => {
  const short = await report("begin; select plan(3); select pass('a'); select * from finish(); rollback;");
  assert.match(short.failures.join(), /planned 3 tests but ran 1/);
  const none = await report("begin; rollback;");
  assert.match(none.failures.join(), /has no plan/);
  const broken = await report("begin;\nselect plan(1);\nselect nothing;\nselect pass('a');");
  assert.match(broken.failures.join(), /^3: column "nothing" does not exist/);
  assert.equal(broken.passed, 0);
});
