import { join } from "node:path";
import { type Binaries, findBinaries } from "./services/binaries.ts";
import { makeFolders, type StackFolder } from "./config/folder.ts";
import { functionEnvironment } from "./config/function-environment.ts";
import { waitForOldPostgres } from "./database/old-postgres.ts";
import type { StackOrigin } from "./config/origin.ts";
import {
  createFoundation,
  type DatabaseAccess,
  databaseUrl,
  migrate,
  type ProjectSql,
} from "./database/prepare-database.ts";
import { storeVaultSecrets } from "./database/prepare-database.ts";
import { readProjectConfig } from "./config/project-config.ts";
import { loadSecrets, type StackSecrets, verificationKeys } from "./config/secrets.ts";
import type { Service } from "./process/service.ts";
import { StackError } from "./stack-error.ts";
import { functionsService } from "./services/functions.ts";
import { createCluster, postgresService } from "./services/postgres.ts";
import { postgrestService } from "./services/postgrest.ts";
import { upstreamService } from "./services/upstream.ts";
import { workerService } from "./services/worker.ts";
import { Supervisor } from "./process/supervisor.ts";
import { type Host, inspectHost } from "./process/wrap-command.ts";

/** Loopback ports of one stack. */
export interface StackPorts {
  readonly gateway: number;
  readonly alias: number;
  readonly database: number;
  readonly rest: number;
  readonly restAdmin: number;
  readonly upstream: number;
  readonly worker: number;
}

export type ServiceName = "postgres" | "postgrest" | "worker" | "functions" | "upstream";

export interface StackPlan {
  readonly projectRoot: string;
  readonly folder: StackFolder;
  readonly ports: StackPorts;
  /** Variables of shell and .env files. */
  readonly env: Readonly<Record<string, string>>;
  /** More for the functions, last word. */
  readonly functionEnv?: Readonly<Record<string, string>>;
  readonly projectSql: ProjectSql;
  /** May still be undecided while Postgres starts. */
  readonly origin: Promise<StackOrigin>;
  readonly without?: ReadonlySet<ServiceName>;
  /** Another Postgres than npm's, such as one with the real pg_cron. */
  readonly database?: DatabaseProgram;
  /** False leaves cron jobs alone: the real pg_cron runs them, or a test wants quiet. */
  readonly withCron?: boolean;
  /** False only for tests: trades safety against a crash of the machine for speed. */
  readonly durable: boolean;
  /** Called once the migrations are applied; nobody waits for what it begins. */
  readonly onMigrated?: (facts: { readonly access: DatabaseAccess; readonly origin: StackOrigin }) => void;
  /** Ends a start that is still under way; startStack then throws. */
  readonly signal?: AbortSignal;
  report(line: string): void;
}

/** A Postgres server program and how it is to be started. */
export interface DatabaseProgram extends Pick<Binaries, "postgres" | "initdb" | "libraryPath"> {
  readonly majorVersion: number;
  readonly settings: readonly string[];
}

/** A stack that has started. */
export interface RunningStack {
  readonly secrets: StackSecrets;
  readonly access: DatabaseAccess;
  readonly projectUrl: string;
  readonly origin: StackOrigin;
  readonly supervisor: Supervisor;
}

/** Builds the services from the plan and starts them. Ends what it began when something fails. */
export async function startStack(plan: StackPlan): Promise<RunningStack> {
  const { folder, ports, report } = plan;
  makeFolders(folder);
  await waitForOldPostgres(folder);
  const [found, host, secrets] = await Promise.all([
    findBinaries(folder),
    inspectHost(),
    loadSecrets(folder),
  ]);
  const binaries = { ...found, ...plan.database };
  const access: DatabaseAccess = { port: ports.database, passwords: secrets.passwords };
  const projectUrl = `http://127.0.0.1:${ports.gateway}`;

  const password = secrets.passwords.supabase_admin;
  const majorVersion = plan.database?.majorVersion ?? 17;
  const clustered = createCluster({ folder, binaries, host, password, majorVersion });
  const [isNew, origin] = await Promise.all([clustered, plan.origin]);
  if (isNew) report("new database created");

  const services = buildServices(plan, { binaries, host, secrets, access, projectUrl, origin });
  const supervisor = new Supervisor(services, { logFolder: folder.logs, report });
  await startUnlessStopped(supervisor, plan.signal);
  return { secrets, access, projectUrl, origin, supervisor };
}

