import { createHash } from "node:crypto";
import { join } from "node:path";
import { findBinaries } from "../services/binaries.ts";
import { ignore } from "../ignore.ts";
import { exists, makeFolders, type StackFolder, stackFolder } from "../config/folder.ts";
import { freePorts } from "../process/ports.ts";
import { createFoundation, migrate, type ProjectSql } from "../database/prepare-database.ts";
import { loadSecrets } from "../config/secrets.ts";
import { createCluster, postgresService } from "../services/postgres.ts";
import { Supervisor } from "../process/supervisor.ts";
import { inspectHost } from "../process/wrap-command.ts";

const STANDINS = new URL("../standins/", import.meta.url);

/**
 * Fills `folder` with a database in which the migrations are applied already, and its secrets.
 *
 * The template is kept in `store` under a hash of everything that shapes it, so it is made once per change.
 */
export async function copyTemplate(
  projectSql: ProjectSql,
  { folder, store }: { readonly folder: StackFolder; readonly store: string },
): Promise<void> {
  const template = join(store, hashOf(projectSql));
  if (!exists(template)) await makeTemplate(projectSql, template);
  // Hard links would be shared by Postgres; a reflink costs nothing where the file system has it.
  const reflink = Deno.build.os === "linux" ? ["--reflink=auto"] : [];
  const copied = await new Deno.Command("cp", { args: ["-R", ...reflink, `${template}/.`, folder.root] })
    .output();
  if (!copied.success) throw new Error(`Cannot copy ${template}: ${new TextDecoder().decode(copied.stderr)}`);
}

/** Made beside its place and moved there when whole: test files that run in parallel may all try. */
async function makeTemplate(projectSql: ProjectSql, template: string): Promise<void> {
  const folder = stackFolder(`${template}.${crypto.randomUUID()}`);
  makeFolders(folder);
  const [binaries, host, secrets] = await Promise.all([
    findBinaries(folder),
    inspectHost(),
    loadSecrets(folder),
  ]);
  const [port = 0] = freePorts(1);
  const access = { port, passwords: secrets.passwords };
  const password = secrets.passwords.supabase_admin;
  await createCluster({ folder, binaries, host, password, majorVersion: 17 });
  const postgres = postgresService({
    folder,
    binaries,
    host,
    access,
    durable: false,
    settings: [],
    async afterReady(): Promise<void> {
      await createFoundation(access);
      await migrate(access, projectSql);
    },
  });
  const supervisor = new Supervisor([postgres], { logFolder: folder.logs, report: ignore });
  try {
    await supervisor.start();
  } finally {
    await supervisor.stop();
  }
  for (const path of [folder.libraries, folder.logs, folder.sockets]) {
    Deno.removeSync(path, { recursive: true });
  }
  try {
    Deno.renameSync(folder.root, template);
  } catch (error) {
    if (!exists(template)) throw error;
    Deno.removeSync(folder.root, { recursive: true }); // Another test file was faster.
  }
}

function hashOf({ migrations, seed }: ProjectSql): string {
  const hash = createHash("sha256");
  for (const { name } of [...Deno.readDirSync(STANDINS)].sort((a, b) => a.name.localeCompare(b.name))) {
    hash.update(Deno.readTextFileSync(new URL(name, STANDINS)));
  }
  for (const { path, text } of migrations) hash.update(`\0${path}\0${text}`);
  hash.update(`\0${seed?.text ?? ""}\0${Deno.uid()}`);
  return hash.digest("hex").slice(0, 24);
}
