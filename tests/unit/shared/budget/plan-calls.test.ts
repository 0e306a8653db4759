import assert from "node:assert/strict";
import fc from "fast-check";
import { afterCall } from "../../../../shared/budget/breaker.ts";
import { NEW_BREAKER } from "../../../../shared/budget/breaker-state.ts";
import {
  decisions,
  HOUR,
  keyless,
  NOW,
  planOf,
  provider,
  SETTINGS,
} from "../../../support/scenes/budget-scene.ts";

const SATURDAY = Date.parse("2026-11-21T15:00:00Z");

Deno.test("planCalls() asks a keyless provider whenever its minimum interval has passed", () => {
  const asked = (seconds: number): string =>
    decisions(
      planOf([keyless("gold-api", { lastCalledAt: NOW - seconds * 1000, minimumIntervalSeconds: 600 })]),
    );
  assert.equal(asked(600), "gold-api:keyless");
  assert.equal(asked(580), "gold-api:keyless", "a pull that comes a little early does not lose its slot");
  assert.equal(asked(300), "gold-api:minimum_interval");
});

Deno.test("planCalls() spreads a quota over the open market that is left of the month", () => {
  // From 18 November 15:00 to the 30th, 24:00: 7 + 8 × 23 + 2 hours are open.
  const openLeft = 7 + 8 * 23 + 1 + 1;
  const { plan } = planOf([provider("a", { callsThisMonth: 0 })]);
  const [a] = plan;
  const reserve = Math.floor(10 * openLeft / (21 * 23 + 1));
  assert.ok(Math.abs((a?.expectedCadenceSeconds ?? 0) / 3600 - openLeft / (100 - reserve)) < 0.05);
  assert.equal(a?.quotaLeft, 100);
  assert.equal(a?.costOfMonth, 100 - reserve);
});

Deno.test("planCalls() lets metered providers take turns at an even distance", () => {
  // Each has 50 calls for about 193 open hours: a turn every 2.1 hours.
  const a = { lastCalledAt: NOW - 2.5 * HOUR, lastSuccessAt: NOW - 2.5 * HOUR };
  const b = { lastCalledAt: NOW - 5 * HOUR, lastSuccessAt: NOW - 5 * HOUR };
  assert.equal(decisions(planOf([provider("a", a), provider("b", b)])), "a:not_its_turn b:turn");
  const recently = { lastCalledAt: NOW - HOUR, lastSuccessAt: NOW - HOUR };
  assert.equal(
    decisions(planOf([provider("a", recently), provider("b", b)])),
    "a:not_its_turn b:not_its_turn",
  );
});

Deno.test("planCalls() asks rich providers together, but not more families than are wanted", () => {
  const rich = { monthlyQuota: 100_000, lastCalledAt: NOW - 300_000, lastSuccessAt: NOW - 300_000 };
  const four = ["a", "b", "c", "d"].map((key, index) => provider(key, { ...rich, priority: index }));
  assert.equal(decisions(planOf(four)), "a:pace b:pace c:pace d:enough_families");
  assert.equal(
    decisions(planOf([keyless("z"), ...four])),
    "a:pace b:pace c:enough_families d:enough_families z:keyless",
  );
});

Deno.test("planCalls() does not let a rich provider wait for a poor one, nor drains the poor one", () => {
  const five = { lastCalledAt: NOW - 300_000, lastSuccessAt: NOW - 300_000 };
  const plan = planOf([provider("a", { ...five, monthlyQuota: 100_000 }), provider("b", five)]);
  assert.equal(decisions(plan), "a:pace b:not_its_turn");
});

Deno.test("planCalls() spends nothing while the market is closed, and says when it goes on", () => {
  const plan = planOf([keyless("gold-api"), provider("a")], { now: SATURDAY });
  assert.equal(decisions(plan), "a:market_closed gold-api:market_closed");
  assert.deepEqual(plan.skipped.map(({ nextAt }) => new Date(nextAt ?? 0).toISOString()), [
    "2026-11-22T23:00:00.000Z",
    "2026-11-22T23:00:00.000Z",
  ]);
});

Deno.test("planCalls() fetches a first price on a Saturday, from those who have never given one", () => {
  const fresh = { lastCalledAt: null, lastSuccessAt: null };
  const providers = [keyless("gold-api", fresh), provider("a", fresh), provider("b")];
  assert.equal(
    decisions(planOf(providers, { now: SATURDAY, pricesMissing: true })),
    "a:first_price b:market_closed gold-api:first_price",
  );
});

