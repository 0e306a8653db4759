import { Buffer } from "node:buffer";
import type { Sql } from "postgres";

/** A secret that must not turn up, and what to call it in a report. */
export interface Planted {
  readonly name: string;
  readonly value: string;
}

/** Finds any of the secrets in a text, also as hex, base64 or percent-encoded. Returns their names. */
export function createLeakFinder(secrets: readonly Planted[]): (text: string) => string[] {
  const needles = secrets.map(({ name, value }) => ({ name, spellings: spellingsOf(value) }));
  return (text) =>
    needles.flatMap(({ name, spellings }) => (spellings.some((one) => text.includes(one)) ? [name] : []));
}

/**
 * Looks through every stored column of every table and materialized view of the database, the system's own
 * included. Views are left out: they store nothing, and those of Vault are there to decrypt.
 */
export async function leaksInDatabase(
  sql: Sql,
  find: (text: string) => string[],
): Promise<{ readonly relations: readonly string[]; readonly leaks: readonly string[] }> {
  const relations = await sql<{ name: string }[]>`
    select format('%I.%I', nspname, relname) as name
    from pg_class join pg_namespace on pg_namespace.oid = relnamespace
    where relkind in ('r', 'm')`;
  const leaks: string[] = [];
  for (const { name } of relations) {
    for await (const rows of sql.unsafe(`select row_to_json(t)::text as row from ${name} as t`).cursor(500)) {
      for (const row of rows) {
        for (const secret of find(String(row["row"]))) leaks.push(`${secret} in ${name}`);
      }
    }
  }
  // What a session shows of itself to others.
  const sessions = await sql`select coalesce(query, '') as query from pg_stat_activity`;
  for (const { query } of sessions) {
    for (const secret of find(query)) leaks.push(`${secret} in pg_stat_activity`);
  }
  return { relations: relations.map(({ name }) => name), leaks };
}

function spellingsOf(value: string): string[] {
  const bytes = Buffer.from(value);
  // Base64 depends on where in its text the value stands; the edges, which the neighbours colour, are cut off.
  const base64 = [0, 1, 2].map((offset) =>
    Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64").slice(4, -4).replace(/=+$/, "")
  );
  return [...new Set([value, encodeURIComponent(value), bytes.toString("hex"), ...base64])];
}
