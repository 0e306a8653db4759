import assert from "node:assert/strict";
import { connect } from "../../stack/database/prepare-database.ts";
import { startTestStack, type TestStack } from "../../stack/testing/test-stack.ts";
import { until } from "../support/basics/until.ts";

const stack = await startTestStack({ migrations: null, services: ["worker"] });
const sql = connect(stack.dbUrl, { max: 2 });

Deno.test("cron.schedule() with a known name changes the job and leaves active as it was", async () => {
  const [first] = await sql`select cron.schedule('again', '* * * * *', 'select 1') as id`;
  await sql`select cron.alter_job(${first?.["id"]}, active := false)`;
  const [second] = await sql`select cron.schedule('again', '*/2 * * * *', 'select 2') as id`;
  assert.equal(second?.["id"], first?.["id"]);
  const [job] = await sql`select schedule, command, active from cron.job where jobname = 'again'`;
  assert.deepEqual(job, { schedule: "*/2 * * * *", command: "select 2", active: false });
  await sql`select cron.unschedule('again')`;
});

const REFUSED = [
  "",
  "* * * *",
  "* * * * * *",
  "60 * * * *",
  "99 * * * *",
  "* 24 * * *",
  "* * 0 * *",
  "* * 32 * *",
  "* * * 13 *",
  "* * * * 8",
  "*/0 * * * *",
  "5-1 * * * *",
  "1, * * * *",
  "x * * * *",
  "$ * * * *",
  "0 seconds",
  "60 seconds",
  "1 minute",
  "@never",
];

for (const schedule of REFUSED) {
  Deno.test(`cron.schedule() refuses "${schedule}" in pg_cron's words`, async () => {
    await assert.rejects(sql`select cron.schedule('bad', ${schedule}, 'select 1')`, {
      message: `invalid schedule: ${schedule}`,
    });
  });
}

const ACCEPTED = [
  "* * * * *",
  "*/5 0-6,20 1 jan-MAR mon,0",
  "0 0 $ * *",
  "1-59/2 * * * 7",
  "30 seconds",
  "1 second",
  "@daily",
];

for (const schedule of ACCEPTED) {
  Deno.test(`cron.schedule() accepts "${schedule}", and the worker can read it`, async () => {
    const [job] = await sql`select cron.schedule('good', ${schedule}, 'select 1')::text as id`;
    await until(() => workerLog().includes(`job ${job?.["id"]} at "${schedule}"`));
    await sql`select cron.unschedule('good')`;
  });
}

Deno.test("cron runs a job each time it is due, as the user who scheduled it, and keeps a record", async () => {
  await sql`create table public.ticks (by text)`;
  await sql`select cron.schedule('tick', '1 second', 'insert into public.ticks values (session_user)')`;
  await until(async () => (await sql`select from public.ticks`).length >= 2);
  await sql`select cron.unschedule('tick')`;
  assert.deepEqual([...await sql`select distinct by from public.ticks`], [{ by: "postgres" }]);
  const [run] =
    await sql`select status, return_message, end_time >= start_time as ordered, job_pid > 0 as has_pid
    from cron.job_run_details where command like 'insert into public.ticks%' and status <> 'running' limit 1`;
  assert.deepEqual(run, { status: "succeeded", return_message: "INSERT 1", ordered: true, has_pid: true });
});

Deno.test("cron records why a job failed", async () => {
  await sql`select cron.schedule('fail', '1 second', 'select 1/0')`;
  const failed = () =>
    sql`select status, return_message from cron.job_run_details where command = 'select 1/0' and status = 'failed'`;
  await until(async () => (await failed()).length > 0);
  await sql`select cron.unschedule('fail')`;
  assert.match((await failed())[0]?.["return_message"], /^ERROR: {2}division by zero/);
});

Deno.test("one job that cannot be scheduled does not stop the others", async () => {
  // Past the check, as an upgrade or a hand might put it there.
  await stack
    .sql`insert into cron.job (schedule, command, username, jobname) values ('99 * * * *', 'x', 'postgres', 'odd')`;
  await sql`select cron.schedule('beside', '1 second', 'select ''beside''')`;
  await until(async () =>
    (await sql`select from cron.job_run_details where command = 'select ''beside'''`).length > 0
  );
  await sql`select cron.unschedule('beside')`;
  await stack.sql`delete from cron.job where jobname = 'odd'`;
});

Deno.test("cron goes on after the worker was killed, and marks the run that was cut off as failed", async () => {
  await sql`select cron.schedule('long', '1 second', 'select pg_sleep(60)')`;
  const running = () =>
    sql`select runid from cron.job_run_details where command like '%pg_sleep%' and status = 'running'`;
  await until(async () => (await running()).length > 0);
  const [cut] = await running();
  stack.kill("worker");
  await until(async () => {
    const [run] = await sql`select status from cron.job_run_details where runid = ${cut?.["runid"]}`;
    return run?.["status"] === "failed";
  });
  await sql`select cron.unschedule('long')`;
});

Deno.test("cron goes on after Postgres was killed", async () => {
  await sql`create table public.after_crash (at timestamptz)`;
  await sql`select cron.schedule('crash', '1 second', 'insert into public.after_crash values (clock_timestamp())')`;
  await until(async () => (await sql`select from public.after_crash`).length > 0);
  stack.kill("postgres");
  const crashed = new Date();
  await until(async () => (await sql`select from public.after_crash where at > ${crashed}`).length > 0);
  await sql`select cron.unschedule('crash')`;
});

Deno.test("postgres changes jobs through the functions only, as on a hosted project", async () => {
  await assert.rejects(sql`update cron.job set active = false`, /permission denied/);
  await assert.rejects(
    sql`select cron.unschedule('nobody-knows')`,
    /could not find valid entry for job 'nobody-knows'/,
  );
  await assert.rejects(sql`select cron.alter_job(999999, active := true)`, /Job 999999 does not exist/);
});

Deno.test("anon may neither schedule nor see jobs", async () => {
  for (const statement of ["select cron.schedule('* * * * *', 'select 1')", "select * from cron.job"]) {
    await assert.rejects(
      stack.sql.begin(async (transaction) => {
        await transaction`set local role anon`;
        await transaction.unsafe(statement);
      }),
      /permission denied/,
    );
  }
});

Deno.test({
  name: "(end of the stack of this file)",
  fn: () => end(stack),
  sanitizeResources: false,
  sanitizeOps: false,
});

async function end(running: TestStack): Promise<void> {
  // A connection that the server lost may wait for ever.
  await sql.end({ timeout: 1 });
  await running.stop();
}

function workerLog(): string {
  return Deno.readTextFileSync(`${stack.folder}/logs/worker.log`);
}
