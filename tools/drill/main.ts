/** `deno task drill NAME [OPTION…]`: a long run by its name; drills.ts has them. */
import { runCommand, writeLine } from "../../stack/commands/run-command.ts";
import { PROJECT_ROOT } from "../../stack/project-root.ts";
import { StackError } from "../../stack/stack-error.ts";
import { DRILLS } from "./drills.ts";

await runCommand(async () => {
  const [name, ...options] = Deno.args;
  if (name === undefined || name === "--help") {
    for (const drill of DRILLS) {
      writeLine(`deno task drill ${drill.name} ${drill.options}\n    ${drill.about}`);
    }
    return name === undefined ? 2 : 0;
  }
  const drill = DRILLS.find((one) => one.name === name);
  if (drill === undefined) {
    throw new StackError(`Cannot run drill ${name}: no drill has that name`, {
      hint: `deno task drill ${DRILLS.map((one) => one.name).join("|")}`,
    });
  }
  const args = [...drill.run, ...options];
  const { code } = await new Deno.Command(Deno.execPath(), { args, cwd: PROJECT_ROOT }).spawn().status;
  return code;
});
