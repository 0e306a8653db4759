import assert from "node:assert/strict";
import { codeOf, patchOf } from "./planted/plant.ts";
import { PLANTS } from "./planted/plants.ts";
import { runMany } from "./run-many.ts";
import { SCENARIOS } from "./scenarios.ts";

/** Rules that the product had before, and the invariant that must notice each. */
const OLD_RULES: Readonly<Record<string, RegExp>> = {
  "any-rate": /^safe: a wrong exchange rate/,
  "own-witness": /^safe: /,
  "past-vetoes": /^live: /,
  "silence-agrees": /^says-so: /,
  "dispute-for-ever": /^honest: disputed, and never stale/,
};

Deno.test("the scenarios hold without a planted bug", async () => {
  const { causes } = await runMany({ runs: 0, seed: 0, steps: 40, scenarios: SCENARIOS });
  assert.deepEqual(causes.filter(({ cause }) => !cause.startsWith("budget: ")), []);
});

for (const [name, noticed] of Object.entries(OLD_RULES)) {
  Deno.test(`the worlds find the planted bug ${name}`, async () => {
    const plant = PLANTS.find((one) => one.name === name);
    assert.ok(plant !== undefined);
    const planted = await codeOf(plant);
    try {
      const { causes } = await runMany({
        runs: name === "any-rate" ? 1 : 0,
        seed: 20_261_132,
        steps: 40,
        scenarios: SCENARIOS,
        patch: patchOf(plant),
        ...(planted === null ? {} : { code: planted.code }),
      });
      assert.ok(
        causes.some(({ cause }) => noticed.test(cause)),
        JSON.stringify(causes.map(({ cause }) => cause)),
      );
    } finally {
      if (planted !== null) Deno.removeSync(planted.folder, { recursive: true });
    }
  });
}
