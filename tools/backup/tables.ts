import type { ReservedSql, Sql, TransactionSql } from "postgres";

export type DatabaseConnection = Sql | TransactionSql | ReservedSql;

/** A table of schema spot, as a backup needs it. */
export interface Table {
  readonly name: string;
  /** Columns that hold data; generated ones make themselves. */
  readonly columns: readonly string[];
  readonly identity: string | null;
  /** Column of time that decides the partition, which must be made first; null where migrations make them all. */
  readonly partitionedBy: string | null;
}

/** Counters of the last minute; a restored service starts without them. */
const LEFT_OUT = ["rate_buckets"];

/** Every table of schema spot that holds data, those that others refer to first. */
export async function readTables(sql: DatabaseConnection): Promise<readonly Table[]> {
  const rows = await sql<{ name: string; columns: string[]; identity: string | null; key: string | null }[]>`
    select
      relname::text as name,
      array_agg(attname::text order by attnum) filter (where attgenerated = '') as columns,
      max(attname::text) filter (where attidentity <> '') as identity,
      substring(pg_get_partkeydef(pg_class.oid) from '^RANGE [(]([a-z_]+)[)]') as key
    from pg_class
    join pg_attribute on attrelid = pg_class.oid and attnum > 0 and not attisdropped
    where relnamespace = 'spot'::regnamespace
      and relkind in ('r', 'p') and not relispartition and relname <> all(${LEFT_OUT})
    group by pg_class.oid, relname
    order by relname`;
  const references = await sql<{ from: string; to: string }[]>`
    select child.relname::text as from, parent.relname::text as to
    from pg_constraint
    join pg_class as child on child.oid = conrelid
    join pg_class as parent on parent.oid = confrelid
    where contype = 'f' and child.relnamespace = 'spot'::regnamespace`;
  const tables = rows.map(({ name, columns, identity, key }) => ({
    name,
    columns,
    identity,
    partitionedBy: key,
  }));
  return parentsFirst(tables, references);
}

function parentsFirst(
  tables: readonly Table[],
  references: readonly { readonly from: string; readonly to: string }[],
): readonly Table[] {
  const ordered: Table[] = [];
  let left = tables;
  while (left.length > 0) {
    const waiting = new Set(left.map(({ name }) => name));
    const free = left.filter(({ name }) =>
      !references.some(({ from, to }) => from === name && to !== name && waiting.has(to))
    );
    if (free.length === 0) {
      throw new Error(`Cannot order ${[...waiting].join(", ")}: they refer to each other`);
    }
    ordered.push(...free);
    left = left.filter((table) => !free.includes(table));
  }
  return ordered;
}

export async function readMigrationVersions(sql: DatabaseConnection): Promise<readonly string[]> {
  const rows = await sql<{ version: string }[]>`
    select version from supabase_migrations.schema_migrations order by version`;
  return rows.map(({ version }) => version);
}

/** Names come from the catalogue, and are quoted all the same. */
export function quotedName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
