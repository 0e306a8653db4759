import type { Sql } from "postgres";
import { treeOf } from "../faults/process-tree.ts";

/** What the services hold at one moment. */
export interface Resources {
  /** Minutes since the run began. */
  readonly at: number;
  /** Megabytes by service; memory that processes share is counted once. */
  readonly megabytes: Readonly<Record<string, number>>;
  /** Open files of functions and gateway. */
  readonly files: number;
  /** Connections of the database. */
  readonly connections: number;
}

export async function resourcesOf(
  pids: Readonly<Record<string, number>>,
  { at, sql }: { readonly at: number; readonly sql: Sql },
): Promise<Resources | null> {
  try {
    const [row] =
      await sql`select count(*)::int as n from pg_stat_activity where backend_type = 'client backend'`;
    const measured = ["functions", "postgrest", "postgres"].map((name): [string, number] => [
      name,
      treeOf(pids[name] ?? 0).reduce((sum, pid) => sum + kilobytesOf(pid), 0) / 1024,
    ]);
    const files = treeOf(pids["functions"] ?? 0)
      .reduce((sum, pid) => sum + [...Deno.readDirSync(`/proc/${pid}/fd`)].length, 0);
    return { at, megabytes: Object.fromEntries(measured), files, connections: row?.["n"] };
  } catch {
    // A service is just being started again.
    return null;
  }
}

function kilobytesOf(pid: number): number {
  try {
    return Number(/^Pss:\s+(\d+) kB/m.exec(Deno.readTextFileSync(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw error;
  }
}
