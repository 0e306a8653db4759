// `deno task restore --from FOLDER [--db-url URL] [--overwrite]`: all of a backup, or nothing.
import { runCommand, writeLine } from "../../stack/commands/run-command.ts";
import { connect } from "../../stack/database/prepare-database.ts";
import { readBackupCommand } from "../backup/options.ts";
import { restoreBackup } from "./restore-backup.ts";

await runCommand(async () => {
  const { databaseUrl, folder, overwrite } = await readBackupCommand(Deno.args, {
    folderOption: "from",
    env: Deno.env.toObject(),
  });
  const sql = connect(databaseUrl);
  try {
    const { made_at, tables } = await restoreBackup(sql, { folder, overwrite });
    const rows = tables.reduce((sum, table) => sum + table.rows, 0);
    writeLine(`Restored ${rows} rows of ${tables.length} tables as of ${made_at}`);
  } finally {
    await sql.end();
  }
  return 0;
});
