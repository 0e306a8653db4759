import { stackFolder } from "../config/folder.ts";
import { parseOptions } from "../config/options.ts";
import { isAlive } from "../process/process-identity.ts";
import { runCommand, writeLine } from "./run-command.ts";
import { StackError } from "../stack-error.ts";
import { readState, type StackState } from "../config/state-file.ts";

const STOP_WITHIN_MS = 20_000;

async function stop(): Promise<number> {
  const { folder } = parseOptions(Deno.args);
  const state = await readState(stackFolder(folder));
  if (state === null) {
    writeLine(`No stack runs from ${folder}`);
    return 0;
  }
  await endStack(state);
  writeLine(`Stopped the stack of ${folder}; its data stays`);
  return 0;
}

/** Ends a running stack and waits until it is gone. `state` comes from readState, so the pid is surely the stack's. */
export async function endStack(state: StackState): Promise<void> {
  const { pid } = state.process;
  Deno.kill(pid, "SIGTERM");
  const deadline = performance.now() + STOP_WITHIN_MS;
  while (await isAlive(state.process)) {
    if (performance.now() > deadline) {
      throw new StackError(`Cannot stop process ${pid}: it does not end`, { hint: `kill -9 ${pid}` });
    }
    await new Promise((done) => setTimeout(done, 50));
  }
}

if (import.meta.main) await runCommand(stop);
