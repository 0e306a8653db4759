import assert from "node:assert/strict";
import { nextFallback } from "../../../../shared/budget/next-fallback.ts";
import type { ProviderBudget } from "../../../../shared/budget/provider-budget.ts";
import { HOUR, keyless, NOW, provider, SETTINGS } from "../../../support/scenes/budget-scene.ts";

function fallback(
  providers: readonly ProviderBudget[],
  asked: readonly string[] = [],
  now = NOW,
): string | null {
  return nextFallback({ now, providers, asked, settings: SETTINGS, pricesMissing: false })?.provider ?? null;
}

Deno.test("nextFallback() goes by priority and past those who were asked", () => {
  const three = [
    provider("c", { priority: 30 }),
    provider("a", { priority: 10 }),
    provider("b", { priority: 20 }),
  ];
  assert.equal(fallback(three), "a");
  assert.equal(fallback(three, ["a"]), "b");
  assert.equal(fallback(three, ["a", "b", "c"]), null);
});

Deno.test("nextFallback() uses the reserve when the planned calls are spent, but not the last call twice", () => {
  assert.equal(fallback([provider("a", { callsThisMonth: 95, lastCalledAt: NOW - 70 * HOUR })]), "a");
  assert.equal(fallback([provider("a", { callsThisMonth: 100, lastCalledAt: NOW - 70 * HOUR })]), null);
});

Deno.test("nextFallback() is no faster than three times the pace", () => {
  // 50 calls for about 193 open hours: 3.9 hours apart, 1.3 in haste.
  const asked = (hours: number): string | null =>
    fallback([provider("a", { lastCalledAt: NOW - hours * HOUR, lastSuccessAt: NOW - hours * HOUR })]);
  assert.equal(asked(1.2), null);
  assert.equal(asked(1.4), "a");
});

Deno.test("nextFallback() asks no reference source, nobody who is out, and nobody in closed hours", () => {
  assert.equal(fallback([keyless("frankfurter", { kind: "fx" }), provider("a", { enabled: false })]), null);
  assert.equal(fallback([provider("a")], [], Date.parse("2026-11-21T15:00:00Z")), null);
});
