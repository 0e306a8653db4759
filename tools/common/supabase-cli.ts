const CLI = "supabase@3.1.0";

/** True where npm can bring the CLI. */
export const HAS_NPX =
  new Deno.Command("sh", { args: ["-c", "command -v npx"], stdout: "null" }).outputSync().success;

export interface CliResult {
  readonly code: number;
  /** Standard output. */
  readonly out: string;
  /** Both streams, for messages. */
  readonly text: string;
}

/** Runs the real CLI from npm, without telemetry, colours, questions or an update check. */
export async function runSupabase(
  args: readonly string[],
  { cwd, env = {} }: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): Promise<CliResult> {
  const output = await new Deno.Command("npx", {
    args: ["-y", CLI, ...args],
    cwd,
    env: { NO_COLOR: "1", SUPABASE_TELEMETRY_DISABLED: "1", SUPABASE_NO_UPDATE_NOTIFIER: "1", ...env },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  const out = decoder.decode(output.stdout);
  return { code: output.code, out, text: out + decoder.decode(output.stderr) };
}

/** Lines that warn of something. npm and the lack of Docker warn as well, which says nothing about the project. */
export function warnings(text: string): readonly string[] {
  return text.split("\n").filter((line) =>
    /\bwarn(ing)?\b/i.test(line) && !/^npm warn/.test(line) && !/Docker is not running/.test(line)
  );
}
