import { join } from "node:path";
import type { Sql } from "postgres";
import { findBinaries } from "../../../stack/services/binaries.ts";
import { makeFolders, stackFolder } from "../../../stack/config/folder.ts";
import { ignore } from "../../../stack/ignore.ts";
import { freePorts } from "../../../stack/process/ports.ts";
import { connect, databaseUrl } from "../../../stack/database/prepare-database.ts";
import { readProjectConfig } from "../../../stack/config/project-config.ts";
import { verificationKeys } from "../../../stack/config/secrets.ts";
import { functionsService } from "../../../stack/services/functions.ts";
import { postgresService } from "../../../stack/services/postgres.ts";
import { postgrestService } from "../../../stack/services/postgrest.ts";
import { Supervisor } from "../../../stack/process/supervisor.ts";
import { inspectHost } from "../../../stack/process/wrap-command.ts";
import { PROJECT_ROOT } from "../../../stack/project-root.ts";
import { type TestStack } from "../../../stack/testing/test-stack.ts";

/** A streaming read replica with its own Data API, as a read replica of Supabase has. */
export interface Replica {
  /** Origin of its Data API. */
  readonly url: string;
  readonly sql: Sql;
  stop(): Promise<void>;
}

/** Copies the running primary file by file, as pg_basebackup does, and starts the copy as a hot standby. */
export async function startReplica(primary: TestStack): Promise<Replica> {
  const folder = stackFolder(Deno.makeTempDirSync({ prefix: "replica-test-" }));
  makeFolders(folder);
  const [binaries, host] = await Promise.all([findBinaries(folder), inspectHost()]);
  const [database = 0, rest = 0, restAdmin = 0, gateway = 0, alias = 0] = freePorts(5);
  await copyPrimary(primary, folder.data);

  const { passwords } = primary.keys;
  const access = { port: database, passwords };
  const config = readProjectConfig(PROJECT_ROOT);
  const postgres = postgresService({
    folder,
    binaries,
    host,
    access,
    durable: false,
    settings: [
      "hot_standby=on",
      `primary_conninfo=host=127.0.0.1 port=${primary.ports.database} user=postgres password=${passwords.postgres}`,
    ],
    afterReady: () => Promise.resolve(),
  });
  const postgrest = postgrestService({
    program: binaries.postgrest,
    host,
    port: rest,
    adminPort: restAdmin,
    databaseUrl: databaseUrl(access, "authenticator"),
    jwks: verificationKeys(primary.keys, { withLegacySecret: true }),
    api: config.api,
  });
  const api = functionsService({
    projectRoot: PROJECT_ROOT,
    host,
    env: {},
    functionEnv: {},
    settings: {
      port: gateway,
      aliasPort: alias,
      restUrl: `http://127.0.0.1:${rest}`,
      dashboard: join(folder.root, "none"),
      keys: {
        publishableKey: primary.keys.publishableKey,
        secretKey: primary.keys.secretKey,
        jwtSecret: primary.keys.jwtSecret,
        publicJwk: verificationKeys(primary.keys, { withLegacySecret: false }).keys[0] ?? {},
      },
      functions: [],
    },
  });
  // A standby cannot LISTEN, which is how PostgREST learns of new migrations.
  const readOnly = { ...postgrest, env: { ...postgrest.env, PGRST_DB_CHANNEL_ENABLED: "false" } };
  const supervisor = new Supervisor([postgres, readOnly, api], { logFolder: folder.logs, report: ignore });
  await supervisor.start();
  const sql = connect(databaseUrl(access, "supabase_admin"), { max: 2 });
  return {
    url: `http://127.0.0.1:${gateway}`,
    sql,
    async stop(): Promise<void> {
      await sql.end({ timeout: 2 });
      await supervisor.stop();
      Deno.removeSync(folder.root, { recursive: true });
    },
  };
}

async function copyPrimary({ sql, folder }: TestStack, target: string): Promise<void> {
  const session = await sql.reserve();
  try {
    await session`select pg_backup_start('replica', true)`;
    const copied = await new Deno.Command("cp", { args: ["-R", join(folder, "data"), target] }).output();
    if (!copied.success) throw new Error(new TextDecoder().decode(copied.stderr));
    const [backup] = await session`select labelfile from pg_backup_stop(false)`;
    Deno.writeTextFileSync(join(target, "backup_label"), backup?.["labelfile"]);
  } finally {
    session.release();
  }
  Deno.removeSync(join(target, "postmaster.pid"));
  Deno.writeTextFileSync(join(target, "standby.signal"), "");
  Deno.chmodSync(target, 0o700);
}
