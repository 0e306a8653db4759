import { join } from "node:path";
import type { Sql } from "postgres";
import type { Store } from "../../../shared/store/store.ts";
import { connect, PROJECT_ROOT, readMigrations, startTestStack } from "./from-stack.ts";
import { withLatestAsTable } from "./latest-as-table.ts";
import { openSqlStore } from "./sql-store.ts";
import { withWorldClock, WORLD_CLOCK_SQL } from "./world-clock.ts";

/** A real Postgres with all migrations, whose clock is that of the world; emptied for each run. */
export interface WorldDatabase {
  /** As role service_role: pulls and settings. */
  readonly service: Store;
  /** As role anon: reads. */
  readonly anon: Store;
  /** As the owner: what no reader may see. */
  readonly owner: Sql;
  /** Back to the state after the migrations, as if they had been applied at this time (epoch ms). */
  reset(at: number): Promise<void>;
  stop(): Promise<void>;
}

export interface DatabaseOptions {
  readonly now: () => number;
  /** Changes the SQL of the migrations before it is loaded; for planted bugs. */
  readonly patch?: (sql: string, name: string) => string;
}

export async function openWorldDatabase({ now, patch }: DatabaseOptions): Promise<WorldDatabase> {
  const folder = writeMigrations(patch ?? ((sql) => sql));
  const stack = await startTestStack({ migrations: folder, services: [], quietCron: true });
  Deno.removeSync(folder, { recursive: true });
  const owner = connect(stack.dbUrl);
  const service = await openSqlStore(stack.dbUrl, { role: "service_role", now });
  const anon = await openSqlStore(stack.dbUrl, { role: "anon", now });
  const tables = await keepSeeds(owner);
  return {
    service,
    anon,
    owner,
    async reset(at): Promise<void> {
      await owner.unsafe(resetSql(tables, at));
    },
    async stop(): Promise<void> {
      await Promise.all([service.end(), anon.end(), owner.end({ timeout: 1 })]);
      await stack.stop();
    },
  };
}

function writeMigrations(patch: NonNullable<DatabaseOptions["patch"]>): string {
  const folder = Deno.makeTempDirSync({ prefix: "world-migrations-" });
  Deno.writeTextFileSync(join(folder, "00000000000001_world_clock.sql"), WORLD_CLOCK_SQL);
  for (const { path, version, name, text } of readMigrations(join(PROJECT_ROOT, "supabase", "migrations"))) {
    const sql = withLatestAsTable(withWorldClock(patch(text, name)));
    if (/(?<![\w.])(?:now|clock_timestamp|statement_timestamp|transaction_timestamp)\(\)/.test(sql)) {
      throw new Error(`${path} reads a clock that the world does not know`);
    }
    Deno.writeTextFileSync(join(folder, `${version}_${name}.sql`), sql);
  }
  return folder;
}

interface Kept {
  readonly name: string;
  readonly columns: string;
  readonly isSeeded: boolean;
}

/** The calendar is the same in every world; the other tables get back what the migrations put there. */
async function keepSeeds(owner: Sql): Promise<readonly Kept[]> {
  await owner.unsafe("create schema world_seed");
  const tables = await owner<{ name: string; columns: string }[]>`
    select relname::text as name, string_agg(quote_ident(attname), ', ' order by attnum) as columns
    from pg_catalog.pg_class
    join pg_catalog.pg_attribute on attrelid = pg_class.oid and attnum > 0 and not attisdropped and attgenerated = ''
    where relnamespace = 'spot'::regnamespace and relkind in ('r', 'p') and not relispartition
      and relname not in ('market_sessions', 'latest_prices')
    group by relname order by relname`;
  const kept: Kept[] = [];
  for (const { name, columns } of tables) {
    const rows = await owner.unsafe(`select from spot.${name} limit 1`);
    if (rows.length > 0) {
      await owner.unsafe(`create table world_seed.${name} as select ${columns} from spot.${name}`);
    }
    kept.push({ name, columns, isSeeded: rows.length > 0 });
  }
  return kept;
}

function resetSql(tables: readonly Kept[], at: number): string {
  const seeded = tables.filter(({ isSeeded }) => isSeeded);
  // A foreign key needs its target first: providers before what refers to them.
  const ordered = [...seeded].sort((a, b) => Number(b.name === "providers") - Number(a.name === "providers"));
  const time = new Date(at).toISOString();
  return [
    "begin",
    `select set_config('world_clock.now', '${time}', false)`,
    `truncate ${tables.map(({ name }) => `spot.${name}`).join(", ")} restart identity cascade`,
    ...ordered.map(({ name, columns }) =>
      `insert into spot.${name} (${columns}) overriding system value select ${columns} from world_seed.${name} on conflict do nothing`
    ),
    `update spot.settings set updated_at = '${time}' where true`,
    "commit",
    "select spot.refresh_latest_prices()",
  ].join(";\n");
}
