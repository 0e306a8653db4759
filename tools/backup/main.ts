// `deno task backup --to FOLDER [--db-url URL]`: every table of the service as it is at one moment.
import { runCommand, writeLine } from "../../stack/commands/run-command.ts";
import { connect } from "../../stack/database/prepare-database.ts";
import { readBackupCommand } from "./options.ts";
import { writeBackup } from "./write-backup.ts";

await runCommand(async () => {
  const { databaseUrl, folder } = await readBackupCommand(Deno.args, {
    folderOption: "to",
    env: Deno.env.toObject(),
  });
  const sql = connect(databaseUrl);
  try {
    const { tables } = await writeBackup(sql, { folder, madeAt: new Date().toISOString() });
    for (const { name, rows } of tables) writeLine(`${name}: ${rows}`);
    writeLine(`Backup written to ${folder}`);
  } finally {
    await sql.end();
  }
  return 0;
});
