import assert from "node:assert/strict";
import { join } from "node:path";
import { readMigrations } from "../../stack/database/migrations.ts";
import { normalTypes, readTypes } from "../../tools/generate/types/database-types.ts";
import { debianPostgres } from "../support/machines/debian-postgres.ts";
import { PROJECT_ROOT } from "../../stack/project-root.ts";
import { startTestStack } from "../../stack/testing/test-stack.ts";
import { HAS_NPX, runSupabase, warnings } from "../../tools/common/supabase-cli.ts";

const debian = HAS_NPX ? await debianPostgres(join(PROJECT_ROOT, ".local", "debian")) : null;
const REPEATABLE =
  "select jsonb_agg(to_jsonb(provider) order by provider::text) as providers from spot.providers as provider";

for (const major of [15, 17]) {
  const lacks = !HAS_NPX
    ? "no npx"
    : major === 15 && debian === null
    ? "no apt with postgresql-15 here"
    : null;
  Deno.test({
    name: lacks === null
      ? `db push with the real CLI fills an empty Postgres ${major} and then has nothing to do`
      : `db push on Postgres ${major} (skipped: ${lacks})`,
    ignore: lacks !== null,
    async fn(t): Promise<void> {
      const database = major === 15 && debian !== null ? { database: debian } : {};
      const stack = await startTestStack({ migrations: null, services: [], ...database });
      const at = { cwd: PROJECT_ROOT };
      const target = `--remote=${stack.dbUrl}`;
      try {
        await t.step("the first push applies every migration, without a warning", async () => {
          const { code, text } = await runSupabase(["db", "push", target, "--yes"], at);
          assert.equal(code, 0, text);
          assert.deepEqual(warnings(text), []);
          const rows = await stack
            .sql`select version from supabase_migrations.schema_migrations order by version`;
          const files = readMigrations(join(PROJECT_ROOT, "supabase", "migrations"));
          assert.deepEqual(rows.map((row) => row["version"]), files.map(({ version }) => version));
          const [major_] = await stack
            .sql`select current_setting('server_version_num')::int / 10000 as major`;
          assert.equal(major_?.["major"], major);
        });

        await t.step("the second push has nothing to do", async () => {
          const { code, text } = await runSupabase(["db", "push", target, "--yes"], at);
          assert.equal(code, 0, text);
          assert.match(text, /is up to date/);
        });

        await t.step(
          "the jobs of pg_cron are set, and call nobody before Vault has address and key",
          async () => {
            const jobs = await stack.sql`select jobname from cron.job where active order by jobname`;
            const names = jobs.map((row) => row["jobname"]);
            assert.deepEqual(names, ["prices-pull", "spot-alert-delivery", "spot-clean-up", "spot-watchdog"]);
            await stack.sql`delete from vault.secrets`;
            await assert.rejects(
              stack.sql`select spot.request_price_pull()`,
              /Vault lacks project_url or secret_key/,
            );
          },
        );

        await t.step(
          "db reset and migration down refuse the stack's own stand-ins, and nothing is lost",
          async () => {
            const [before] = await stack.sql.unsafe(REPEATABLE);
            for (const command of [["db", "reset"], ["migration", "down", "--last", "1"]]) {
              const { text } = await runSupabase([...command, target, "--yes"], at);
              assert.match(text, /must be owner of/, text);
            }
            const [after] = await stack.sql.unsafe(REPEATABLE);
            assert.deepEqual({ ...after }, { ...before });
          },
        );

        await t.step("docs/api/database.types.ts is what the CLI generates", async () => {
          const { code, out, text } = await runSupabase(["gen", "types", "--lang", "typescript", target], at);
          assert.equal(code, 0, text);
          assert.equal(readTypes(), normalTypes(out), "run `deno task generate types`");
        });
      } finally {
        await stack.stop();
      }
    },
  });
}
