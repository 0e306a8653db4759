import { join } from "node:path";
import { readTextIfExists, type StackFolder } from "../config/folder.ts";
import { commandLineOf, identityOf } from "../process/process-identity.ts";
import { StackError } from "../stack-error.ts";

const WAIT_MS = 10_000;

/** After a kill -9 Postgres shuts down by itself, which takes a moment; a new one must not meet it. */
export async function waitForOldPostgres(folder: StackFolder): Promise<void> {
  const pid = Number(readTextIfExists(join(folder.data, "postmaster.pid"))?.split("\n")[0] ?? NaN);
  if (!Number.isInteger(pid) || pid <= 1) return;
  const deadline = performance.now() + WAIT_MS;
  while (await isPostgresOf(pid, folder)) {
    if (performance.now() > deadline) {
      throw new StackError(`Cannot use ${folder.data}: process ${pid} is a Postgres that still runs on it`, {
        hint: `kill -INT ${pid} ends it`,
      });
    }
    await new Promise((done) => setTimeout(done, 50));
  }
}

/** The pid may long belong to another program. Where command lines cannot be read, Postgres itself must judge. */
async function isPostgresOf(pid: number, folder: StackFolder): Promise<boolean> {
  return await identityOf(pid) !== null && commandLineOf(pid).includes(folder.data);
}
