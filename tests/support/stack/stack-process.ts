import { join } from "node:path";
import { z } from "zod";
import { readTextIfExists } from "../../../stack/config/folder.ts";
import { freePorts } from "../../../stack/process/ports.ts";
import {
  commandLineOf,
  identityOf,
  isAlive,
  parentOf,
  type ProcessIdentity,
} from "../../../stack/process/process-identity.ts";
import { PROJECT_ROOT } from "../../../stack/project-root.ts";

const State = z.object({ ports: z.object({ gateway: z.number(), alias: z.number(), database: z.number() }) });

export interface LaunchOptions {
  /** Folder of the stack; the caller makes and removes it. */
  readonly folder: string;
  /** Words before `deno`, to start it as somebody else. */
  readonly prefix?: readonly string[];
  /** Through `deno task`, which stays between us and the stack. */
  readonly asTask?: boolean;
  /** More options for start; simulated and without a past unless told otherwise. */
  readonly args?: readonly string[];
  readonly ports?: readonly [gateway: number, alias: number];
}

/** `deno task start` as a person starts it, in a process of its own. */
export interface StackProcess {
  readonly url: string;
  readonly aliasUrl: string;
  readonly pid: number;
  /** Everything printed so far. */
  output(): string;
  /** Resolves when it says that it is ready; rejects with its output when it ends before. */
  ready(): Promise<void>;
  /** Exit code, once it has ended. */
  readonly ended: Promise<number>;
  /** It and every process below it. */
  family(): Promise<readonly ProcessIdentity[]>;
  signal(signal: Deno.Signal): void;
}

export function launchStack(options: LaunchOptions): StackProcess {
  const [gateway = 0, alias = 0] = options.ports ?? freePorts(2);
  const where = ["--port", String(gateway), "--alias-port", String(alias), "--dir", options.folder];
  const how = options.asTask
    ? ["task", "start"]
    : ["run", "-A", join(PROJECT_ROOT, "stack", "commands", "start.ts")];
  const start = [Deno.execPath(), ...how, ...where];
  const [command = "", ...args] = [
    ...options.prefix ?? [],
    ...start,
    ...options.args ?? ["--simulate", "--no-history"],
  ];
  const child = new Deno.Command(command, {
    args,
    env: { NO_COLOR: "1" },
    cwd: PROJECT_ROOT,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let output = "";
  const ready = Promise.withResolvers<void>();
  const copied = [child.stdout, child.stderr].map(async (stream) => {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      output += text;
      if (output.includes("Ready after")) ready.resolve();
    }
  });
  let hasEnded = false;
  const ended = child.status.then(async ({ code }) => {
    hasEnded = true;
    await Promise.all(copied);
    ready.reject(new Error(`it ended with code ${code}:\n${output}`));
    return code;
  });
  ready.promise.catch(() => {}); // Only those who wait for it care.
  return {
    url: `http://127.0.0.1:${gateway}`,
    aliasUrl: `http://127.0.0.1:${alias}`,
    pid: child.pid,
    output: () => output,
    ready: () => ready.promise,
    ended,
    family: () => familyOf(child.pid),
    signal(signal): void {
      if (!hasEnded) child.kill(signal);
    },
  };
}

/** Runs another command of the stack to its end. */
export async function runStackCommand(
  name: "stop" | "status" | "reset",
  folder: string,
): Promise<{ readonly code: number; readonly output: string }> {
  const output = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", join(PROJECT_ROOT, "stack", "commands", `${name}.ts`), "--dir", folder],
    env: { NO_COLOR: "1" },
    cwd: PROJECT_ROOT,
  }).output();
  const decoder = new TextDecoder();
  return { code: output.code, output: decoder.decode(output.stdout) + decoder.decode(output.stderr) };
}

/** Command lines of those processes that still live after up to `within` milliseconds. */
export async function survivors(
  family: readonly ProcessIdentity[],
  { within }: { readonly within: number },
): Promise<readonly string[]> {
  const deadline = performance.now() + within;
  let alive = family;
  while (alive.length > 0 && performance.now() < deadline) {
    const lives = await Promise.all(alive.map(isAlive));
    alive = alive.filter((_, at) => lives[at]);
    if (alive.length > 0) await new Promise((done) => setTimeout(done, 20));
  }
  return alive.map(({ pid }) => `${pid} ${commandLineOf(pid)}`);
}

/** Port of the database of a running stack. */
export function databasePortOf(folder: string): number {
  return State.parse(JSON.parse(readTextIfExists(join(folder, "stack.json")) ?? "null")).ports.database;
}

async function familyOf(root: number): Promise<readonly ProcessIdentity[]> {
  const pids = [...Deno.readDirSync("/proc")].map((entry) => Number(entry.name)).filter(Number.isInteger);
  const parents = new Map(pids.map((pid) => [pid, parentOf(pid)]));
  const belongs = (pid: number | null | undefined): boolean =>
    pid === root || (typeof pid === "number" && pid > 1 && belongs(parents.get(pid)));
  const identities = await Promise.all(pids.filter(belongs).map(identityOf));
  return identities.filter((identity) => identity !== null);
}
