import assert from "node:assert/strict";
import { oldRateReason, rateAge, rateDays } from "../../../../shared/fx/rate-age.ts";

const NOON = Date.parse("2026-03-04T12:00:00Z");

Deno.test("rateAge() is fresh for five days, stale to the thirtieth, then ended", () => {
  const ages = [
    ["2026-03-04", "fresh"],
    ["2026-02-27", "fresh"],
    ["2026-02-26", "stale"],
    ["2026-02-02", "stale"],
    ["2026-02-01", "ended"],
    ["2025-01-28", "ended"],
  ] as const;
  for (const [quotedAt, age] of ages) assert.equal(rateAge({ quotedAt, at: NOON }), age, quotedAt);
});

Deno.test("rateAge() does not put a rate in force before its day, and a time later today is today's", () => {
  assert.equal(rateAge({ quotedAt: "2026-03-05", at: NOON }), "not_yet");
  assert.equal(rateAge({ quotedAt: "2126-03-05", at: NOON }), "not_yet");
  assert.equal(rateAge({ quotedAt: "2026-03-04T23:59:00Z", at: NOON }), "fresh");
});

Deno.test("rateAge() counts days of UTC, whatever the hour", () => {
  const quotedAt = "2026-02-27T23:59:59Z";
  assert.equal(rateDays({ quotedAt, at: Date.parse("2026-03-04T00:00:00Z") }), 5);
  assert.equal(rateAge({ quotedAt, at: Date.parse("2026-03-04T23:59:59Z") }), "fresh");
  assert.equal(rateAge({ quotedAt, at: Date.parse("2026-03-05T00:00:00Z") }), "stale");
});

Deno.test("oldRateReason() names the currency and the day", () => {
  assert.equal(oldRateReason("IDR", "2026-02-20T00:00:00Z"), "fx: the rate of IDR is of 2026-02-20");
});