interface StackFacts {
  readonly binaries: Binaries;
  readonly host: Host;
  readonly secrets: StackSecrets;
  readonly access: DatabaseAccess;
  readonly projectUrl: string;
  readonly origin: StackOrigin;
}

/** The services that the plan wants, in the order in which they start. */
function buildServices(plan: StackPlan, facts: StackFacts): readonly Service[] {
  const { ports } = plan;
  const { binaries, host, secrets, access, projectUrl, origin } = facts;
  const config = readProjectConfig(plan.projectRoot);
  const common = { projectRoot: plan.projectRoot, host, env: plan.env };
  const postgres = postgresService({
    folder: plan.folder,
    binaries,
    host,
    access,
    durable: plan.durable,
    settings: plan.database?.settings ?? [],
    afterReady: async () => {
      await prepare(plan, access, { projectUrl, secretKey: secrets.secretKey });
      plan.onMigrated?.({ access, origin });
    },
  });
  const postgrest = postgrestService({
    program: binaries.postgrest,
    host,
    port: ports.rest,
    adminPort: ports.restAdmin,
    databaseUrl: databaseUrl(access, "authenticator"),
    jwks: verificationKeys(secrets, { withLegacySecret: true }),
    api: config.api,
  });
  const worker = workerService({
    ...common,
    settings: {
      databaseUrl: databaseUrl(access, "supabase_admin"),
      withCron: plan.withCron ?? true,
      healthPort: ports.worker,
    },
  });
  const services = [postgres, postgrest, worker, buildFunctions(plan, facts)];
  if (origin.kind !== "live") {
    const file = origin.file === undefined ? {} : { file: origin.file };
    services.push(upstreamService({ ...common, port: ports.upstream, mode: origin.kind, ...file }));
  }
  return services.filter((service) => !(plan.without as ReadonlySet<string> | undefined)?.has(service.name));
}

/** The gateway with the functions behind it. */
function buildFunctions(plan: StackPlan, { host, secrets, access, projectUrl, origin }: StackFacts): Service {
  const { ports } = plan;
  const environment = functionEnvironment({
    secrets,
    projectUrl,
    databaseUrl: databaseUrl(access, "postgres"),
    origin,
    upstreamUrl: origin.kind === "live" ? null : `http://127.0.0.1:${ports.upstream}`,
    env: plan.env,
  });
  return functionsService({
    projectRoot: plan.projectRoot,
    host,
    env: plan.env,
    functionEnv: { ...environment, ...plan.functionEnv },
    settings: {
      port: ports.gateway,
      aliasPort: ports.alias,
      restUrl: `http://127.0.0.1:${ports.rest}`,
      dashboard: join(plan.projectRoot, "dist", "dashboard"),
      keys: {
        publishableKey: secrets.publishableKey,
        secretKey: secrets.secretKey,
        jwtSecret: secrets.jwtSecret,
        publicJwk: verificationKeys(secrets, { withLegacySecret: false }).keys[0] ?? {},
      },
      functions: [...readProjectConfig(plan.projectRoot).functions],
    },
  });
}

/** A statement whose server has gone never ends, and with it the start: so the end of the stack ends the start. */
async function startUnlessStopped(supervisor: Supervisor, signal: AbortSignal | undefined): Promise<void> {
  const stopped = Promise.withResolvers<never>();
  const abort = async (): Promise<void> => {
    await supervisor.stop();
    stopped.reject(new StackError("Cannot start: the stack is being stopped"));
  };
  signal?.addEventListener("abort", abort);
  if (signal?.aborted) abort();
  try {
    await Promise.race([supervisor.start(), stopped.promise]);
  } catch (error) {
    await supervisor.stop();
    throw error;
  } finally {
    signal?.removeEventListener("abort", abort);
  }
}

async function prepare(
  plan: StackPlan,
  access: DatabaseAccess,
  facts: { readonly projectUrl: string; readonly secretKey: string },
): Promise<void> {
  await createFoundation(access);
  const applied = await migrate(access, plan.projectSql);
  if (applied > 0) plan.report(`${applied} migration${applied === 1 ? "" : "s"} applied`);
  await storeVaultSecrets(access, facts);
}
