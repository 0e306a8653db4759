import { parseArgs } from "node:util";
import { resolve } from "node:path";
import { StackError } from "../stack-error.ts";

/** Where prices come from; `auto` means live where that can work, else simulated. */
export type OriginChoice =
  | { readonly kind: "auto" | "live" | "simulate" }
  | { readonly kind: "replay"; readonly file: string };

/** What the commands of the stack can be told. */
export interface StackOptions {
  readonly origin: OriginChoice;
  /** Port of the gateway, as Supabase's local API. */
  readonly port: number;
  /** Second port for the aliases `/api/prices` and so on. */
  readonly aliasPort: number;
  /** Null means: the one after `port`, or any free port when that one is taken. */
  readonly databasePort: number | null;
  /** Whether a new simulated database gets an invented past. */
  readonly withHistory: boolean;
  /** Absolute path of the folder that holds everything the stack writes. */
  readonly folder: string;
}

export const DEFAULT_OPTIONS: StackOptions = {
  origin: { kind: "auto" },
  port: 54321,
  aliasPort: 3001,
  databasePort: null,
  withHistory: true,
  folder: resolve(".local"),
};

/** Reads the command line. Throws StackError for anything it does not know. */
export function parseOptions(args: readonly string[]): StackOptions {
  const { values } = read(args);
  return {
    origin: readOrigin(values),
    port: readPort("--port", values.port) ?? DEFAULT_OPTIONS.port,
    aliasPort: readPort("--alias-port", values["alias-port"]) ?? DEFAULT_OPTIONS.aliasPort,
    databasePort: readPort("--db-port", values["db-port"]),
    withHistory: values["no-history"] !== true,
    folder: resolve(values.dir ?? DEFAULT_OPTIONS.folder),
  };
}

interface Values {
  readonly live?: boolean | undefined;
  readonly simulate?: boolean | undefined;
  readonly replay?: string | undefined;
  readonly port?: string | undefined;
  readonly "alias-port"?: string | undefined;
  readonly "db-port"?: string | undefined;
  readonly "no-history"?: boolean | undefined;
  readonly dir?: string | undefined;
}

function read(args: readonly string[]): { readonly values: Values } {
  try {
    return parseArgs({
      args: [...args],
      options: {
        live: { type: "boolean" },
        simulate: { type: "boolean" },
        replay: { type: "string" },
        port: { type: "string" },
        "alias-port": { type: "string" },
        "db-port": { type: "string" },
        "no-history": { type: "boolean" },
        dir: { type: "string" },
      },
    });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StackError(`Cannot read the options: ${reason}`, {
      cause,
      hint:
        "Known: --live | --simulate | --replay FILE, --no-history, --port N, --alias-port N, --db-port N, --dir FOLDER",
    });
  }
}

function readOrigin(values: Values): OriginChoice {
  const chosen = [values.live, values.simulate, values.replay].filter((value) => value !== undefined);
  if (chosen.length > 1) {
    throw new StackError(
      "Cannot read the options: more than one of --live, --simulate and --replay is given",
    );
  }
  if (values.replay !== undefined) return { kind: "replay", file: resolve(values.replay) };
  if (values.live) return { kind: "live" };
  return values.simulate ? { kind: "simulate" } : DEFAULT_OPTIONS.origin;
}

function readPort(option: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (!(port >= 1 && port <= 65535)) {
    throw new StackError(`Cannot read ${option}: "${text}" is not a port from 1 to 65535`);
  }
  return port;
}
