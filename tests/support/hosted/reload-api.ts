import type { Sql } from "postgres";

/** What every Supabase database has and only a superuser can make: PostgREST learns of each migration at once. */
export async function reloadApiOnMigration(sql: Sql): Promise<void> {
  await sql.unsafe(`
    create function extensions.pgrst_ddl_watch() returns event_trigger language plpgsql as
      $$ begin notify pgrst, 'reload schema'; end $$;
    create event trigger pgrst_ddl_watch on ddl_command_end execute function extensions.pgrst_ddl_watch();
  `);
}
