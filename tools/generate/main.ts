/**
 * `deno task generate [NAME…] [--check] [--record]`: writes what is committed but made from something else, all of it
 * or what is named. `--check` writes nothing and says whether it is current, exit code 1 if not. `--record` takes new
 * example answers from a stack for openapi first.
 */
import { parseArgs } from "node:util";
import { runCommand, writeLine } from "../../stack/commands/run-command.ts";
import { StackError } from "../../stack/stack-error.ts";
import { GENERATED } from "./generated.ts";
import { type Name, NAMES } from "./names.ts";

async function main(): Promise<number> {
  const { names, check, record } = readOptions(Deno.args);
  let old = 0;
  for (const name of names) {
    const { file, isCurrent, write, checkedBy } = GENERATED[name];
    const label = name.padEnd(8);
    if (!check) {
      await write({ record });
      writeLine(`${label} ${file} written`);
    } else if (isCurrent === null) {
      writeLine(`${label} ${file} not checked here: ${checkedBy} does`);
    } else if (await isCurrent()) {
      writeLine(`${label} ${file} is current`);
    } else {
      old++;
      writeLine(`${label} ${file} is older than its sources: deno task generate ${name}`);
    }
  }
  return old === 0 ? 0 : 1;
}

function readOptions(
  args: readonly string[],
): { readonly names: readonly Name[]; readonly check: boolean; readonly record: boolean } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { check: { type: "boolean" }, record: { type: "boolean" } },
    });
    const unknown = positionals.filter((name) => !NAMES.some((known) => known === name));
    if (unknown.length > 0) throw new TypeError(`${unknown.join(", ")} is not one of ${NAMES.join(", ")}`);
    const names = NAMES.filter((name) => positionals.length === 0 || positionals.includes(name));
    return { names, check: values.check ?? false, record: values.record ?? false };
  } catch (cause) {
    throw new StackError(`Cannot generate: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
      hint: `deno task generate [${NAMES.join("|")}]… [--check] [--record]`,
    });
  }
}

await runCommand(main);
