import { checkRecording } from "./check-recording.ts";
import { readStackEnvironment } from "../config/environment.ts";
import { makeFolders, stackFolder } from "../config/folder.ts";
import { ignore } from "../ignore.ts";
import { watchLaunchers } from "../process/launch-watch.ts";
import { catchLostConnection } from "../database/lost-connection.ts";
import { parseOptions, type StackOptions } from "../config/options.ts";
import { decideOrigin, originLabel, type StackOrigin } from "../config/origin.ts";
import { freePorts, isFree, requireFree } from "../process/ports.ts";
import { type DatabaseAccess, readProjectSql } from "../database/prepare-database.ts";
import { runCommand, writeLine } from "./run-command.ts";
import { type RunningStack, type StackPorts, startStack } from "../stack.ts";
import { clearInvented } from "../database/simulated-history.ts";
import { tellHistory, type ToldHistory } from "./tell-history.ts";
import { StackError } from "../stack-error.ts";
import { claimFolder, refuseRunning, releaseFolder, writeState } from "../config/state-file.ts";
import { firstPull } from "./first-pull.ts";
import { summary } from "./summary.ts";
import { PROJECT_ROOT } from "../project-root.ts";

const NO_HISTORY: ToldHistory = { begun: Promise.resolve(), finish: () => Promise.resolve(null) };
const LOST_GRACE_MS = 10_000;

async function start(): Promise<number> {
  const began = performance.now();
  const options = parseOptions(Deno.args);
  if (options.origin.kind === "replay") checkRecording(options.origin.file);
  const env = readStackEnvironment(PROJECT_ROOT, Deno.env.toObject());
  // Asked while everything else starts, so that it costs no time.
  const origin = decideOrigin(options.origin, { env, fetch });
  const folder = stackFolder(options.folder);
  makeFolders(folder);
  await refuseRunning(folder);
  const ports = choosePorts(options);
  const { gateway, alias, database } = ports;
  const claim = await claimFolder(folder, { gateway, alias, database });

  const interrupted = new AbortController();
  const ending = Promise.withResolvers<void>();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    Deno.addSignalListener(signal, () => ending.resolve());
  }
  const watch = await watchLaunchers(() => ending.resolve());
  const lost = Promise.withResolvers<never>();
  lost.promise.catch(ignore);
  const uncatch = catchLostConnection(() => {
    // Whoever ended the database has a better reason to tell, and mostly tells it at once.
    setTimeout(() => lost.reject(lostConnection(folder.logs)), LOST_GRACE_MS);
  });
  const report = (line: string): void => writeLine(`  ${line}`);
  writeLine("StackTrackr Prices: starting the local stack");
  let history = NO_HISTORY;
  try {
    const plan = {
      projectRoot: PROJECT_ROOT,
      folder,
      ports,
      env,
      projectSql: readProjectSql(PROJECT_ROOT),
      origin,
      durable: true,
      report,
      onMigrated(
        { access, origin }: { readonly access: DatabaseAccess; readonly origin: StackOrigin },
      ): void {
        if (origin.kind === "simulate" && options.withHistory) history = tellHistory(access, report);
        else if (origin.kind === "live") history = { ...NO_HISTORY, begun: clearInvented(access, report) };
      },
    };
    const starting = startStack({ ...plan, signal: interrupted.signal });
    const stack = await Promise.race([starting, ending.promise, lost.promise]);
    if (stack === undefined) {
      interrupted.abort();
      await starting.then((started) => started.supervisor.stop(), ignore);
      return 0;
    }
    writeState(folder, {
      ...claim,
      ports: { ...claim.ports, ...(stack.origin.kind === "live" ? {} : { upstream: ports.upstream }) },
      ready: true,
      origin: originLabel(stack.origin),
      pids: stack.supervisor.pids(),
    });
    await serve(stack, { options, ports, began, history, ended: ending.promise });
    return 0;
  } finally {
    watch.stop();
    uncatch();
    releaseFolder(folder);
  }
}

async function serve(
  stack: RunningStack,
  facts: {
    readonly options: StackOptions;
    readonly ports: StackPorts;
    readonly began: number;
    readonly history: ToldHistory;
    readonly ended: Promise<void>;
  },
): Promise<void> {
  const report = (line: string): void => writeLine(`  ${line}`);
  try {
    // Readers keep the first answers until the next pull, so what these need has to be there before it.
    const ended = facts.ended.then(() => null);
    await Promise.race([facts.history.begun, ended]);
    await Promise.race([firstPull(stack, { report }), ended]);
    const history = await Promise.race([facts.history.finish(), ended]);
    const seconds = (performance.now() - facts.began) / 1000;
    writeLine(summary(stack, { ports: facts.ports, folder: facts.options.folder, seconds, history }));
    await facts.ended;
    writeLine("\nStopping");
  } finally {
    await stack.supervisor.stop();
  }
}

function lostConnection(logs: string): StackError {
  return new StackError("Cannot go on: the connection to Postgres was lost", {
    hint: `${logs}/postgres.log has its last words`,
  });
}

function choosePorts(options: StackOptions): StackPorts {
  requireFree(options.port, { use: "the gateway", option: "--port" });
  requireFree(options.aliasPort, { use: "the gateway's second port", option: "--alias-port" });
  if (options.databasePort !== null) {
    requireFree(options.databasePort, { use: "Postgres", option: "--db-port" });
  }
  const usual = options.port + 1;
  const [database = 0, rest = 0, restAdmin = 0, upstream = 0, worker = 0] = freePorts(5);
  return {
    gateway: options.port,
    alias: options.aliasPort,
    // Supabase's numbering: 54321 and 54322. Counted from the gateway, so that stacks which start together do not meet.
    database: options.databasePort ?? (usual !== options.aliasPort && isFree(usual) ? usual : database),
    rest,
    restAdmin,
    upstream,
    worker,
  };
}

if (import.meta.main) await runCommand(start);
