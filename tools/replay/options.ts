import { parseArgs } from "node:util";
import { resolve } from "node:path";
import { StackError } from "../../stack/stack-error.ts";

export interface ReplayOptions {
  /** CSV `ts,metal,price_usd_toz,provider`. */
  readonly file: string;
  /** How many times faster than it was recorded; null for as fast as it goes. */
  readonly speed: number | null;
  /** Keeps running afterwards. */
  readonly serve: boolean;
  readonly folder: string;
}

const USAGE = "deno task replay FILE [--speed N] [--serve] [--dir FOLDER]";

/** @throws StackError with the usage */
export function parseReplayOptions(args: readonly string[]): ReplayOptions {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        speed: { type: "string" },
        serve: { type: "boolean", default: false },
        dir: { type: "string", default: ".local/replay" },
      },
    });
    const [file, ...others] = positionals;
    if (file === undefined || others.length > 0) throw new Error("exactly one recording is needed");
    const speed = values.speed === undefined ? null : Number(values.speed);
    if (speed !== null && !(speed > 0)) throw new Error(`--speed ${values.speed} must be a number above 0`);
    return { file: resolve(file), speed, serve: values.serve, folder: resolve(values.dir) };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StackError(`Cannot read the options: ${reason}`, { cause, hint: USAGE });
  }
}
