import { StackError } from "../stack-error.ts";

/** Runs a command of the stack; a `StackError` becomes two plain lines and exit code 1. */
export async function runCommand(command: () => Promise<number>): Promise<never> {
  try {
    Deno.exit(await command());
  } catch (error) {
    if (!(error instanceof StackError)) throw error;
    writeLine(`\n${error.message}`, Deno.stderr);
    if (error.hint !== null) writeLine(error.hint, Deno.stderr);
    Deno.exit(1);
  }
}

/** Writes one line; a closed terminal is no reason to end badly. */
export function writeLine(text: string, stream: { writeSync(p: Uint8Array): number } = Deno.stdout): void {
  try {
    stream.writeSync(new TextEncoder().encode(text + "\n"));
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}
