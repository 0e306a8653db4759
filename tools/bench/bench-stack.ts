import { join } from "node:path";
import type { Sql } from "postgres";
import { readStackEnvironment } from "../../stack/config/environment.ts";
import { makeFolders, stackFolder } from "../../stack/config/folder.ts";
import { ignore } from "../../stack/ignore.ts";
import { freePorts } from "../../stack/process/ports.ts";
import { connect, databaseUrl, readProjectSql } from "../../stack/database/prepare-database.ts";
import { startStack } from "../../stack/stack.ts";
import { PROJECT_ROOT } from "../../stack/project-root.ts";

/** A stack of the bench's own, in which nothing is scheduled. */
export interface BenchStack {
  readonly url: string;
  readonly restUrl: string;
  readonly upstreamUrl: string;
  readonly publishableKey: string;
  readonly secretKey: string;
  readonly sql: Sql;
  stop(): Promise<void>;
}

/** Starts it with a recording of a few days as its providers, in a temporary folder. */
export async function startBenchStack(recording: string): Promise<BenchStack> {
  const folder = stackFolder(Deno.makeTempDirSync({ prefix: "bench-" }));
  makeFolders(folder);
  const [gateway = 0, alias = 0, database = 0, rest = 0, restAdmin = 0, upstream = 0, worker = 0] = freePorts(
    7,
  );
  const file = join(folder.root, "recording.csv");
  Deno.writeTextFileSync(file, recording);
  const stack = await startStack({
    projectRoot: PROJECT_ROOT,
    folder,
    ports: { gateway, alias, database, rest, restAdmin, upstream, worker },
    env: readStackEnvironment("/nowhere", {}),
    // Counted as on a server, and never reached.
    functionEnv: { RATE_LIMIT: "100000" },
    projectSql: readProjectSql(PROJECT_ROOT),
    origin: Promise.resolve({ kind: "replay", file, reason: "the bench" }),
    without: new Set(["worker"]),
    withCron: false,
    // As a project on a server: the disk is waited for.
    durable: true,
    report: ignore,
  });
  const sql = connect(databaseUrl(stack.access, "supabase_admin"), { max: 2 });
  return {
    url: stack.projectUrl,
    restUrl: `http://127.0.0.1:${rest}`,
    upstreamUrl: `http://127.0.0.1:${upstream}`,
    publishableKey: stack.secrets.publishableKey,
    secretKey: stack.secrets.secretKey,
    sql,
    async stop(): Promise<void> {
      await sql.end({ timeout: 2 });
      await stack.supervisor.stop();
      Deno.removeSync(folder.root, { recursive: true });
    },
  };
}
