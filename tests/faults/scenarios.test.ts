import { scenarios } from "./run-scenarios.ts";

for (const { name, skipped, run } of scenarios()) {
  const reason = skipped === null ? "" : ` (skipped: ${skipped})`;
  Deno.test({
    name: `${name}: nothing lost, nothing half, well again by itself${reason}`,
    ignore: skipped !== null,
    fn: async () => void await run(),
  });
}
