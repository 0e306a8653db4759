import assert from "node:assert/strict";
import { AppError } from "../../../../shared/errors.ts";
import { PROVIDERS } from "../../../../shared/providers/registry.ts";
import { BACKFILL_PROVIDERS, chunksOf } from "../../../../shared/pull/backfill-chunks.ts";
import type { Provider } from "../../../../shared/providers/provider.ts";

const NOW = Date.parse("2026-03-01T15:00:00Z");

function named(key: string): Provider {
  const provider = PROVIDERS.find((one) => one.key === key);
  assert.ok(provider !== undefined);
  return provider;
}

Deno.test("chunksOf() asks for no more than a provider gives at once", () => {
  const range = { from: "2026-01-01", to: "2026-02-15" };
  assert.deepEqual(chunksOf(named("metals-dev"), range, NOW), [
    { metal: null, from: "2026-01-01", to: "2026-01-30" },
    { metal: null, from: "2026-01-31", to: "2026-02-15" },
  ]);
  assert.deepEqual(chunksOf(named("metals-api"), range, NOW).length, 8);
  assert.deepEqual(chunksOf(named("metalpriceapi"), range, NOW).length, 1);
  assert.equal(chunksOf(named("metalpriceapi"), { from: "2024-01-01", to: "2025-12-31" }, NOW).length, 3);
});

Deno.test("chunksOf() gives requests that the providers' own schemas accept", () => {
  for (const key of BACKFILL_PROVIDERS) {
    const { operations } = named(key);
    for (const { metal, from, to } of chunksOf(named(key), { from: "2025-06-01", to: "2026-02-28" }, NOW)) {
      const parameters = { ...(metal === null ? {} : { metal }), start_date: from, end_date: to };
      assert.equal(operations.timeseries?.parameters.safeParse(parameters).success, true, key);
    }
  }
});

for (
  const [name, key, from, to] of [
    ["today", "metals-dev", "2026-02-01", "2026-03-01"],
    ["a range backwards", "metals-dev", "2026-02-02", "2026-02-01"],
    ["a provider without history", "gold-api", "2026-02-01", "2026-02-02"],
    ["a provider of currencies only", "frankfurter", "2026-02-01", "2026-02-02"],
  ] as const
) {
  Deno.test(`chunksOf() refuses ${name}`, () => {
    assert.throws(
      () => chunksOf(named(key), { from, to }, NOW),
      (error) => error instanceof AppError && error.code === "INPUT_BAD_VALUE",
    );
  });
}
