import assert from "node:assert/strict";
import fc from "fast-check";
import type { TransactionSql } from "postgres";
import {
  type Answer,
  type Reading,
  readPrices,
  type StoredPrice,
  type StoredRate,
} from "./reference/read-prices.ts";
import { startTestStack } from "../../stack/testing/test-stack.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const RUNS = Number(Deno.env.get("PROPERTY_RUNS") ?? "40");

/** Weeks in which something changes: clocks in New York, clocks in Europe only, Christmas, a year, an early close. */
const ANCHORS = [
  "2024-03-10T07:00:00Z",
  "2024-03-31T01:00:00Z",
  "2024-11-03T06:00:00Z",
  "2024-12-25T12:00:00Z",
  "2025-01-01T00:00:00Z",
  "2025-07-04T17:00:00Z",
  "2025-08-13T15:00:00Z",
].map((iso) => Date.parse(iso));

interface Scene {
  readonly prices: readonly StoredPrice[];
  readonly rates: readonly StoredRate[];
  readonly readings: readonly Reading[];
}

const scenes = fc.constantFrom(...ANCHORS).chain((anchor) =>
  fc.record<Scene>({
    prices: fc.uniqueArray(price(anchor), {
      selector: ({ at }) => at,
      minLength: 40,
      maxLength: 200,
      size: "max",
    }),
    rates: fc.uniqueArray(rate(anchor), {
      selector: ({ date }) => date,
      minLength: 4,
      maxLength: 20,
      size: "max",
    }),
    readings: fc.array(reading(anchor), { minLength: 12, maxLength: 12 }),
  })
);

/** Mostly near the anchor, so that short windows hold something; some a year or ten years before. */
function offset(): fc.Arbitrary<number> {
  return fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: -2 * HOUR, max: 2 * HOUR }) },
    { weight: 4, arbitrary: fc.integer({ min: -4 * DAY, max: 4 * DAY }) },
    { weight: 1, arbitrary: fc.integer({ min: -400 * DAY, max: 4 * DAY }) },
    { weight: 1, arbitrary: fc.integer({ min: -3700 * DAY, max: 0 }) },
  );
}

function price(anchor: number): fc.Arbitrary<StoredPrice> {
  const amount = fc.tuple(fc.integer({ min: 1, max: 9_999_999 }), fc.integer({ min: 0, max: 6 }))
    .map(([digits, scale]) => decimal(digits, scale));
  return fc.record({ at: offset().map((ms) => anchor + ms), price: amount });
}

function rate(anchor: number): fc.Arbitrary<StoredRate> {
  const days = fc.oneof(fc.integer({ min: -12, max: 4 }), fc.integer({ min: -420, max: 4 }));
  const value = fc.tuple(fc.integer({ min: 1, max: 99_999_999 }), fc.integer({ min: 2, max: 12 }))
    .map(([digits, scale]) => decimal(digits, scale));
  return fc.record({
    date: days.map((day) => new Date(anchor + day * DAY).toISOString().slice(0, 10)),
    usdValue: value,
  });
}

function reading(anchor: number): fc.Arbitrary<Reading> {
  const wanted = fc.oneof(
    fc.record({
      window: fc.constantFrom("1h", "6h", "12h", "24h", "7d", "30d", "90d", "1y", "5y", "10y", "max"),
      interval: fc.constant(null),
    }),
    fc.record({
      window: fc.constantFrom("1h", "6h", "12h", "24h", "7d"),
      interval: fc.constantFrom("5m", "15m", "30m", "1h", "6h", "1d", "1w"),
    }),
  );
  return fc.tuple(
    wanted,
    fc.constantFrom("USD", "EUR"),
    fc.constantFrom("toz", "g", "kg"),
    fc.oneof(
      fc.constant(0),
      fc.integer({ min: -2 * HOUR, max: 2 * HOUR }),
      fc.integer({ min: -9 * DAY, max: 9 * DAY }),
    ),
  ).map(([{ window, interval }, currency, unit, ms]): Reading => ({
    window,
    interval,
    currency,
    unit,
    at: anchor + ms,
  }));
}

function decimal(digits: number, scale: number): string {
  const text = String(digits).padStart(scale + 1, "0");
  return scale === 0 ? text : `${text.slice(0, -scale)}.${text.slice(-scale)}`;
}

/** Stores the prices in several goes, as pulls would, in whatever order they come. */
async function store(sql: TransactionSql, { prices, rates }: Scene): Promise<void> {
  await sql`truncate spot.prices, spot.bars, spot.fx_rates`;
  const third = Math.ceil(prices.length / 3);
  for (const batch of [prices.slice(0, third), prices.slice(third, 2 * third), prices.slice(2 * third)]) {
    const rows = JSON.stringify(batch.map(({ at, price }) => ({ at: new Date(at).toISOString(), price })));
    await sql`
      select spot.record_prices(
        at, jsonb_build_array(jsonb_build_object('metal', 'gold', 'price', price, 'status', 'agreed', 'provider', 'consensus'))
      )
      from jsonb_to_recordset(${rows}::text::jsonb) as given (at timestamptz, price numeric)`;
  }
  const quotes = rates.map(({ date, usdValue }) => ({
    currency: "EUR",
    usd_value: usdValue,
    quoted_at: `${date}T00:00:00Z`,
    provider: "frankfurter",
  }));
  await sql`select spot.record_fx(${JSON.stringify(quotes)}::text::jsonb)`;
}

async function ask(sql: TransactionSql, reading: Reading): Promise<Answer | null> {
  const { currency, unit, window, interval, at } = reading;
  try {
    return await sql.savepoint(async (inner) => {
      const [row] = await inner<{ answer: string }[]>`
        select public.read_prices(
          'gold', ${currency}, ${unit}, ${window}, ${interval}, ${new Date(at).toISOString()}
        )::text as answer`;
      const answer = JSON.parse(row?.answer ?? "null");
      return {
        price: answer.price,
        series: answer.series,
        pointsWithoutRate: answer.fx?.points_without_rate ?? 0,
      };
    });
  } catch (error) {
    if (error instanceof Error && error.message.includes("PRICE_NOT_RECORDED")) return null;
    throw error;
  }
}

Deno.test("read_prices() answers what the reference answers", async () => {
  const stack = await startTestStack({ services: [] });
  let points = 0;
  try {
    const property = fc.asyncProperty(scenes, async (scene) => {
      const rollback = new Error("roll back");
      await stack.sql.begin(async (sql) => {
        await store(sql, scene);
        for (const reading of scene.readings) {
          const expected = readPrices(scene.prices, scene.rates, reading);
          assert.deepEqual(await ask(sql, reading), expected, JSON.stringify(reading));
          points += expected?.series.length ?? 0;
        }
        throw rollback;
      }).catch((error: unknown) => {
        if (error !== rollback) throw error;
      });
    });
    await fc.assert(property, { numRuns: RUNS, seed: 20250813 });
    assert.ok(points > RUNS * 12, `only ${points} points were compared`);
  } finally {
    await stack.stop();
  }
});
