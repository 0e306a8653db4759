import { join, resolve } from "node:path";
import { parse } from "smol-toml";
import { z } from "zod";
import { readTextIfExists } from "./folder.ts";
import { StackError } from "../stack-error.ts";

const FunctionSection = z.object({
  enabled: z.boolean().default(true),
  verify_jwt: z.boolean().default(true),
  entrypoint: z.string().optional(),
});

const Config = z.object({
  project_id: z.string().default("project"),
  api: z.object({
    schemas: z.array(z.string()).default(["public"]),
    extra_search_path: z.array(z.string()).default(["public", "extensions"]),
    max_rows: z.number().int().positive().default(1000),
  }).prefault({}),
  functions: z.record(z.string(), FunctionSection).default({}),
});

/** What PostgREST is told. */
export interface ApiSettings {
  readonly schemas: readonly string[];
  readonly extraSearchPath: readonly string[];
  readonly maxRows: number;
}

/** A function that config.toml declares. */
export interface DeclaredFunction {
  readonly name: string;
  /** Absolute path. */
  readonly entrypoint: string;
  readonly verifyJwt: boolean;
}

export interface ProjectConfig {
  readonly api: ApiSettings;
  /** Enabled functions in the order of the file. */
  readonly functions: readonly DeclaredFunction[];
}

/** Reads the parts of supabase/config.toml that this stack heeds; the defaults are the CLI's. */
export function readProjectConfig(projectRoot: string): ProjectConfig {
  const path = join(projectRoot, "supabase", "config.toml");
  return parseProjectConfig(readTextIfExists(path) ?? "", { path });
}

/** Pure. `path` is that of the file: entrypoints are relative to its folder. */
export function parseProjectConfig(text: string, { path }: { readonly path: string }): ProjectConfig {
  const folder = resolve(path, "..");
  const config = read(text, path);
  return {
    api: {
      schemas: config.api.schemas,
      extraSearchPath: config.api.extra_search_path,
      maxRows: config.api.max_rows,
    },
    functions: Object.entries(config.functions).filter(([, section]) => section.enabled).map((
      [name, section],
    ) => ({
      name,
      entrypoint: resolve(folder, section.entrypoint ?? join("functions", name, "index.ts")),
      verifyJwt: section.verify_jwt,
    })),
  };
}

function read(text: string, path: string): z.infer<typeof Config> {
  try {
    return Config.parse(parse(text));
  } catch (cause) {
    const reason = cause instanceof z.ZodError
      ? z.prettifyError(cause)
      : cause instanceof Error
      ? cause.message
      : "";
    throw new StackError(`Cannot read ${path}: ${reason}`, { cause });
  }
}
