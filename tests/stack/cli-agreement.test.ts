import assert from "node:assert/strict";
import { join } from "node:path";
import { readMigrations } from "../../stack/database/migrations.ts";
import { splitStatements } from "../../stack/database/split-statements.ts";
import { PROJECT_ROOT } from "../../stack/project-root.ts";
import { startTestStack } from "../../stack/testing/test-stack.ts";
import { withTempFolder } from "../support/basics/temp-folder.ts";

const CLI = "supabase@3.1.0";
const hasNpx =
  new Deno.Command("sh", { args: ["-c", "command -v npx"], stdout: "null" }).outputSync().success;

// Everything in which a semicolon does not end a statement.
const TRICKY = `-- leading comment; with semicolon
create table public.a (x int); /* block ; /* nested ; */ */ insert into public.a values (1);;
create function public.f() returns int language sql begin atomic select 1; select case when true then 2 else 3 end; end;
create function public.g() returns text language plpgsql as $body$ begin return 'x;y' || $$;$$; end $body$;
insert into public.a select length(E'it\\'s; '); insert into public.a select length('it''s; ');
create table public."we;ird" (y int);
-- trailing comment
`;

Deno.test({
  name: hasNpx
    ? "the CLI finds every migration and the seed applied after a start, and has nothing to push"
    : "the CLI agrees with the migrations of a start (skipped: no npx)",
  ignore: !hasNpx,
  async fn(): Promise<void> {
    const stack = await startTestStack({ services: [] });
    try {
      const listed = await runCli(PROJECT_ROOT, ["migration", "list", "--db-url", stack.dbUrl, "--yes"]);
      for (const { version } of readMigrations(join(PROJECT_ROOT, "supabase", "migrations"))) {
        assert.match(listed, new RegExp(`${version}\\W+${version}`), `${version} in both columns`);
      }
      const pushed = await runCli(PROJECT_ROOT, [
        "db",
        "push",
        "--include-seed",
        "--db-url",
        stack.dbUrl,
        "--yes",
      ]);
      assert.match(pushed, /is up to date/);
    } finally {
      await stack.stop();
    }
  },
});

Deno.test({
  name: hasNpx
    ? "splitStatements() cuts a file into the statements that the CLI records"
    : "splitStatements() cuts as the CLI does (skipped: no npx)",
  ignore: !hasNpx,
  fn: () =>
    withTempFolder(async (project) => {
      const migrations = join(project, "supabase", "migrations");
      Deno.mkdirSync(migrations, { recursive: true });
      Deno.copyFileSync(
        join(PROJECT_ROOT, "supabase", "config.toml"),
        join(project, "supabase", "config.toml"),
      );
      Deno.writeTextFileSync(join(migrations, "20260101000000_tricky.sql"), TRICKY);
      const stack = await startTestStack({ migrations: null, services: [] });
      try {
        await runCli(project, ["db", "push", "--db-url", stack.dbUrl, "--yes"]);
        const [row] = await stack.sql`select statements, name from supabase_migrations.schema_migrations`;
        assert.deepEqual(row, { statements: [...splitStatements(TRICKY)], name: "tricky" });
      } finally {
        await stack.stop();
      }
    }),
});

async function runCli(cwd: string, args: readonly string[]): Promise<string> {
  const output = await new Deno.Command("npx", {
    args: ["-y", CLI, ...args],
    cwd,
    env: { NO_COLOR: "1", SUPABASE_TELEMETRY_DISABLED: "1" },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  const text = decoder.decode(output.stdout) + decoder.decode(output.stderr);
  assert.equal(output.code, 0, text);
  return text;
}