Deno.test("planCalls() spends a turn on the reopening after a weekend, unless a keyless provider looks", () => {
  const now = Date.parse("2026-11-22T23:05:00Z");
  const friday = Date.parse("2026-11-20T21:30:00Z");
  const a = provider("a", { lastCalledAt: friday, lastSuccessAt: friday });
  assert.equal(decisions(planOf([a], { now })), "a:reopening");
  assert.equal(
    decisions(planOf([a], { now: now - 299_000 })),
    "a:not_its_turn",
    "feeds still show Friday's price",
  );
  assert.equal(decisions(planOf([a, keyless("z")], { now })), "a:not_its_turn z:keyless");
  const seen = { ...a, lastCalledAt: now, lastSuccessAt: now };
  assert.equal(decisions(planOf([seen], { now: now + 300_000 })), "a:not_its_turn");
  const monday = Date.parse("2026-11-23T23:05:00Z");
  const before = monday - 1.5 * HOUR;
  assert.equal(
    decisions(planOf([provider("a", { lastCalledAt: before, lastSuccessAt: before })], { now: monday })),
    "a:not_its_turn",
    "the daily break is no weekend",
  );
});

Deno.test("planCalls() names what keeps a provider out", () => {
  const facts = { now: NOW - HOUR / 2, keyFingerprint: "k1" };
  const after = (outcome: "quota_spent" | "key_rejected" | "rate_limited"): typeof NEW_BREAKER =>
    afterCall(NEW_BREAKER, { outcome, retryAfterSeconds: 7200 }, facts).state;
  const plan = planOf([
    provider("a", { enabled: false }),
    provider("b", { hasKey: false }),
    provider("c", { breaker: after("key_rejected") }),
    provider("d", { breaker: after("quota_spent") }),
    provider("e", { breaker: after("rate_limited") }),
    provider("f", { callsThisMonth: 100 }),
    provider("g", { callsPerPull: 4, callsThisMonth: 97 }),
  ]);
  assert.equal(
    decisions(plan),
    "a:disabled b:no_key c:key_refused d:quota_spent e:breaker_open f:quota_spent g:quota_spent",
  );
});

Deno.test("planCalls() believes what the provider says of its quota, but not last month's count", () => {
  const told = { total: 500, used: 499, remaining: 1, toldAt: NOW - HOUR };
  assert.equal(planOf([provider("a", { quotaTold: told })]).plan[0]?.quotaLeft, 1);
  const lastMonth = { ...told, toldAt: Date.parse("2026-10-31T23:59:00Z") };
  assert.equal(
    planOf([provider("a", { quotaTold: lastMonth })]).plan[0]?.quotaLeft,
    450,
    "but the size of the plan",
  );
  const onlyUsed = { total: null, used: 80, remaining: null, toldAt: NOW - HOUR };
  assert.equal(planOf([provider("a", { quotaTold: onlyUsed })]).plan[0]?.quotaLeft, 20);
});

Deno.test("planCalls() plans again at once when a quota is raised", () => {
  const recent = { lastCalledAt: NOW - HOUR, lastSuccessAt: NOW - HOUR };
  assert.equal(decisions(planOf([provider("a", recent)])), "a:not_its_turn");
  assert.equal(decisions(planOf([provider("a", { ...recent, monthlyQuota: 2_000 })])), "a:pace");
});

Deno.test("planCalls() lets a provider rest after a failure and gives the turn to another", () => {
  const failed = { lastCalledAt: NOW - 300_000, lastSuccessAt: NOW - 20 * HOUR };
  const other = { lastCalledAt: NOW - 4 * HOUR, lastSuccessAt: NOW - 4 * HOUR };
  assert.equal(decisions(planOf([provider("a", failed), provider("b", other)])), "a:not_its_turn b:turn");
});

Deno.test("planCalls() takes the slot nearest to the due time", () => {
  // 1,044 of 2,000 calls are left for 193 hours: one in twelve minutes, and a pull every five.
  const asked = (minutes: number): string => {
    const at = NOW - minutes * 60_000;
    return decisions(
      planOf([
        provider("a", { monthlyQuota: 2_000, callsThisMonth: 956, lastCalledAt: at, lastSuccessAt: at }),
      ]),
    );
  };
  assert.equal(asked(5), "a:not_its_turn");
  assert.equal(asked(10), "a:pace");
});

