import type { Sql } from "postgres";
import { readStackEnvironment } from "../../stack/config/environment.ts";
import { makeFolders, type StackFolder } from "../../stack/config/folder.ts";
import { waitForOldPostgres } from "../../stack/database/old-postgres.ts";
import { freePorts } from "../../stack/process/ports.ts";
import { connect, databaseUrl, readProjectSql } from "../../stack/database/prepare-database.ts";
import { startStack } from "../../stack/stack.ts";
import { claimFolder, refuseRunning, releaseFolder, writeState } from "../../stack/config/state-file.ts";
import type { ReplayTarget } from "./drive.ts";
import { PROJECT_ROOT } from "../../stack/project-root.ts";

/** A stack of its own in which nothing happens but what the replay asks for. */
export interface ReplayStack extends ReplayTarget {
  readonly aliasUrl: string;
  readonly databaseUrl: string;
  readonly publishableKey: string;
  /** As the superuser. */
  readonly sql: Sql;
  stop(): Promise<void>;
}

/** Starts it on free ports, beginning with an empty folder. */
export async function startReplayStack(
  folder: StackFolder,
  { file, report }: { readonly file: string; readonly report: (line: string) => void },
): Promise<ReplayStack> {
  await refuseRunning(folder);
  await waitForOldPostgres(folder);
  removeIfExists(folder.data);
  makeFolders(folder);
  const [gateway = 0, alias = 0, database = 0, rest = 0, restAdmin = 0, upstream = 0, worker = 0] = freePorts(
    7,
  );
  const claim = await claimFolder(folder, { gateway, alias, database });
  try {
    const stack = await startStack({
      projectRoot: PROJECT_ROOT,
      folder,
      ports: { gateway, alias, database, rest, restAdmin, upstream, worker },
      env: readStackEnvironment(PROJECT_ROOT, Deno.env.toObject()),
      // A fortnight in minutes asks more often than any client may.
      functionEnv: { RATE_LIMIT: "0" },
      projectSql: readProjectSql(PROJECT_ROOT),
      origin: Promise.resolve({ kind: "replay", file, reason: `recorded prices of ${file}` }),
      // The schedule would pull as of today.
      without: new Set(["worker"]),
      withCron: false,
      durable: false,
      report,
    });
    writeState(folder, { ...claim, ready: true, origin: "replayed", pids: stack.supervisor.pids() });
    const sql = connect(databaseUrl(stack.access, "supabase_admin"), { max: 2 });
    return {
      url: stack.projectUrl,
      aliasUrl: `http://127.0.0.1:${alias}`,
      upstreamUrl: `http://127.0.0.1:${upstream}`,
      databaseUrl: databaseUrl(stack.access, "postgres"),
      secretKey: stack.secrets.secretKey,
      publishableKey: stack.secrets.publishableKey,
      sql,
      async stop(): Promise<void> {
        await sql.end({ timeout: 2 });
        await stack.supervisor.stop();
        releaseFolder(folder);
      },
    };
  } catch (error) {
    releaseFolder(folder);
    throw error;
  }
}

function removeIfExists(path: string): void {
  try {
    Deno.removeSync(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
