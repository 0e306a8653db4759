/** One line with its time, into the worker's log. */
export function log(line: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`${new Date().toISOString()} ${line}\n`));
}

/** What an error says, without its trace. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
