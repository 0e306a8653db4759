import { join } from "node:path";
import { exists } from "../../../stack/config/folder.ts";
import type { DatabaseProgram } from "../../../stack/stack.ts";

const PACKAGES = ["postgresql-15", "postgresql-client-15", "postgresql-15-cron", "libpq5"];
const BIN = join("root", "usr", "lib", "postgresql", "15", "bin");

/**
 * Debian's Postgres 15 with the real pg_cron, downloaded and unpacked below `folder` without being installed:
 * Postgres finds its files from where its program lies. Null where apt is not there or has no such packages. `more`
 * names further packages, which need a folder of their own.
 */
export async function debianPostgres(
  folder: string,
  { more = [] }: { readonly more?: readonly string[] } = {},
): Promise<DatabaseProgram | null> {
  const bin = join(folder, BIN);
  if (!exists(join(bin, "postgres")) && !await unpack(folder, [...PACKAGES, ...more])) return null;
  return {
    postgres: join(bin, "postgres"),
    initdb: join(bin, "initdb"),
    libraryPath: await multiarchFolder(folder),
    majorVersion: 15,
    settings: [
      "shared_preload_libraries=pg_stat_statements,pg_cron",
      "cron.database_name=postgres",
      // Otherwise jobs connect over TCP and need a password.
      "cron.use_background_workers=on",
    ],
  };
}

async function unpack(folder: string, packages: readonly string[]): Promise<boolean> {
  Deno.mkdirSync(join(folder, "archives"), { recursive: true });
  const archives = join(folder, "archives");
  // As root, apt would switch to a user who may not write here.
  const download = ["-o", "APT::Sandbox::User=root", "download", ...packages];
  if (!await succeeds("apt-get", download, archives)) return false;
  for (const { name } of Deno.readDirSync(archives)) {
    if (!await succeeds("dpkg", ["-x", join(archives, name), join(folder, "root")], archives)) return false;
  }
  return true;
}

async function multiarchFolder(folder: string): Promise<string> {
  const output = await new Deno.Command("dpkg-architecture", { args: ["-qDEB_HOST_MULTIARCH"] }).output()
    .catch(() => null);
  const name = output?.success ? new TextDecoder().decode(output.stdout).trim() : "x86_64-linux-gnu";
  return join(folder, "root", "usr", "lib", name);
}

async function succeeds(command: string, args: readonly string[], cwd: string): Promise<boolean> {
  try {
    const options = { args: [...args], cwd, stdout: "null", stderr: "null" } as const;
    return (await new Deno.Command(command, { ...options, args: [...args] }).output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
