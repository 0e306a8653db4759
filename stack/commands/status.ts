import { z } from "zod";
import { stackFolder } from "../config/folder.ts";
import { parseOptions } from "../config/options.ts";
import { databaseUrl } from "../database/prepare-database.ts";
import { runCommand, writeLine } from "./run-command.ts";
import { loadSecrets } from "../config/secrets.ts";
import { readState } from "../config/state-file.ts";

/** Exit code 0 if it runs and answers, 1 if not, so that scripts can wait for it. */
async function status(): Promise<number> {
  const options = parseOptions(Deno.args);
  const folder = stackFolder(options.folder);
  const state = await readState(folder);
  if (state === null) {
    writeLine(`No stack runs from ${options.folder}`);
    return 1;
  }
  const secrets = await loadSecrets(folder);
  const url = `http://127.0.0.1:${state.ports.gateway}`;
  const services = Object.entries(state.pids).map(([name, pid]) => `${name} ${pid}`).join(", ");
  const access = { port: state.ports.database, passwords: secrets.passwords };
  const { upstream } = state.ports;
  writeLine(`state            ${state.ready ? "running" : "starting"} (process ${state.process.pid})
prices           ${state.origin}${upstream === undefined ? "" : ` by http://127.0.0.1:${upstream}`}
API URL          ${url}
aliases          http://127.0.0.1:${state.ports.alias}/api/prices
database         ${databaseUrl(access, "postgres")}
publishable key  ${secrets.publishableKey}
secret key       ${secrets.secretKey}
anon key         ${secrets.anonKey}
service_role key ${secrets.serviceRoleKey}
processes        ${services}
health           ${await health(url)}`);
  if (upstream !== undefined) {
    writeLine(`
A fault, for example: curl -X POST http://127.0.0.1:${upstream}/control/faults -d '{"provider":"*","fault":"server_error"}'
All faults and the clock: docs/providers.md`);
  }
  return state.ready ? 0 : 1;
}

const Health = z.object({
  status: z.string(),
  problems: z.array(z.object({ severity: z.string(), message: z.string(), what_to_do: z.string() })),
});

/** One word, and what is wrong a line each. */
async function health(url: string): Promise<string> {
  try {
    const response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(5000) });
    const { status, problems } = Health.parse(await response.json());
    const lines = problems.map(({ severity, message, what_to_do }) =>
      `  ${severity}: ${message}. ${what_to_do}`
    );
    return [status, ...lines].join("\n");
  } catch (error) {
    return `unknown: ${error instanceof Error ? error.message.split("\n")[0] : String(error)}`;
  }
}

if (import.meta.main) await runCommand(status);
