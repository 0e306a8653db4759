import assert from "node:assert/strict";
import { thresholdsOf } from "../../../../shared/pull/thresholds-of.ts";
import { DEFAULT_THRESHOLDS } from "../../../../shared/validation/thresholds.ts";

Deno.test("thresholdsOf() gives the defaults where the settings say nothing", () => {
  assert.deepEqual(thresholdsOf({ fetch_interval_seconds: 300 }), DEFAULT_THRESHOLDS);
  assert.deepEqual(thresholdsOf({ fetch_interval_seconds: 300, validation: {} }), DEFAULT_THRESHOLDS);
});

Deno.test("thresholdsOf() takes single metals and single names, and keeps the rest", () => {
  const own = thresholdsOf({
    fetch_interval_seconds: 300,
    validation: {
      floor_bps: { gold: 20 },
      jump: { silver: { in_an_hour: 0.5, in_all: 0.9 } },
      frozen_pulls: 7,
    },
  });
  assert.deepEqual(own, {
    ...DEFAULT_THRESHOLDS,
    floorBps: { ...DEFAULT_THRESHOLDS.floorBps, gold: 20 },
    jump: { ...DEFAULT_THRESHOLDS.jump, silver: { inAnHour: 0.5, inAll: 0.9 } },
    frozenPulls: 7,
  });
});

Deno.test("thresholdsOf() refuses a name it does not know, instead of passing it over", () => {
  assert.throws(() => thresholdsOf({ fetch_interval_seconds: 300, validation: { floorBps: { gold: 1 } } }));
});
