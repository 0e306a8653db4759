import { resolve } from "node:path";
import { parseArgs } from "node:util";
import type { HistoryUnit } from "../../shared/history/to-dollars.ts";
import { StackError } from "../../stack/stack-error.ts";

export interface ImportCommand {
  readonly paths: readonly string[];
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly clearInvented: boolean;
  readonly unit: HistoryUnit;
  /** Code; null for US dollars. */
  readonly currency: string | null;
  /** Address of a hosted project; null for the local stack. */
  readonly url: string | null;
  /** Folder of the local stack. */
  readonly dir: string;
}

/** @throws StackError for options that it does not have */
export function readOptions(args: readonly string[]): ImportCommand {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        "dry-run": { type: "boolean" },
        yes: { type: "boolean" },
        "clear-invented": { type: "boolean" },
        unit: { type: "string" },
        currency: { type: "string" },
        url: { type: "string" },
        dir: { type: "string" },
      },
    });
    if (positionals.length === 0) throw new TypeError("no file or folder is named");
    const currency = values.currency?.toUpperCase() ?? "USD";
    if (!/^[A-Z]{3}$/.test(currency)) {
      throw new TypeError(`--currency ${currency} is not a code of three letters`);
    }
    return {
      paths: positionals,
      dryRun: values["dry-run"] ?? false,
      yes: values.yes ?? false,
      clearInvented: values["clear-invented"] ?? false,
      unit: unitOf(values.unit ?? "toz"),
      currency: currency === "USD" ? null : currency,
      url: values.url ?? null,
      dir: resolve(values.dir ?? ".local"),
    };
  } catch (cause) {
    throw new StackError(`Cannot import: ${cause instanceof Error ? cause.message : String(cause)}`, {
      hint:
        "deno task import FILE|FOLDER… [--dry-run] [--unit g|kg] [--currency CODE] [--clear-invented] [--yes] " +
        "[--url https://<project>.supabase.co] [--dir .local]",
    });
  }
}

function unitOf(name: string): HistoryUnit {
  if (name === "toz" || name === "g" || name === "kg") return name;
  throw new TypeError(`--unit ${name} is not toz, g or kg`);
}
