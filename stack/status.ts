import { stackFolder } from "./folder.ts";
import { parseOptions } from "./options.ts";
import { databaseUrl } from "./prepare-database.ts";
import { runCommand, writeLine } from "./run-command.ts";
import { loadSecrets } from "./secrets.ts";
import { readState } from "./state-file.ts";

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
  writeLine(`state            ${state.ready ? "running" : "starting"} (process ${state.process.pid})
prices           ${state.origin}
API URL          ${url}
aliases          http://127.0.0.1:${state.ports.alias}/api/prices
database         ${databaseUrl(access, "postgres")}
publishable key  ${secrets.publishableKey}
secret key       ${secrets.secretKey}
anon key         ${secrets.anonKey}
service_role key ${secrets.serviceRoleKey}
processes        ${services}
health           ${await health(url)}`);
  return state.ready ? 0 : 1;
}

async function health(url: string): Promise<string> {
  try {
    const response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(5000) });
    return `${response.status} ${(await response.text()).slice(0, 500)}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

if (import.meta.main) await runCommand(status);
