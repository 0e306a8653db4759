import { z } from "zod";
import { readTextIfExists, type StackFolder } from "./folder.ts";
import { identityOf, isAlive } from "../process/process-identity.ts";
import { StackError } from "../stack-error.ts";

const State = z.object({
  process: z.object({ pid: z.number(), started: z.string() }),
  ports: z.object({
    gateway: z.number(),
    alias: z.number(),
    database: z.number(),
    /** Of the simulator or the replay, once it is known that there is one. */
    upstream: z.number().optional(),
  }),
  /** False until everything answers. */
  ready: z.boolean(),
  origin: z.string(),
  pids: z.record(z.string(), z.number()),
});

/** What a running stack says about itself, for the other commands. */
export type StackState = Readonly<z.infer<typeof State>>;

/** The state of the stack that runs from this folder, or null. A file left by a killed stack counts as none. */
export async function readState(folder: StackFolder): Promise<StackState | null> {
  const state = parse(readTextIfExists(folder.state));
  return state !== null && await isAlive(state.process) ? state : null;
}

/** Throws StackError if a stack runs from this folder. */
export async function refuseRunning(folder: StackFolder): Promise<void> {
  const running = await readState(folder);
  if (running === null) return;
  const { process, ports } = running;
  throw new StackError(
    `Cannot start: a stack already runs from ${folder.root} (process ${process.pid}, port ${ports.gateway})`,
    { hint: "`deno task stop` ends it; `--dir`, `--port` and `--alias-port` start a second one beside it" },
  );
}

/** Takes the folder for this process. Throws StackError if another stack has it. */
export async function claimFolder(folder: StackFolder, ports: StackState["ports"]): Promise<StackState> {
  await refuseRunning(folder);
  const process = await identityOf(Deno.pid);
  if (process === null) throw new Error("cannot find this process in the process table");
  const state: StackState = { process, ports, ready: false, origin: "", pids: {} };
  writeState(folder, state);
  return state;
}

export function writeState(folder: StackFolder, state: StackState): void {
  const draft = `${folder.state}.${state.process.pid}`;
  Deno.writeTextFileSync(draft, JSON.stringify(state, null, 2) + "\n", { mode: 0o600 });
  Deno.renameSync(draft, folder.state);
}

export function releaseFolder(folder: StackFolder): void {
  try {
    Deno.removeSync(folder.state);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

function parse(text: string | null): StackState | null {
  if (text === null) return null;
  try {
    return State.parse(JSON.parse(text));
  } catch {
    return null; // Half a file of a killed stack says nothing about a running one.
  }
}
