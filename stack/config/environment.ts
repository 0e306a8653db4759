import { join } from "node:path";
import { parseEnv } from "node:util";
import { PROVIDERS } from "../../shared/providers/registry.ts";
import { readTextIfExists } from "./folder.ts";

type Environment = Readonly<Record<string, string>>;

/** Files that may hold settings, the later one winning over the earlier; the shell wins over all. */
const FILES = [".env", join("supabase", "functions", ".env")];

/** The shell's variables, filled up from the project's .env files. */
export function readStackEnvironment(projectRoot: string, shell: Environment): Environment {
  const files = FILES.map((name) => readTextIfExists(join(projectRoot, name))).filter((text) =>
    text !== null
  );
  return { ...Object.assign({}, ...files.map(parseEnvText)), ...shell };
}

/** Pure. Deno's parser does not know `export NAME=value`, which shells and other tools accept. */
export function parseEnvText(text: string): Environment {
  const parsed = parseEnv(text.replaceAll(/^\s*export\s+/gm, ""));
  const entries = Object.entries(parsed).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(entries);
}

/** Names that functions may see besides those the stack sets; SUPABASE_ names are the platform's own. */
export const PROVIDER_KEYS: readonly string[] = PROVIDERS.flatMap(({ keyVariable }) =>
  keyVariable === null ? [] : [keyVariable]
);
