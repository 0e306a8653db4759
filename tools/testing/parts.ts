/** Parts of the suite by the names of their tasks, quickest news first. Others follow as deno.json lists them. */
const FIRST = ["test:unit", "test:db", "test:stack", "test:http"];

/** Parts that run with `deno task test all` or by name only, and why: they need minutes or programs from elsewhere. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  "test:rights-mutation": "breaks every right in turn, which takes minutes",
  "test:advisors": "needs Supabase's CLI",
  "test:deploy": "needs Supabase's CLI and Deno 2.1",
  "test:deno21": "needs Deno 2.1; the same unit tests once more",
  "test:pg-cron": "needs Debian's Postgres and pg_cron",
  "test:scale": "needs Debian's nginx",
};

/** The tasks to run, in order. `wanted` holds names without "test:", or "all"; none means all but those left out. */
export function partsOf(tasks: readonly string[], wanted: readonly string[]): readonly string[] {
  const known = tasks.filter((task) => task.startsWith("test:"));
  const isAll = wanted.includes("all");
  const unknown = wanted.filter((name) => name !== "all" && !known.includes(`test:${name}`));
  if (unknown.length > 0) {
    const names = known.map((task) => task.slice("test:".length)).join(", ");
    throw new Error(`Cannot run ${unknown.join(", ")}: there is no such part. Parts: ${names}`);
  }
  if (wanted.length > 0 && !isAll) return known.filter((task) => wanted.includes(task.slice("test:".length)));
  const all = known.filter((task) => isAll || !(task in LEFT_OUT));
  return [...FIRST.filter((task) => all.includes(task)), ...all.filter((task) => !FIRST.includes(task))];
}
