import { join } from "node:path";

/** The Deno that Supabase's edge runtime 1.74 to 1.78 is compatible with is 2.1; npm brings its last release. */
export const PLATFORM_DENO = "deno@2.1.14";

export interface PlatformDeno {
  readonly command: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Path of that Deno, and a cache of its own: the cache of a newer Deno holds database formats that it cannot read.
 *
 * @throws Error where npm cannot bring it
 */
export function findPlatformDeno(root: string): Promise<PlatformDeno> {
  return found ??= find(root);
}

let found: Promise<PlatformDeno> | undefined;

async function find(root: string): Promise<PlatformDeno> {
  const output = await new Deno.Command("npx", {
    args: ["-y", PLATFORM_DENO, "eval", "console.log(Deno.execPath())"],
    // Away from the project, whose lock file it cannot read.
    cwd: "/",
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  if (!output.success) throw new Error(`Cannot run ${PLATFORM_DENO}: ${decoder.decode(output.stderr)}`);
  const env = {
    DENO_DIR: join(root, ".local", "deno-2.1"),
    DENO_NO_UPDATE_CHECK: "1",
    NO_COLOR: "1",
    DENO_TLS_CA_STORE: "mozilla,system",
  };
  return { command: decoder.decode(output.stdout).trim(), env };
}
