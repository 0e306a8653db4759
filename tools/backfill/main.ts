/**
 * `deno task backfill PROVIDER --from DAY --to DAY [--url https://<project>.supabase.co] [--dir .local]`
 *
 * Has a provider with a key fill in days of the past, within its budget; see docs/history.md. Exit code 1 where the
 * budget left days over: the same command goes on from there.
 */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { runCommand, writeLine } from "../../stack/commands/run-command.ts";
import { StackError } from "../../stack/stack-error.ts";
import { findTarget } from "../common/target.ts";
import { askBackfill, type BackfillRange, outcomeText } from "./ask-backfill.ts";

async function main(): Promise<number> {
  const { range, url, dir } = readOptions(Deno.args);
  const target = await findTarget({ url, dir, env: (name) => Deno.env.get(name) });
  writeLine(`Asking ${target.name} for ${range.from} to ${range.to} from ${range.provider}`);
  const outcome = await askBackfill(range, {
    url: target.url,
    secretKey: target.secretKey.reveal(),
    fetch: (request) => fetch(request),
  });
  writeLine(outcomeText(outcome));
  return outcome.status === "done" ? 0 : 1;
}

function readOptions(
  args: readonly string[],
): { readonly range: BackfillRange; readonly url: string | null; readonly dir: string } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        from: { type: "string" },
        to: { type: "string" },
        url: { type: "string" },
        dir: { type: "string" },
      },
    });
    const [provider, ...others] = positionals;
    if (provider === undefined || others.length > 0) throw new TypeError("name one provider");
    if (values.from === undefined || values.to === undefined) {
      throw new TypeError("--from and --to are needed");
    }
    return {
      range: { provider, from: values.from, to: values.to },
      url: values.url ?? null,
      dir: resolve(values.dir ?? ".local"),
    };
  } catch (cause) {
    throw new StackError(`Cannot backfill: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
      hint:
        "deno task backfill PROVIDER --from DAY --to DAY [--url https://<project>.supabase.co] [--dir .local]",
    });
  }
}

await runCommand(main);
