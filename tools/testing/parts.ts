/** Parts of the suite by the names of their tasks, quickest news first. Others follow as deno.json lists them. */
const FIRST = ["test:unit", "test:db", "test:stack", "test:http"];

/** Tasks that `deno task test` leaves to those who ask for them, and why. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  "test:rights-mutation": "breaks every right in turn, which takes minutes",
};

/** The tasks that make up the suite, in order. `wanted` holds names without "test:"; none means all. */
export function partsOf(tasks: readonly string[], wanted: readonly string[]): readonly string[] {
  const known = tasks.filter((task) => task.startsWith("test:"));
  const unknown = wanted.filter((name) => !known.includes(`test:${name}`));
  if (unknown.length > 0) {
    const names = known.map((task) => task.slice("test:".length)).join(", ");
    throw new Error(`Cannot run ${unknown.join(", ")}: there is no such part. Parts: ${names}`);
  }
  if (wanted.length > 0) return known.filter((task) => wanted.includes(task.slice("test:".length)));
  const all = known.filter((task) => !(task in LEFT_OUT));
  return [...FIRST.filter((task) => all.includes(task)), ...all.filter((task) => !FIRST.includes(task))];
}
