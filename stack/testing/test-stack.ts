import { join } from "node:path";
import type { Sql } from "postgres";
import { readStackEnvironment } from "../config/environment.ts";
import { stackFolder } from "../config/folder.ts";
import { ignore } from "../ignore.ts";
import { readMigrations } from "../database/migrations.ts";
import type { StackOrigin } from "../config/origin.ts";
import { freePorts } from "../process/ports.ts";
import { connect, databaseUrl, type ProjectSql, readProjectSql } from "../database/prepare-database.ts";
import type { StackSecrets } from "../config/secrets.ts";
import { type DatabaseProgram, type ServiceName, startStack } from "../stack.ts";
import { copyTemplate } from "./stack-template.ts";
import { PROJECT_ROOT } from "../project-root.ts";

export interface TestStackOptions {
  /** Folder of migrations instead of supabase/migrations (and then without the seed); null for none. */
  readonly migrations?: string | null;
  /** Services to run besides Postgres. Everything unless told otherwise. */
  readonly services?: readonly Exclude<ServiceName, "postgres">[];
  /** Simulated unless told otherwise: tests never ask real providers. */
  readonly origin?: StackOrigin;
  /** Last word on the environment of the functions. */
  readonly functionEnv?: Readonly<Record<string, string>>;
  /** Project whose config.toml, functions and dashboard are served. */
  readonly projectRoot?: string;
  /** Another Postgres than npm's. Its database is made from nothing, which takes about a second. */
  readonly database?: DatabaseProgram;
  /** Leaves the cron jobs of the migrations unscheduled, so that nothing happens between two statements of a test. */
  readonly quietCron?: boolean;
  /** Commits survive a crash, as they do for users; off by default because it is slow. */
  readonly durable?: boolean;
}

/** A whole stack of its own on free ports, in a temporary folder. */
export interface TestStack {
  /** Origin of the gateway. */
  readonly url: string;
  readonly aliasUrl: string;
  /** Connection string of the role postgres, as functions get it. */
  readonly dbUrl: string;
  /** The superuser. */
  readonly sql: Sql;
  readonly keys: StackSecrets;
  readonly folder: string;
  /** Origin of the simulator; null without one. */
  readonly upstreamUrl: string | null;
  readonly ports: { readonly database: number; readonly rest: number };
  /** Process ids by service. */
  pids(): Readonly<Record<string, number>>;
  restart(service: ServiceName): Promise<void>;
  /** Ends it for now: to see what the others do without it. */
  pause(service: ServiceName): Promise<void>;
  resume(service: ServiceName): Promise<void>;
  /** SIGKILL; the supervisor starts it again by itself. */
  kill(service: ServiceName): void;
  stop(): Promise<void>;
}

const SERVICES = ["postgrest", "worker", "functions", "upstream"] as const;

/** Starts a stack from a copy of a prepared database. The caller stops it. */
export async function startTestStack(options: TestStackOptions = {}): Promise<TestStack> {
  const projectRoot = options.projectRoot ?? PROJECT_ROOT;
  const origin = options.origin ?? { kind: "simulate", reason: "a test" };
  const projectSql = readTestSql(projectRoot, options);
  const folder = stackFolder(Deno.makeTempDirSync({ prefix: "stack-test-" }));
  if (options.database === undefined) {
    await copyTemplate(projectSql, { folder, store: join(PROJECT_ROOT, ".local", "test-template") });
  }

  const [gateway = 0, alias = 0, database = 0, rest = 0, restAdmin = 0, upstream = 0, worker = 0] = freePorts(
    7,
  );
  const wanted = new Set<string>(options.services ?? SERVICES);
  const stack = await startStack({
    projectRoot,
    folder,
    ports: { gateway, alias, database, rest, restAdmin, upstream, worker },
    // Real keys of the person who runs the tests stay out of them.
    env: withoutKeys(readStackEnvironment("/nowhere", Deno.env.toObject())),
    ...(options.database === undefined ? {} : { database: options.database }),
    ...(options.functionEnv === undefined ? {} : { functionEnv: options.functionEnv }),
    projectSql,
    origin: Promise.resolve(origin),
    without: new Set(SERVICES.filter((name) => !wanted.has(name))),
    withCron: options.quietCron !== true,
    durable: options.durable === true,
    report: ignore,
  });
  const sql = connect(databaseUrl(stack.access, "supabase_admin"), { max: 4 });
  const { supervisor } = stack;
  return {
    url: stack.projectUrl,
    aliasUrl: `http://127.0.0.1:${alias}`,
    dbUrl: databaseUrl(stack.access, "postgres"),
    sql,
    keys: stack.secrets,
    folder: folder.root,
    upstreamUrl: origin.kind === "live" ? null : `http://127.0.0.1:${upstream}`,
    ports: { database, rest },
    pids: () => supervisor.pids(),
    restart: (service) => supervisor.restart(service),
    pause: (service) => supervisor.pause(service),
    resume: (service) => supervisor.resume(service),
    kill: (service) => supervisor.kill(service),
    async stop(): Promise<void> {
      await sql.end({ timeout: 2 });
      await supervisor.stop();
      Deno.removeSync(folder.root, { recursive: true });
    },
  };
}

function readTestSql(projectRoot: string, { migrations }: TestStackOptions): ProjectSql {
  if (migrations === undefined) return readProjectSql(projectRoot);
  return { migrations: migrations === null ? [] : readMigrations(migrations), seed: null };
}

function withoutKeys(env: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/API_?KEY|TOKEN|SECRET/i.test(name)));
}
