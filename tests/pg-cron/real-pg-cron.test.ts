import assert from "node:assert/strict";
import { join } from "node:path";
import { debianPostgres } from "../support/machines/debian-postgres.ts";
import { PROJECT_ROOT } from "../../stack/project-root.ts";
import { startTestStack } from "../../stack/testing/test-stack.ts";
import { until } from "../support/basics/until.ts";

const database = await debianPostgres(join(PROJECT_ROOT, ".local", "debian"));

Deno.test({
  name: database === null
    ? "real pg_cron (skipped: no apt with postgresql-15-cron here)"
    : "the same migrations on real pg_cron: a minute job posts to prices-pull and prices are stored",
  ignore: database === null,
  async fn(): Promise<void> {
    if (database === null) return;
    const stack = await startTestStack({ database, quietCron: true });
    const { sql } = stack;
    try {
      const [extension] = await sql`select extname, extversion from pg_extension where extname = 'pg_cron'`;
      assert.equal(extension?.["extname"], "pg_cron");

      const [config] = await sql`select public.read_config(true) as document`;
      const { version } = config?.["document"];
      await sql`select public.update_config(${version}, '{"settings": {"fetch_interval_seconds": 60}}', 'test')`;
      const [job] = await sql`select jobid, schedule, active from cron.job where jobname = 'prices-pull'`;
      assert.deepEqual([job?.["schedule"], job?.["active"]], ["* * * * *", true]);

      // pg_cron 1.4 knows no seconds, so this waits for the next minute.
      await until(async () => (await sql`select from spot.prices`).length >= 4, { within: 90_000 });
      const [run] = await sql`select status from cron.job_run_details where jobid = ${job?.["jobid"]}`;
      assert.equal(run?.["status"], "succeeded");
      const [pull] = await sql`select trigger, state from spot.pulls order by slot_at desc limit 1`;
      assert.equal(pull?.["trigger"], "cron");
      await until(async () => (await sql`select from net._http_response where status_code = 200`).length > 0);
    } finally {
      await stack.stop();
    }
  },
});
