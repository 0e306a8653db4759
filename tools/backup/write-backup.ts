import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type { Sql, TransactionSql } from "postgres";
import { type BackupManifest, dataFile, writeBackupManifest } from "./manifest.ts";
import { quotedName, readMigrationVersions, readTables, type Table } from "./tables.ts";

const ROWS_AT_ONCE = 5000;

export interface BackupOptions {
  /** An empty or new folder. */
  readonly folder: string;
  /** RFC 3339. */
  readonly madeAt: string;
}

/**
 * Writes every table as it is at one moment, while the service goes on. Not in it: Vault (address, key and webhook)
 * and the secrets of the functions, which no backup should carry around.
 */
export async function writeBackup(sql: Sql, { folder, madeAt }: BackupOptions): Promise<BackupManifest> {
  Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
  return await sql.begin("isolation level repeatable read read only", async (transaction) => {
    const tables: BackupManifest["tables"] = [];
    for (const table of await readTables(transaction)) {
      await writeTable(transaction, { table, folder });
      const [count] = await transaction.unsafe<{ rows: number }[]>(
        `select count(*)::int as rows from spot.${quotedName(table.name)}`,
      );
      const partitions = await partitionTimes(transaction, table);
      tables.push({ name: table.name, columns: [...table.columns], rows: count?.rows ?? 0, partitions });
    }
    const migrations = [...await readMigrationVersions(transaction)];
    const manifest: BackupManifest = { format: 1, made_at: madeAt, migrations, tables };
    writeBackupManifest(folder, manifest);
    return manifest;
  });
}

async function writeTable(
  sql: TransactionSql,
  { table, folder }: { readonly table: Table; readonly folder: string },
): Promise<void> {
  const file = createWriteStream(dataFile(folder, table.name), { mode: 0o600 });
  await pipeline(Readable.from(lines(sql, table)), createGzip(), file);
}

/** One row of JSON a line, made and later read by Postgres alone, so that no number passes through JavaScript. */
async function* lines(sql: TransactionSql, { name, columns }: Table): AsyncGenerator<string> {
  const query = `select to_json(kept)::text as line
    from (select ${columns.map(quotedName).join(", ")} from spot.${quotedName(name)}) as kept`;
  for await (const rows of sql.unsafe<{ line: string }[]>(query).cursor(ROWS_AT_ONCE)) {
    yield rows.map(({ line }) => `${line}\n`).join("");
  }
}

async function partitionTimes(sql: TransactionSql, { name, partitionedBy }: Table): Promise<string[]> {
  if (partitionedBy === null) return [];
  const rows = await sql.unsafe<{ month: string }[]>(
    `select distinct to_char(date_trunc('month', ${
      quotedName(partitionedBy)
    }, 'UTC') at time zone 'UTC', 'YYYY-MM-DD') || 'T00:00:00Z' as month
     from spot.${quotedName(name)} order by 1`,
  );
  return rows.map(({ month }) => month);
}
