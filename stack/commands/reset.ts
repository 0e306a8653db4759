import { exists, stackFolder } from "../config/folder.ts";
import { parseOptions } from "../config/options.ts";
import { runCommand, writeLine } from "./run-command.ts";
import { StackError } from "../stack-error.ts";
import { readState } from "../config/state-file.ts";
import { endStack } from "./stop.ts";
import { waitForOldPostgres } from "../database/old-postgres.ts";

/** Ends the stack and forgets its database and keys; the next start makes new ones. Logs stay. */
async function reset(): Promise<number> {
  const options = parseOptions(Deno.args);
  const folder = stackFolder(options.folder);
  const state = await readState(folder);
  if (state !== null) await endStack(state);
  await waitForOldPostgres(folder);
  let removed = 0;
  for (const path of [folder.data, `${folder.data}.new`, folder.secrets, folder.state, folder.libraries]) {
    if (!exists(path)) continue;
    removePath(path);
    removed++;
  }
  writeLine(
    removed === 0 ? `Nothing to reset in ${folder.root}` : `Removed database and keys of ${folder.root}`,
  );
  return 0;
}

function removePath(path: string): void {
  try {
    Deno.removeSync(path, { recursive: true });
  } catch (cause) {
    if (!(cause instanceof Deno.errors.PermissionDenied)) throw cause;
    throw new StackError(`Cannot remove ${path}: it belongs to another user`, { cause });
  }
}

if (import.meta.main) await runCommand(reset);
