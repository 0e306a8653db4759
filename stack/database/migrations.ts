import { join } from "node:path";
import { createHash } from "node:crypto";
import type { Sql } from "postgres";
import { exists } from "../config/folder.ts";
import { splitStatements } from "./split-statements.ts";
import { StackError } from "../stack-error.ts";

/** One file of a migrations folder, named `<version>_<name>.sql` as the CLI demands. */
export interface Migration {
  readonly version: string;
  readonly name: string;
  readonly path: string;
  readonly text: string;
}

// In the words of Supabase CLI 3.1, so that its `migration list` and `db push` find what they expect.
const HISTORY = `
create schema if not exists supabase_migrations;
create table if not exists supabase_migrations.schema_migrations (version text not null primary key);
alter table supabase_migrations.schema_migrations add column if not exists statements text[];
alter table supabase_migrations.schema_migrations add column if not exists name text;
create table if not exists supabase_migrations.seed_files (path text not null primary key, hash text not null);
`;

/** The migrations of a folder in order. Files of other names are not migrations, as for the CLI. */
export function readMigrations(folder: string): readonly Migration[] {
  if (!exists(folder)) return [];
  const names = [...Deno.readDirSync(folder)].filter((entry) => entry.isFile).map((entry) => entry.name)
    .sort();
  return names.flatMap((file) => {
    const [, version, name] = /^(\d+)_(.*)\.sql$/.exec(file) ?? [];
    if (version === undefined || name === undefined) return [];
    const path = join(folder, file);
    return [{ version, name, path, text: Deno.readTextFileSync(path) }];
  });
}

/** Applies what is not yet applied, each file in one transaction with its history row. Returns what it applied. */
export async function applyMigrations(
  sql: Sql,
  migrations: readonly Migration[],
): Promise<readonly Migration[]> {
  await sql.unsafe(HISTORY);
  const rows = await sql<{ version: string }[]>`select version from supabase_migrations.schema_migrations`;
  const applied = new Set(rows.map((row) => row.version));
  refuseUnknown(applied, migrations);
  const pending = migrations.filter((migration) => !applied.has(migration.version));
  for (const migration of pending) await applyOne(sql, migration);
  return pending;
}

function refuseUnknown(applied: ReadonlySet<string>, migrations: readonly Migration[]): void {
  const known = new Set(migrations.map((migration) => migration.version));
  const unknown = [...applied].filter((version) => !known.has(version)).sort();
  if (unknown.length === 0) return;
  throw new StackError(
    `Cannot migrate the database: it has migrations that supabase/migrations does not have (${
      unknown.join(", ")
    })`,
    { hint: "Switch back to the branch that has them, or `deno task reset` for a new database" },
  );
}

async function applyOne(sql: Sql, { version, name, path, text }: Migration): Promise<void> {
  const statements = [...splitStatements(text)];
  try {
    await sql.begin(async (transaction) => {
      await transaction.unsafe(text);
      await transaction`
        insert into supabase_migrations.schema_migrations (version, name, statements)
        values (${version}, ${name}, ${statements})`;
    });
  } catch (cause) {
    throw new StackError(`Cannot apply ${path}: ${describeSqlError(cause, text)}`, { cause });
  }
}

/** Runs a seed file once; a changed file only updates its hash, as the CLI does. `path` is relative to the project. */
export async function applySeed(
  sql: Sql,
  seed: { readonly path: string; readonly text: string },
): Promise<boolean> {
  const hash = createHash("sha256").update(seed.text).digest("hex");
  const rows = await sql`select hash from supabase_migrations.seed_files where path = ${seed.path}`;
  if (rows[0]?.["hash"] === hash) return false;
  try {
    await sql.begin(async (transaction) => {
      if (rows.length === 0) await transaction.unsafe(seed.text);
      await transaction`
        insert into supabase_migrations.seed_files (path, hash) values (${seed.path}, ${hash})
        on conflict (path) do update set hash = excluded.hash`;
    });
  } catch (cause) {
    throw new StackError(`Cannot apply ${seed.path}: ${describeSqlError(cause, seed.text)}`, { cause });
  }
  return rows.length === 0;
}

/** Postgres's message, with the line where it points into the text. */
export function describeSqlError(error: unknown, text: string): string {
  if (!(error instanceof Error)) return String(error);
  const { position, detail, hint, where } = error as Error & Record<string, string | undefined>;
  const line = position === undefined ? "" : ` (line ${text.slice(0, Number(position)).split("\n").length})`;
  return [error.message + line, detail, hint, where].filter((part) => part !== undefined).join("\n  ");
}
