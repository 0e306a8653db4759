import assert from "node:assert/strict";
import fc from "fast-check";
import { type AlertSettings, DEFAULT_ALERT_SETTINGS } from "../../../../shared/alerts/alert.ts";
import { alertConditions, type AlertInput } from "../../../../shared/alerts/conditions.ts";
import type { MetalWatch } from "../../../../shared/alerts/metal-conditions.ts";
import { afterCall } from "../../../../shared/budget/breaker.ts";
import { type BreakerState, NEW_BREAKER } from "../../../../shared/budget/breaker-state.ts";
import { METALS } from "../../../../shared/schemas/metal.ts";
import { HOUR, keyless, NOW, provider } from "../../../support/scenes/budget-scene.ts";

const GOLD: MetalWatch = {
  metal: "gold",
  status: "agreed",
  price: 4390,
  spreadBps: 3,
  previousSpreadBps: 4,
  missedReference: null,
};

function holding(change: Partial<AlertInput>): string {
  const input = {
    now: NOW,
    settings: DEFAULT_ALERT_SETTINGS,
    metals: [GOLD],
    providers: [],
    ...change,
  };
  return alertConditions(input).map(({ kind, subject, severity }) => `${kind} ${subject} ${severity}`).join(
    ", ",
  );
}

function after(...outcomes: readonly ("timeout" | "quota_spent" | "key_rejected")[]): BreakerState {
  const facts = { now: NOW - HOUR, keyFingerprint: "k1" };
  return outcomes.reduce(
    (state: BreakerState, outcome) => afterCall(state, { outcome, retryAfterSeconds: null }, facts).state,
    NEW_BREAKER,
  );
}

Deno.test("alertConditions() is silent when all is well", () => {
  assert.equal(holding({ providers: [provider("a"), keyless("b")] }), "");
});

Deno.test("alertConditions() reports a spread that lasts for two pulls", () => {
  const of = (spreadBps: number, previousSpreadBps: number | null): string =>
    holding({ metals: [{ ...GOLD, spreadBps, previousSpreadBps }] });
  assert.equal(of(51, 60), "spread gold warning");
  assert.equal(of(500, 40), "");
  assert.equal(of(500, null), "");
  assert.equal(of(120, 101), "spread gold critical");
  const settings: AlertSettings = {
    ...DEFAULT_ALERT_SETTINGS,
    spreadBps: { ...DEFAULT_ALERT_SETTINGS.spreadBps, gold: 200 },
  };
  assert.equal(holding({ settings, metals: [{ ...GOLD, spreadBps: 120, previousSpreadBps: 120 }] }), "");
});

Deno.test("alertConditions() reports a disputed price", () => {
  assert.equal(holding({ metals: [{ ...GOLD, status: "disputed" }] }), "disputed gold warning");
  assert.equal(holding({ metals: [{ ...GOLD, status: "disputed", price: null }] }), "disputed gold critical");
});

Deno.test("alertConditions() reports a provider that is down, graver where it was the last", () => {
  const broken = provider("a", { breaker: after("timeout", "timeout", "timeout") });
  assert.equal(holding({ providers: [broken, keyless("b")] }), "provider_down a warning");
  assert.equal(holding({ providers: [broken] }), "provider_down a critical");
  assert.equal(holding({ providers: [broken, keyless("fx", { kind: "fx" })] }), "provider_down a critical");
  const refused = provider("a", { breaker: after("key_rejected") });
  assert.equal(holding({ providers: [refused, keyless("b")] }), "provider_down a critical");
  assert.equal(
    holding({ providers: [{ ...refused, keyFingerprint: "k2" }, keyless("b")] }),
    "",
    "the key has changed",
  );
});

Deno.test("alertConditions() does not report a provider that nobody wants", () => {
  const breaker = after("timeout", "timeout", "timeout");
  assert.equal(
    holding({
      providers: [provider("a", { breaker, enabled: false }), provider("b", { breaker, hasKey: false })],
    }),
    "",
  );
});

Deno.test("alertConditions() reports a quota that is spent or low for the time of the month", () => {
  const used = (callsThisMonth: number, now = NOW): string =>
    holding({ now, metals: [], providers: [provider("a", { callsThisMonth }), keyless("b")] });
  assert.equal(used(79), "");
  assert.equal(used(85), "quota_low a warning");
  assert.equal(used(100), "quota_spent a warning");
  assert.equal(used(95, Date.parse("2026-11-30T12:00:00Z")), "", "by plan");
  assert.equal(
    holding({ providers: [provider("a", { breaker: after("quota_spent") }), keyless("b")] }),
    "quota_spent a warning",
    "as the provider says",
  );
});

Deno.test("alertConditions() says of each what to do, once for each kind and subject", () => {
  const watch = fc.record({
    metal: fc.constantFrom(...METALS),
    status: fc.constantFrom("agreed" as const, "disputed" as const, "none" as const),
    price: fc.option(fc.double({ min: 1, max: 9e3, noNaN: true })),
    spreadBps: fc.option(fc.nat({ max: 400 })),
    previousSpreadBps: fc.option(fc.nat({ max: 400 })),
    missedReference: fc.constant(null),
  });
  const metals = fc.uniqueArray(watch, { selector: ({ metal }) => metal });
  fc.assert(
    fc.property(metals, fc.nat({ max: 110 }), (watches, callsThisMonth) => {
      const conditions = alertConditions({
        now: NOW,
        settings: DEFAULT_ALERT_SETTINGS,
        metals: watches,
        providers: [provider("a", { callsThisMonth, breaker: after("timeout", "timeout", "timeout") })],
      });
      const keys = conditions.map(({ kind, subject }) => `${kind} ${subject}`);
      assert.equal(new Set(keys).size, keys.length);
      for (const { details } of conditions) assert.ok(typeof details["action"] === "string");
    }),
  );
});

Deno.test("alertConditions() says when a price stays away from the daily reference", () => {
  const missedReference = { price: 4000, date: "2026-11-20" };
  assert.equal(holding({ metals: [{ ...GOLD, missedReference }] }), "reference_apart gold warning");
  assert.equal(holding({ metals: [{ ...GOLD, missedReference, price: null }] }), "");
});
