/** Which process a pid means: pids are used again, so a pid alone is not enough to signal anything. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in the words of the operating system. */
  readonly started: string;
}

export async function identityOf(pid: number): Promise<ProcessIdentity | null> {
  const started = Deno.build.os === "linux" ? readStartTicks(pid) : await askPs(pid);
  return started === null ? null : { pid, started };
}

/** True if that very process still lives. */
export async function isAlive(identity: ProcessIdentity): Promise<boolean> {
  return (await identityOf(identity.pid))?.started === identity.started;
}

/** Field 22 of /proc/<pid>/stat: start in clock ticks since boot. A zombie counts as gone. */
function readStartTicks(pid: number): string | null {
  const stat = readStat(pid);
  return stat === null || stat.state === "Z" ? null : stat.startTicks;
}

/** Parent of a process; null where it is gone or cannot be told. */
export function parentOf(pid: number): number | null {
  return readStat(pid)?.parent ?? null;
}

/** Command line of a process, words joined by blanks. */
export function commandLineOf(pid: number): string {
  try {
    return Deno.readTextFileSync(`/proc/${pid}/cmdline`).replaceAll("\0", " ").trim();
  } catch (error) {
    if (isGone(error)) return "";
    throw error;
  }
}

interface Stat {
  readonly state: string;
  readonly parent: number;
  readonly startTicks: string;
}

function readStat(pid: number): Stat | null {
  try {
    const text = Deno.readTextFileSync(`/proc/${pid}/stat`);
    // The name in parentheses may hold blanks and parentheses itself; the fields count from behind it.
    const [state, parent, ...rest] = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const startTicks = rest[17];
    if (state === undefined || parent === undefined || startTicks === undefined) return null;
    return { state, parent: Number(parent), startTicks };
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}

/** Reading about a process fails in several ways when it ends meanwhile (ESRCH), or where there is no /proc. */
function isGone(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound ||
    (error instanceof Error && error.message.includes("os error 3)"));
}

async function askPs(pid: number): Promise<string | null> {
  const output = await new Deno.Command("ps", {
    args: ["-o", "lstart=", "-p", String(pid)],
    env: { LC_ALL: "C" },
    stderr: "null",
  }).output();
  const started = new TextDecoder().decode(output.stdout).trim();
  return started === "" ? null : started;
}
