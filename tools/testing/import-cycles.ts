/**
 * Files that import each other, types included: each circle once, as the paths of its files, sorted. `imports` holds
 * for each file what it imports.
 */
export function importCycles(imports: ReadonlyMap<string, readonly string[]>): string[][] {
  const reach = new Map([...imports.keys()].map((file) => [file, reachable(file, imports)]));
  const circles = new Map<string, string[]>();
  for (const [file, others] of reach) {
    if (!others.has(file)) continue;
    const circle = [...others].filter((other) => reach.get(other)?.has(file)).sort();
    circles.set(circle.join(), circle);
  }
  return [...circles.values()];
}

function reachable(file: string, imports: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const seen = new Set<string>();
  const open = [...imports.get(file) ?? []];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    open.push(...imports.get(next) ?? []);
  }
  return seen;
}
