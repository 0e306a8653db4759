import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { PROVIDERS } from "../../../../shared/providers/registry.ts";

const FOLDER = resolve(import.meta.dirname ?? ".", "../../../../supabase/migrations");
const COLUMNS =
  "(provider_key, name, family, kind, is_enabled, priority, monthly_quota, minimum_interval_seconds)";

/** The rows that migrations insert into spot.providers, as they are written there. */
function seededRows(): readonly string[] {
  const texts = readdirSync(FOLDER).sort().map((name) => readFileSync(`${FOLDER}/${name}`, "utf8"));
  const inserts = texts.flatMap((
    text,
  ) => [...text.matchAll(/insert into spot\.providers\s*(\([^)]*\))\s*values([^;]*);/g)]);
  for (const [, columns] of inserts) assert.equal(columns, COLUMNS, "this test does not know the columns");
  return inserts.flatMap(([, , values = ""]) => values.match(/\([^)]*\)/g) ?? []);
}

Deno.test("migrations seed every provider of the registry with the facts of its file, and no other", () => {
  const expected = PROVIDERS.map(({ key, name, family, kind, defaults }) => {
    const { enabled, priority, monthlyQuota, minimumIntervalSeconds } = defaults;
    return `('${key}', '${name}', '${family}', '${kind}', ${enabled}, ${priority}, ${monthlyQuota}, ${minimumIntervalSeconds})`;
  });
  assert.deepEqual([...seededRows()].sort(), expected.sort());
});