Deno.test("planCalls() hastens the turns while the keyless provider is out, as long as there is a reserve", () => {
  const facts = { now: NOW - HOUR, keyFingerprint: null };
  const breaker = afterCall(NEW_BREAKER, { outcome: "blocked", retryAfterSeconds: null }, facts).state;
  const out = keyless("z", { breaker });
  const recent = { lastCalledAt: NOW - 2 * HOUR, lastSuccessAt: NOW - 2 * HOUR };
  const a = (callsThisMonth: number): string =>
    decisions(planOf([provider("a", { ...recent, callsThisMonth }), out]));
  assert.equal(a(58), "a:fallback z:breaker_open");
  assert.equal(a(70), "a:not_its_turn z:breaker_open", "the reserve is spent");
  assert.equal(decisions(planOf([provider("a", { ...recent, callsThisMonth: 58 })])), "a:not_its_turn");
});

Deno.test("planCalls() gives the hasty turn to a provider with a reserve", () => {
  const facts = { now: NOW - HOUR, keyFingerprint: null };
  const breaker = afterCall(NEW_BREAKER, { outcome: "blocked", retryAfterSeconds: null }, facts).state;
  const a = provider("a", {
    callsThisMonth: 75,
    lastCalledAt: NOW - 4 * HOUR,
    lastSuccessAt: NOW - 4 * HOUR,
  });
  const b = provider("b", {
    callsThisMonth: 50,
    lastCalledAt: NOW - 1.5 * HOUR,
    lastSuccessAt: NOW - 1.5 * HOUR,
  });
  assert.equal(
    decisions(planOf([a, b, keyless("z", { breaker })])),
    "a:not_its_turn b:fallback z:breaker_open",
  );
});

Deno.test("planCalls() counts the turn of a provider that has just spent its last call", () => {
  const spent = provider("a", { callsThisMonth: 100, lastCalledAt: NOW - HOUR, lastSuccessAt: NOW - HOUR });
  assert.equal(decisions(planOf([spent, provider("b")])), "a:quota_spent b:not_its_turn");
});

Deno.test("planCalls() does not plan below the minimum interval, however large the quota", () => {
  const { plan } = planOf([provider("a", { monthlyQuota: 100_000, minimumIntervalSeconds: 1_800 })]);
  assert.equal(plan[0]?.expectedCadenceSeconds, 1_800);
});

Deno.test("planCalls() never plans a call that the quota does not hold", () => {
  const quota = fc.record({
    monthlyQuota: fc.option(fc.nat({ max: 3_000 })),
    callsThisMonth: fc.nat({ max: 3_000 }),
    callsPerPull: fc.integer({ min: 1, max: 5 }),
    hoursAgo: fc.option(fc.integer({ min: 0, max: 500 })),
    minimumIntervalSeconds: fc.nat({ max: 3_600 }),
  });
  const moment = fc.integer({
    min: Date.parse("2026-01-01T00:00:00Z"),
    max: Date.parse("2027-12-31T00:00:00Z"),
  });
  fc.assert(
    fc.property(fc.array(quota, { maxLength: 5 }), moment, fc.boolean(), (list, now, pricesMissing) => {
      const providers = list.map(({ hoursAgo, ...rest }, index) => {
        const lastCalledAt = hoursAgo === null ? null : now - hoursAgo * HOUR;
        return provider(String(index), { ...rest, lastCalledAt, lastSuccessAt: lastCalledAt });
      });
      const { calls, skipped, plan } = planOf(providers, { now, pricesMissing });
      assert.equal(calls.length + skipped.length, providers.length);
      assert.equal(plan.length, providers.length);
      for (const { provider: key } of calls) {
        const one = providers[Number(key)];
        assert.ok(one !== undefined);
        assert.ok(one.monthlyQuota === null || one.callsThisMonth + one.callsPerPull <= one.monthlyQuota);
        const since = now - (one.lastCalledAt ?? -Infinity);
        assert.ok(since >= one.minimumIntervalSeconds * 900, "at most a tenth before the minimum interval");
      }
      for (const { nextCallAt, costOfMonth, quotaLeft } of plan) {
        assert.ok(nextCallAt === null || nextCallAt >= now);
        assert.ok(quotaLeft === null || quotaLeft >= 0);
        assert.ok(Number.isInteger(costOfMonth));
      }
      assert.deepEqual(SETTINGS.familiesWanted, 3);
    }),
  );
});
