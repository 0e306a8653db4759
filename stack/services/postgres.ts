import { exists, type StackFolder, writePrivateFile } from "../config/folder.ts";
import type { Binaries } from "./binaries.ts";
import { type CommandLine, type Host, wrapCommand } from "../process/wrap-command.ts";
import { connect, type DatabaseAccess, databaseUrl } from "../database/prepare-database.ts";
import type { Service } from "../process/service.ts";
import { StackError } from "../stack-error.ts";
import { join } from "node:path";

export interface PostgresOptions {
  readonly folder: StackFolder;
  readonly binaries: Binaries;
  readonly host: Host;
  readonly access: DatabaseAccess;
  /** False trades safety against a crash of the machine for speed; for tests only. */
  readonly durable: boolean;
  /** More settings, as `name=value`. */
  readonly settings: readonly string[];
  afterReady(): Promise<void>;
}

const RESET = "If the data folder is damaged, `deno task reset` makes a new one; the old data is lost";

/** Real Postgres on loopback. */
export function postgresService(options: PostgresOptions): Service {
  const { folder, binaries, host, access } = options;
  const speed = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"];
  const settings = [
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "shared_preload_libraries=pg_stat_statements",
    "max_connections=100",
    "timezone=UTC",
    "log_timezone=UTC",
    // Statements may hold keys and passwords; the log must not.
    "log_min_error_statement=panic",
    ...(options.durable ? [] : speed),
    // Later settings win over earlier ones.
    ...options.settings,
  ];
  const args = ["-D", folder.data, "-p", String(access.port), ...settings.flatMap((one) => ["-c", one])];
  return {
    name: "postgres",
    ...wrapCommand({ command: binaries.postgres, args }, { host, endSignal: "INT" }),
    env: databaseEnvironment(binaries),
    dependsOn: [],
    isReady: () => answers(access),
    readyWithin: 60_000,
    // SIGINT is the fast shutdown: running transactions are rolled back, the data is flushed.
    stopSignal: "SIGINT",
    afterReady: options.afterReady,
    hint: RESET,
  };
}

async function answers(access: DatabaseAccess): Promise<boolean> {
  const sql = connect(databaseUrl(access, "supabase_admin"));
  try {
    await sql`select 1`;
    return true;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

export interface ClusterOptions {
  readonly folder: StackFolder;
  readonly binaries: Binaries;
  readonly host: Host;
  /** Password of the superuser supabase_admin. */
  readonly password: string;
  /** Major version of the program; the built-in locale provider came with 17. */
  readonly majorVersion: number;
}

/** Makes the data folder if there is none. Returns true if it made one. */
export async function createCluster(options: ClusterOptions): Promise<boolean> {
  const { folder, binaries, host } = options;
  if (exists(folder.data)) {
    checkCluster(folder, options.majorVersion);
    return false;
  }
  // Made beside its place and moved there when whole, so that an interrupted initdb leaves nothing half.
  const draft = `${folder.data}.new`;
  if (exists(draft)) Deno.removeSync(draft, { recursive: true });
  Deno.mkdirSync(draft, { mode: 0o700 });
  if (host.stepDown === "setpriv") Deno.chownSync(draft, 65534, 65534);
  const passwordFile = join(folder.root, "initdb-password");
  writePrivateFile(passwordFile, options.password);
  if (host.stepDown === "setpriv") Deno.chownSync(passwordFile, 65534, 65534);
  try {
    const locale = options.majorVersion >= 17
      ? ["--locale-provider=builtin", "--locale=C.UTF-8"]
      : ["--locale=C.UTF-8"];
    const auth = ["-U", "supabase_admin", "--auth=scram-sha-256", `--pwfile=${passwordFile}`];
    const args = ["-D", draft, ...auth, "--no-sync", "-E", "UTF8", ...locale];
    await run(wrapCommand({ command: binaries.initdb, args }, { host, endSignal: "TERM" }), binaries);
  } finally {
    Deno.removeSync(passwordFile);
  }
  Deno.renameSync(draft, folder.data);
  return true;
}

function checkCluster(folder: StackFolder, wanted: number): void {
  let version: string;
  try {
    version = Deno.readTextFileSync(join(folder.data, "PG_VERSION")).trim();
  } catch (cause) {
    throw new StackError(`Cannot open the database: ${folder.data} is no Postgres data folder`, {
      cause,
      hint: RESET,
    });
  }
  if (version === String(wanted)) return;
  throw new StackError(`Cannot open the database: ${folder.data} is of Postgres ${version}, not ${wanted}`, {
    hint: RESET,
  });
}

async function run({ command, args }: CommandLine, binaries: Binaries): Promise<void> {
  const output = await new Deno.Command(command, {
    args: [...args],
    env: databaseEnvironment(binaries),
    clearEnv: true,
    stdin: "piped",
    stdout: "null",
    stderr: "piped",
  }).spawn().output();
  if (output.success) return;
  const reason = new TextDecoder().decode(output.stderr).trim();
  throw new StackError(`Cannot create the database: initdb ended with code ${output.code}\n\n${reason}`);
}

function databaseEnvironment({ libraryPath }: Binaries): Readonly<Record<string, string>> {
  const path = Deno.env.get("PATH") ?? "/usr/bin:/bin";
  return { PATH: path, LD_LIBRARY_PATH: libraryPath, LC_ALL: "C", TZ: "UTC" };
}
