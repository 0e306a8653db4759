import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";
import type { Sql, TransactionSql } from "postgres";
import { StackError } from "../../stack/stack-error.ts";
import { type BackupManifest, dataFile, readBackupManifest } from "../backup/manifest.ts";
import { quotedName, readMigrationVersions, readTables } from "../backup/tables.ts";

const ROWS_AT_ONCE = 2000;

export interface RestoreOptions {
  readonly folder: string;
  /** Replaces what is there; without it a database that has prices is left alone. */
  readonly overwrite: boolean;
}

/**
 * Puts a backup into a database that has the same migrations: all of it or nothing. The schedule follows the restored
 * settings; Vault and its keys stay those of the database.
 *
 * @throws StackError where the backup does not fit or the database is not empty
 */
export async function restoreBackup(
  sql: Sql,
  { folder, overwrite }: RestoreOptions,
): Promise<BackupManifest> {
  const manifest = readBackupManifest(folder);
  await checkFit(sql, manifest);
  const [prices] = await sql<{ any: boolean }[]>`select exists (select from spot.prices) as any`;
  if (prices?.any === true && !overwrite) {
    throw new StackError("Cannot restore: this database has prices of its own", {
      hint: "--overwrite replaces everything in it",
    });
  }
  await sql.begin(async (transaction) => {
    const names = manifest.tables.map(({ name }) => `spot.${quotedName(name)}`);
    // A restored alert or pull is no news: nobody is to be told again.
    for (const name of names) await transaction.unsafe(`alter table ${name} disable trigger user`);
    await transaction.unsafe(`truncate ${names.join(", ")}`);
    for (const table of manifest.tables) await restoreTable(transaction, { table, folder });
    for (const { name, identity } of await readTables(transaction)) {
      if (identity !== null) await continueIdentity(transaction, { name, identity });
    }
    for (const name of names) await transaction.unsafe(`alter table ${name} enable trigger user`);
    await transaction`select spot.refresh_latest_prices()`;
    await transaction`select spot.schedule_pulls()`;
  });
  return manifest;
}

async function checkFit(sql: Sql, { migrations }: BackupManifest): Promise<void> {
  const there = await readMigrationVersions(sql);
  if (there.join() === migrations.join()) return;
  const missing = migrations.filter((version) => !there.includes(version));
  const more = there.filter((version) => !migrations.includes(version));
  throw new StackError("Cannot restore: backup and database have different migrations", {
    hint: missing.length > 0
      ? `The database lacks ${missing.join(", ")}: apply them first (supabase db push)`
      : `The backup lacks ${more.join(", ")}: restore into a database of its release, then push the rest`,
  });
}

async function restoreTable(
  sql: TransactionSql,
  { table, folder }: { readonly table: BackupManifest["tables"][number]; readonly folder: string },
): Promise<void> {
  for (const time of table.partitions) {
    await sql`select spot.ensure_partition(${table.name}, ${time}::timestamptz)`;
  }
  const name = `spot.${quotedName(table.name)}`;
  const columns = table.columns.map(quotedName).join(", ");
  const insert = `insert into ${name} (${columns}) overriding system value
    select ${columns} from jsonb_populate_recordset(null::${name}, $1::text::jsonb)`;
  for await (const lines of batches(dataFile(folder, table.name))) {
    await sql.unsafe(insert, [`[${lines.join(",")}]`]);
  }
  const [count] = await sql.unsafe<{ rows: number }[]>(
    `select count(*)::int as rows from spot.${quotedName(table.name)}`,
  );
  if (count?.rows === table.rows) return;
  throw new StackError(`Cannot restore ${table.name}: ${count?.rows} rows came instead of ${table.rows}`);
}

async function* batches(file: string): AsyncGenerator<readonly string[]> {
  const unzipped = createReadStream(file).pipe(createGunzip());
  // A damaged file must end the restore, not the process.
  let failure: Error | null = null;
  unzipped.on("error", (error) => failure = error);
  let lines: string[] = [];
  for await (const line of createInterface({ input: unzipped, crlfDelay: Infinity })) {
    lines.push(line);
    if (lines.length < ROWS_AT_ONCE) continue;
    yield lines;
    lines = [];
  }
  if (failure !== null) throw new StackError(`Cannot read ${file}: it is damaged`, { cause: failure });
  if (lines.length > 0) yield lines;
}

async function continueIdentity(
  sql: TransactionSql,
  { name, identity }: { readonly name: string; readonly identity: string },
): Promise<void> {
  await sql.unsafe(
    `select setval(pg_get_serial_sequence('spot.${quotedName(name)}', '${identity}'),
       greatest(1, coalesce(max(${quotedName(identity)}), 0)), max(${quotedName(identity)}) is not null)
     from spot.${quotedName(name)}`,
  );
}
