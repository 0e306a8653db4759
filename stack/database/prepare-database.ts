import postgres from "postgres";
import type { Sql } from "postgres";
import { join } from "node:path";
import { applyMigrations, applySeed, type Migration, readMigrations } from "./migrations.ts";
import { ignore } from "../ignore.ts";
import { exists } from "../config/folder.ts";

const STANDINS = import.meta.resolve("../standins/");

/** Roles that can log in, as which the stack connects. */
export type DatabaseRole = "postgres" | "authenticator" | "supabase_admin";

export interface DatabaseAccess {
  readonly port: number;
  readonly passwords: Readonly<Record<DatabaseRole, string>>;
}

/** Connection string of a role on loopback. */
export function databaseUrl({ port, passwords }: DatabaseAccess, role: DatabaseRole): string {
  return `postgresql://${role}:${encodeURIComponent(passwords[role])}@127.0.0.1:${port}/postgres`;
}

/** A client without notices, for the few statements of a start. The caller ends it. */
export function connect(url: string, options: { readonly max?: number } = {}): Sql {
  return postgres(url, { max: options.max ?? 1, onnotice: ignore, connect_timeout: 5 });
}

/** The extensions that Debian or npm builds lack, and the stand-in for each. `<extension>.sql` grants the real one. */
const EXTENSIONS = [["pg_cron", "cron"], ["pg_net", "net"], ["supabase_vault", "vault"]] as const;

/** Creates roles and stand-ins in a new database; does nothing in one that has them. */
export async function createFoundation(access: DatabaseAccess): Promise<void> {
  const sql = connect(databaseUrl(access, "supabase_admin"));
  try {
    const [done] = await sql`select from pg_catalog.pg_roles where rolname = 'authenticator'`;
    if (done !== undefined) return;
    const available = await sql<{ name: string }[]>`select name from pg_catalog.pg_available_extensions`;
    const names = new Set(available.map((row) => row.name));
    await sql.begin(async (transaction) => {
      await transaction.unsafe(readStandin("roles"));
      for (const role of ["postgres", "authenticator"] as const) {
        const password = access.passwords[role].replaceAll("'", "''");
        await transaction.unsafe(`alter role ${role} password '${password}'`);
      }
      for (const [extension, standin] of EXTENSIONS) {
        await transaction.unsafe(readStandin(names.has(extension) ? extension : standin));
      }
    });
  } finally {
    await sql.end();
  }
}

function readStandin(name: string): string {
  return Deno.readTextFileSync(new URL(`${name}.sql`, STANDINS));
}

/** What the project brings: its migrations, and its seed if there is one. */
export interface ProjectSql {
  readonly migrations: readonly Migration[];
  readonly seed: { readonly path: string; readonly text: string } | null;
}

export function readProjectSql(projectRoot: string): ProjectSql {
  const seed = join(projectRoot, "supabase", "seed.sql");
  return {
    migrations: readMigrations(join(projectRoot, "supabase", "migrations")),
    seed: exists(seed) ? { path: "supabase/seed.sql", text: Deno.readTextFileSync(seed) } : null,
  };
}

/** Applies migrations and seed as `postgres`, which is what the CLI connects as. Returns how many were new. */
export async function migrate(access: DatabaseAccess, { migrations, seed }: ProjectSql): Promise<number> {
  const sql = connect(databaseUrl(access, "postgres"));
  try {
    const applied = await applyMigrations(sql, migrations);
    if (seed !== null) await applySeed(sql, seed);
    return applied.length;
  } finally {
    await sql.end();
  }
}

/** What a start tells the database: how to reach the functions, and defaults from the environment. */
export interface LaunchFacts {
  readonly projectUrl: string;
  readonly secretKey: string;
}

/** Stores url and key where the cron job looks for them. */
export async function storeVaultSecrets(access: DatabaseAccess, facts: LaunchFacts): Promise<void> {
  const sql = connect(databaseUrl(access, "postgres"));
  try {
    for (
      const [name, value] of [["project_url", facts.projectUrl], ["secret_key", facts.secretKey]] as const
    ) {
      const [found] = await sql<{ id: string }[]>`select id from vault.secrets where name = ${name}`;
      if (found === undefined) await sql`select vault.create_secret(${value}, ${name})`;
      else await sql`select vault.update_secret(${found.id}, ${value})`;
    }
  } finally {
    await sql.end();
  }
}
