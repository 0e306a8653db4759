import { parseArgs } from "node:util";
import { databaseUrl } from "../../stack/database/prepare-database.ts";
import { stackFolder } from "../../stack/config/folder.ts";
import { loadSecrets } from "../../stack/config/secrets.ts";
import { StackError } from "../../stack/stack-error.ts";
import { readState } from "../../stack/config/state-file.ts";

export interface BackupCommand {
  /** Connection string of the role postgres. */
  readonly databaseUrl: string;
  readonly folder: string;
  readonly overwrite: boolean;
}

/**
 * Reads the command line of `backup` (--to FOLDER) and `restore` (--from FOLDER, --overwrite). The database is the
 * local stack's, or the one of SUPABASE_DB_URL or --db-url.
 *
 * @throws StackError
 */
export async function readBackupCommand(
  args: readonly string[],
  { folderOption, env }: {
    readonly folderOption: "to" | "from";
    readonly env: Readonly<Record<string, string>>;
  },
): Promise<BackupCommand> {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { to: text, from: text, "db-url": text, dir: text, overwrite: { type: "boolean" } },
  });
  const folder = values[folderOption];
  if (folder === undefined) {
    throw new StackError(`Cannot go on: --${folderOption} is missing`, { hint: `--${folderOption} FOLDER` });
  }
  const given = values["db-url"] ?? env["SUPABASE_DB_URL"];
  return {
    databaseUrl: given ?? await localUrl(values.dir ?? ".local"),
    folder,
    overwrite: values.overwrite ?? false,
  };
}

async function localUrl(dir: string): Promise<string> {
  const folder = stackFolder(dir);
  const state = await readState(folder);
  if (state === null || !state.ready) {
    throw new StackError(`Cannot reach the local stack: none runs from ${folder.root}`, {
      hint: "`deno task start` starts it; --db-url names another database",
    });
  }
  const { passwords } = await loadSecrets(folder);
  return databaseUrl({ port: state.ports.database, passwords }, "postgres");
}
