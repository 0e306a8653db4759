import { parseArgs } from "node:util";
import { StackError } from "../../stack/stack-error.ts";

/** What `deno task deploy` was told. */
export interface DeployOptions {
  /** Reference of the project: the first part of its address. Null: ask, or take the linked one. */
  readonly projectRef: string | null;
  /** Origin of the project's API. */
  readonly projectUrl: string | null;
  /** Connection string for the migrations; null lets the CLI find its own way. */
  readonly databaseUrl: string | null;
  readonly secretsFile: string | null;
  /** Says what would be done and changes nothing. */
  readonly dryRun: boolean;
  /** Asks nothing. */
  readonly yes: boolean;
}

const USAGE =
  "Options: --project-ref REF, --secrets-file FILE, --dry-run, --yes, --db-url URL, --project-url URL";

/**
 * Reads the command line; what it does not say is taken from the environment.
 *
 * @throws StackError for anything unknown or malformed
 */
export function parseDeployOptions(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): DeployOptions {
  const values = read(args);
  const projectRef = values["project-ref"] ?? env["SUPABASE_PROJECT_ID"] ?? null;
  if (projectRef !== null && !/^[a-z]{20}$/.test(projectRef)) {
    throw new StackError(`Cannot deploy to "${projectRef}": it is not a project reference`, {
      hint: "Twenty letters, as in https://abcdefghijklmnopqrst.supabase.co",
    });
  }
  return {
    projectRef,
    projectUrl: originOf(values["project-url"] ?? env["SPOT_PROJECT_URL"]),
    databaseUrl: values["db-url"] ?? env["SUPABASE_DB_URL"] ?? null,
    secretsFile: values["secrets-file"] ?? null,
    dryRun: values["dry-run"] ?? false,
    yes: values.yes ?? false,
  };
}

function originOf(text: string | undefined): string | null {
  if (text === undefined) return null;
  if (URL.canParse(text)) return new URL(text).origin;
  throw new StackError(`Cannot deploy to "${text}": it is not an address`, {
    hint: "https://<ref>.supabase.co",
  });
}

function read(args: readonly string[]): {
  readonly "project-ref"?: string;
  readonly "project-url"?: string;
  readonly "db-url"?: string;
  readonly "secrets-file"?: string;
  readonly "dry-run"?: boolean;
  readonly yes?: boolean;
} {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        "project-ref": text,
        "project-url": text,
        "db-url": text,
        "secrets-file": text,
        "dry-run": flag,
        yes: { ...flag, short: "y" },
      },
    });
    return { ...values };
  } catch (cause) {
    throw new StackError(`Cannot deploy: ${cause instanceof Error ? cause.message : "unknown option"}`, {
      cause,
      hint: USAGE,
    });
  }
}
