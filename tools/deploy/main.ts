// `deno task deploy`: brings the project to Supabase, or up to date there. docs/deploy.md has the same steps by hand.
import { runCommand, writeLine } from "../../stack/commands/run-command.ts";
import { deploy } from "./deploy.ts";
import { parseDeployOptions } from "./options.ts";
import { projectApi } from "./project-api.ts";
import { runSupabase } from "../common/supabase-cli.ts";
import { PROJECT_ROOT } from "../../stack/project-root.ts";

await runCommand(async () => {
  const env = Deno.env.toObject();
  await deploy(parseDeployOptions(Deno.args, env), {
    projectRoot: PROJECT_ROOT,
    env,
    cli: (args) => runSupabase(args, { cwd: PROJECT_ROOT }),
    api: (project) => projectApi({ ...project, fetch: (request) => fetch(request) }),
    ask: Deno.stdin.isTerminal() ? (question) => prompt(question) : null,
    say: writeLine,
  });
  return 0;
});
