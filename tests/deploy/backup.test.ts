import assert from "node:assert/strict";
import { join } from "node:path";
import { connect } from "../../stack/database/prepare-database.ts";
import { restoreBackup } from "../../tools/restore/restore-backup.ts";
import { writeBackup } from "../../tools/backup/write-backup.ts";
import { postPull } from "../support/http/pulling.ts";
import { startTestStack, type TestStack } from "../../stack/testing/test-stack.ts";
import { withTempFolder } from "../support/basics/temp-folder.ts";

/** Every read that a user might make, without what depends on the moment of asking. */
async function reads(stack: TestStack): Promise<string> {
  const sql = connect(stack.dbUrl);
  try {
    const answers: unknown[] = [];
    for (const window of ["1h", "24h", "30d", "max"]) {
      for (const currency of ["USD", "EUR", "JPY"]) {
        const [row] = await sql`select public.read_prices('all', ${currency}, 'g', ${window}) as answer`;
        answers.push(row?.["answer"]);
      }
    }
    const [past] = await sql`select public.read_prices('gold', at => '2024-05-04') as answer`;
    answers.push(past?.["answer"], await sql`select version, document from spot.settings`);
    const volatile = new Set(["generated_at", "cached_at", "stale_after", "age_seconds", "distance_seconds"]);
    return JSON.stringify(answers, (key, value: unknown) => volatile.has(key) ? undefined : value);
  } finally {
    await sql.end();
  }
}

async function fill(stack: TestStack): Promise<void> {
  await stack.sql`
    select public.import_prices(
      array['gold', 'gold', 'silver'], array['2024-05-03T12:00:00Z', '2019-05-03T12:00:00Z', '2024-05-03T12:00:00Z']::timestamptz[],
      array[2301.5, 1279, 26.5]::numeric[], array['invented', 'invented', 'invented'])`;
  await stack.sql`select public.finish_import()`;
  assert.equal((await postPull(stack, {})).status, 200);
  await stack.sql`select public.update_config(1, '{"settings": {"quote_retention_days": 90}}', 'test')`;
  await stack.sql`
    insert into spot.alerts (kind, subject, severity, opened_at) values ('spread', 'gold', 'warning', now())`;
}

Deno.test("a backup restored into another database reads the same, and goes on from there", (t) =>
  withTempFolder(async (folder) => {
    const [from, to] = [
      await startTestStack({ quietCron: true }),
      await startTestStack({ services: ["postgrest", "functions", "upstream"], quietCron: true }),
    ];
    const source = connect(from.dbUrl);
    const target = connect(to.dbUrl);
    try {
      await fill(from);
      const before = await reads(from);

      await t.step("the backup holds every row, and no key", async () => {
        const { tables } = await writeBackup(source, { folder, madeAt: "2026-11-23T16:00:00Z" });
        const rows = new Map(tables.map((table) => [table.name, table.rows]));
        assert.ok((rows.get("prices") ?? 0) >= 7 && (rows.get("pulls") ?? 0) === 1);
        const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
        assert.ok(names.includes("manifest.json") && !names.some((name) => /vault|secret/.test(name)));
      });

      await t.step("restored elsewhere, every read is equal", async () => {
        await restoreBackup(target, { folder, overwrite: false });
        assert.equal(await reads(to), before);
      });

      await t.step("nobody is told of restored alerts again", async () => {
        const [told] = await target`select count(*)::int as n from spot.alert_deliveries`;
        const [source_] = await source`select count(*)::int as n from spot.alert_deliveries`;
        assert.equal(told?.["n"], source_?.["n"]);
      });

      await t.step("the restored service pulls on", async () => {
        const pull = await postPull(to, { provider: "gold-api" });
        assert.equal(pull.status, 200, await pull.text());
        const [last] = await target`select max(pull_id)::int as id from spot.pulls`;
        assert.ok(last?.["id"] > 1, "identities go on after the restored ones");
      });

      await t.step("a database that has prices is left alone unless told otherwise", async () => {
        await assert.rejects(restoreBackup(target, { folder, overwrite: false }), /has prices of its own/);
        await restoreBackup(target, { folder, overwrite: true });
        assert.equal(await reads(to), before);
      });

      await t.step("a damaged backup changes nothing", async () => {
        const file = join(folder, "prices.jsonl.gz");
        Deno.truncateSync(file, Deno.statSync(file).size - 20);
        await assert.rejects(restoreBackup(target, { folder, overwrite: true }));
        assert.equal(await reads(to), before);
      });

      await t.step("a backup of other migrations is refused with what to do", async () => {
        await to.sql`insert into supabase_migrations.schema_migrations (version) values ('29990101000000')`;
        await assert.rejects(restoreBackup(target, { folder, overwrite: true }), /different migrations/);
      });
    } finally {
      await Promise.all([source.end(), target.end()]);
      await Promise.all([from.stop(), to.stop()]);
    }
  }));
