/** A process and everything below it, from /proc; Postgres is a postmaster with a process per connection. */
export function treeOf(root: number): readonly number[] {
  const parents = new Map<number, number>();
  for (const { name } of Deno.readDirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = Deno.readTextFileSync(`/proc/${name}/stat`);
      // The name in brackets may hold spaces.
      const [, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      parents.set(Number(name), Number(parent));
    } catch {
      continue; // It has ended meanwhile.
    }
  }
  const found = [root];
  for (const pid of found) {
    for (const [child, parent] of parents) if (parent === pid && !found.includes(child)) found.push(child);
  }
  return found;
}

/** Holds a process tree still while `body` runs, as a machine does that swaps or is being moved. */
export async function frozen<T>(root: number, body: () => Promise<T>): Promise<T> {
  const pids = treeOf(root);
  for (const pid of pids) signal(pid, "SIGSTOP");
  try {
    return await body();
  } finally {
    for (const pid of pids) signal(pid, "SIGCONT");
  }
}

function signal(pid: number, name: Deno.Signal): void {
  try {
    Deno.kill(pid, name);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
