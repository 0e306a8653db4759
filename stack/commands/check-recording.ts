import { StackError } from "../stack-error.ts";
import { readRecording } from "../upstream/read-recording.ts";

/** Throws StackError where a recording cannot be replayed: before a service starts, so that the reason stands alone. */
export function checkRecording(file: string): void {
  try {
    readRecording(Deno.readTextFileSync(file));
  } catch (cause) {
    throw new StackError(`Cannot replay ${file}: ${reasonOf(cause)}`, {
      cause,
      hint: "--replay FILE takes a CSV with the columns ts,metal,price_usd_toz,provider",
    });
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "there is no such file";
  if (error instanceof Deno.errors.PermissionDenied) return "this user may not read it";
  if (error instanceof Deno.errors.IsADirectory) return "it is a folder";
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/^Cannot read the recording: /, "");
}
