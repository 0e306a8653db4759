import { join } from "node:path";
import { StackError } from "../../stack/stack-error.ts";
import type { DeployOptions } from "./options.ts";
import { keysOf, type ProjectKeys } from "./project-keys.ts";
import type { ProjectApi } from "./project-api.ts";
import { readSecrets, secretsText } from "./secrets-file.ts";
import { type CliResult, warnings } from "../common/supabase-cli.ts";

/** What a deployment needs from outside. */
export interface DeployDependencies {
  readonly projectRoot: string;
  readonly env: Readonly<Record<string, string>>;
  /** Runs the Supabase CLI in the project. */
  readonly cli: (args: readonly string[]) => Promise<CliResult>;
  readonly api: (project: { readonly url: string; readonly secretKey: string }) => ProjectApi;
  /** Asks a person; null where nobody can answer. */
  readonly ask: ((question: string) => string | null) | null;
  readonly say: (line: string) => void;
}

/**
 * Brings the project to Supabase, or up to date there. Every step may be repeated; the first that fails ends it with
 * what to do, and the next run goes on from there.
 *
 * @throws StackError
 */
export async function deploy(options: DeployOptions, dependencies: DeployDependencies): Promise<void> {
  const { say, cli } = dependencies;
  const ref = options.projectRef ?? linkedRef(dependencies.projectRoot) ?? askRef(dependencies);
  const remote = `--remote=${ref}`;
  const databaseTarget = options.databaseUrl === null ? remote : `--remote=${options.databaseUrl}`;
  const url = options.projectUrl ?? `https://${ref}.supabase.co`;

  say(`1. Project ${ref} at ${url}`);
  const keys = await findKeys(remote, dependencies);
  const api = dependencies.api({ url, secretKey: keys.secret });

  say("2. Migrations");
  const planned = await mustRun(cli, ["db", "push", "--dry-run", databaseTarget], "look at the database");
  const pending = [...planned.text.matchAll(/(\d{14}_\w+\.sql)/g)].map((match) => match[1]);
  for (const name of pending) say(`   to apply: ${name}`);
  if (pending.length === 0) say("   none to apply");

  const secrets = secretsOf(options, dependencies);
  say(`3. Secrets: ${Object.keys(secrets).join(", ") || "none given"}`);
  say("4. Functions: all that supabase/config.toml declares");
  if (options.dryRun) return say("Dry run: nothing was changed.");
  confirm(options, dependencies);

  if (pending.length > 0) {
    await mustRun(cli, ["db", "push", databaseTarget, "--yes"], "apply the migrations");
    say("   migrations applied");
  }
  if (Object.keys(secrets).length > 0) {
    await setSecrets(secrets, { remote, cli });
    say("   secrets set");
  }
  const deployed = await mustRun(
    cli,
    ["functions", "deploy", "--use-api", remote, "--yes"],
    "deploy the functions",
  );
  const warned = warnings(deployed.text);
  if (warned.length > 0) throw new StackError(`Cannot trust the deployment: ${warned.join("; ")}`);
  say("   functions deployed");

  say(`5. Schedule: ${await api.setAddress()}`);
  const pull = await api.pull();
  say(`6. First pull: ${pull.state ?? pull.status}`);
  const health = await api.health();
  say(`7. Health: ${health.status}`);
  for (const problem of health.problems) say(`   ${problem}`);
  sayWhatTheAppNeeds(url, { keys, say });
}

function linkedRef(projectRoot: string): string | null {
  try {
    return Deno.readTextFileSync(join(projectRoot, "supabase", ".temp", "project-ref")).trim() || null;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

function askRef({ ask }: DeployDependencies): string {
  const answer = ask?.("Reference of the project (https://<reference>.supabase.co):")?.trim() ?? "";
  if (/^[a-z]{20}$/.test(answer)) return answer;
  throw new StackError("Cannot deploy: no project is named", {
    hint: "Pass --project-ref, or link the project once: npx supabase@3.1.0 link",
  });
}

async function findKeys(remote: string, { env, cli }: DeployDependencies): Promise<ProjectKeys> {
  const secret = env["SPOT_SECRET_KEY"];
  const publishable = env["SPOT_PUBLISHABLE_KEY"];
  if (secret && publishable) return { secret, publishable };
  const args = ["projects", "api-keys", remote, "--reveal", "--output-format", "json"];
  return keysOf((await mustRun(cli, args, "read the project's keys")).out);
}

function secretsOf(
  { secretsFile }: DeployOptions,
  { say }: DeployDependencies,
): Readonly<Record<string, string>> {
  if (secretsFile === null) return {};
  const { secrets, ignored } = readSecrets(Deno.readTextFileSync(secretsFile));
  if (ignored.length > 0) say(`   not for functions, left out: ${ignored.join(", ")}`);
  return secrets;
}

/** By a file, because arguments of a process can be seen by everybody on the machine. */
async function setSecrets(
  secrets: Readonly<Record<string, string>>,
  { remote, cli }: { readonly remote: string; readonly cli: DeployDependencies["cli"] },
): Promise<void> {
  const file = Deno.makeTempFileSync({ prefix: "secrets-", suffix: ".env" });
  try {
    Deno.writeTextFileSync(file, secretsText(secrets), { mode: 0o600 });
    await mustRun(cli, ["secrets", "set", "--env-file", file, remote, "--yes"], "set the secrets");
  } finally {
    Deno.removeSync(file);
  }
}

function confirm({ yes }: DeployOptions, { ask }: DeployDependencies): void {
  if (yes) return;
  const answer = ask?.("Go on? (y/n)")?.trim().toLowerCase();
  if (answer === "y" || answer === "yes") return;
  throw new StackError("Nothing was changed", { hint: "Answer y, or pass --yes" });
}

async function mustRun(
  cli: DeployDependencies["cli"],
  args: readonly string[],
  what: string,
): Promise<CliResult> {
  const result = await cli(args);
  if (result.code === 0) return result;
  throw new StackError(`Cannot ${what}: the CLI ended with code ${result.code}\n\n${result.text.trim()}`, {
    hint: "docs/deploy.md has the same step by hand",
  });
}

function sayWhatTheAppNeeds(
  url: string,
  { keys, say }: { readonly keys: ProjectKeys; readonly say: (line: string) => void },
): void {
  say("");
  say("The web app needs:");
  say(`   address          ${url}`);
  say(`   publishable key  ${keys.publishable}`);
  say(`Try: curl '${url}/functions/v1/prices-read?metal=gold&currency=EUR&unit=g'`);
}
