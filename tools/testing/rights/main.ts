/**
 * The part rights of the suite: breaks each policy, grant and setting that guards the data, one at a time, and
 * runs the pgTAP files of supabase/tests/rights against it. A change that no test notices is a survivor.
 */
import type { ReservedSql } from "postgres";
import { join } from "node:path";
import { loadPgtap, runTapFile } from "../../../stack/testing/pgtap.ts";
import { connect } from "../../../stack/database/prepare-database.ts";
import { runCommand, writeLine } from "../../../stack/commands/run-command.ts";
import { StackError } from "../../../stack/stack-error.ts";
import { PROJECT_ROOT } from "../../../stack/project-root.ts";
import { startTestStack } from "../../../stack/testing/test-stack.ts";
import { pgtapHelpers } from "../pgtap-files.ts";

interface RightsTest {
  readonly name: string;
  /** Without the transaction that the file brings: it runs inside the one that holds the change. */
  readonly body: string;
}

const SEARCH_PATH = "set search_path = public, extensions, tap";

async function main(): Promise<number> {
  const mutations = Deno.readTextFileSync(new URL("./mutations.sql", import.meta.url));
  const stack = await startTestStack({ services: [] });
  const sql = connect(stack.dbUrl);
  const survivors: string[] = [];
  let caught = 0;
  try {
    await loadPgtap(sql);
    for (const file of pgtapHelpers()) await loadHelpers(stack.dbUrl, file);
    await sql`select spot.ensure_partition(parent, '2025-08-13Z') from unnest(array['prices', 'quotes']) as parent`;
    const session = await sql.reserve();
    await session.unsafe(`${SEARCH_PATH}; set client_min_messages = error`);
    const tests = readTests();
    const broken = await firstToFail(session, tests, "select 1");
    if (broken !== null) {
      throw new StackError(`Cannot mutate rights: ${broken.name} fails on the unchanged database`);
    }
    const statements = await session.unsafe<{ statement: string }[]>(mutations);
    for (const { statement } of statements) {
      const failing = await firstToFail(session, tests, statement);
      if (failing === null) survivors.push(statement);
      else {
        caught++;
        // Changes of one kind follow each other, and what noticed the last will mostly notice the next.
        tests.unshift(...tests.splice(tests.indexOf(failing), 1));
      }
    }
    session.release();
  } finally {
    await sql.end({ timeout: 1 });
    await stack.stop();
  }
  for (const statement of survivors) writeLine(`not noticed: ${statement}`);
  writeLine(`\n${caught} passed, ${survivors.length} failed`);
  return survivors.length === 0 ? 0 : 1;
}

/** In a session of its own: the plan of a helper file is committed, and a session has one plan. */
async function loadHelpers(url: string, file: string): Promise<void> {
  const sql = connect(url);
  await sql.unsafe(SEARCH_PATH);
  const { failures } = await runTapFile(sql, Deno.readTextFileSync(file));
  await sql.end();
  if (failures.length > 0) throw new StackError(`Cannot load ${file}: ${failures.join()}`);
}

function readTests(): RightsTest[] {
  const folder = join(PROJECT_ROOT, "supabase", "tests", "rights");
  return [...Deno.readDirSync(folder)].map((entry) => ({
    name: entry.name,
    body: Deno.readTextFileSync(join(folder, entry.name)).replace(/^begin;$/m, "").replace(
      /^rollback;$/m,
      "",
    ),
  }));
}

/** The first test that notices the change; null if none does. The change is gone afterwards. */
async function firstToFail(
  session: ReservedSql,
  tests: readonly RightsTest[],
  mutation: string,
): Promise<RightsTest | null> {
  await session.unsafe(`begin; ${mutation}`);
  try {
    for (const test of tests) {
      await session.unsafe("savepoint test");
      const passed = await passes(session, test);
      await session.unsafe("rollback to savepoint test");
      if (!passed) return test;
    }
    return null;
  } finally {
    await session.unsafe("rollback");
  }
}

async function passes(session: ReservedSql, { body }: RightsTest): Promise<boolean> {
  try {
    // Several statements give an array of results, each an array of rows.
    return !JSON.stringify(await session.unsafe(body)).includes('"not ok ');
  } catch {
    return false; // An error ends a test as surely as a "not ok".
  }
}

await runCommand(main);
