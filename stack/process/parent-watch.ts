/**
 * Reads the first line of standard input, and from then on ends this process when standard input closes: the parent
 * holds it open for as long as it lives, so this works even when the parent was killed.
 */
export async function firstLineThenWatch(): Promise<string> {
  const reader = Deno.stdin.readable.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.includes("\n")) {
    const { value, done } = await reader.read();
    if (done) Deno.exit(0);
    text += value;
  }
  watch(reader);
  return text.slice(0, text.indexOf("\n"));
}

async function watch(reader: ReadableStreamDefaultReader<string>): Promise<void> {
  while (!(await reader.read()).done);
  Deno.exit(0);
}

/** Leaves Ctrl-C to the parent, which ends its children in order. */
export function leaveInterruptToParent(): void {
  Deno.addSignalListener("SIGINT", () => {});
}
