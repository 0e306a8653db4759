import assert from "node:assert/strict";
import fc from "fast-check";
import { marketAt } from "../../../../shared/market/market-at.ts";
import { goldApi } from "../../../../shared/providers/gold-api.ts";
import { goldapiIo } from "../../../../shared/providers/goldapi-io.ts";
import { metalpriceapi } from "../../../../shared/providers/metalpriceapi.ts";
import { metalsDev } from "../../../../shared/providers/metals-dev.ts";
import { PROVIDERS } from "../../../../shared/providers/registry.ts";
import { swissquote } from "../../../../shared/providers/swissquote.ts";
import { METALS } from "../../../../shared/schemas/metal.ts";
import { createSimulatedPrices } from "../../../../stack/upstream/simulated-prices.ts";
import { UpstreamScene } from "../../../support/upstream/upstream-scene.ts";

const TIMES = fc.integer({
  min: Date.parse("2026-01-01T00:00:00Z"),
  max: Date.parse("2028-01-01T00:00:00Z"),
});
const SATURDAY = "2026-11-21T12:00:00Z";
const FRIDAY_CLOSE = Date.parse("2026-11-20T22:00:00Z");

function priceAt(seed: string, ms: number): number {
  return createSimulatedPrices(seed).priceAt("gold", ms)?.price ?? NaN;
}

Deno.test("createSimulatedPrices() gives the same price for the same seed and time, in any order", () => {
  fc.assert(fc.property(TIMES, TIMES, (first, second) => {
    const forwards = [priceAt("s", first), priceAt("s", second)];
    assert.deepEqual([priceAt("s", second), priceAt("s", first)].reverse(), forwards);
  }));
  const now = Date.parse("2026-11-20T15:30:00Z");
  assert.notEqual(priceAt("s", now), priceAt("t", now));
});

Deno.test("createSimulatedPrices() stays plausible for years: levels, and gold above silver", () => {
  fc.assert(
    fc.property(TIMES, fc.string(), (ms, seed) => {
      const source = createSimulatedPrices(seed);
      const [gold = 0, silver = 0, platinum = 0, palladium = 0] = METALS.map((metal) =>
        source.priceAt(metal, ms)?.price
      );
      assert.ok(gold > 3200 && gold < 6000, `gold ${gold}`);
      assert.ok(gold / silver > 45 && gold / silver < 110, `ratio ${gold / silver}`);
      assert.ok(
        platinum > 900 && platinum < 4000 && palladium > 700 && palladium < 3200,
        `${platinum} ${palladium}`,
      );
    }),
    { numRuns: 1000 },
  );
});

Deno.test("createSimulatedPrices() moves about as much in a quarter of an hour as the real market", () => {
  const source = createSimulatedPrices("moves");
  const moves: number[] = [];
  for (let at = Date.parse("2026-11-16T00:00:00Z"); at < Date.parse("2026-11-20T20:00:00Z"); at += 900_000) {
    if (marketAt(at).state === "closed" || marketAt(at + 900_000).state === "closed") continue;
    const [from = NaN, to = NaN] = [
      source.priceAt("gold", at)?.price,
      source.priceAt("gold", at + 900_000)?.price,
    ];
    moves.push(Math.abs(to / from - 1) * 1e4);
  }
  moves.sort((a, b) => a - b);
  const median = moves[Math.floor(moves.length / 2)] ?? NaN;
  // Recorded gold: median 8 bps, 99th percentile 78, largest 185.
  assert.ok(median > 2 && median < 16, `median ${median}`);
  assert.ok((moves.at(-1) ?? NaN) < 185, `largest ${moves.at(-1)}`);
});

Deno.test("createSimulatedPrices() stands still while the market is closed and moves when it is open", () => {
  const source = createSimulatedPrices("s");
  const at = (text: string): number => source.priceAt("gold", Date.parse(text))?.price ?? NaN;
  assert.equal(at("2026-11-21T03:00:00Z"), at("2026-11-22T20:00:00Z"));
  assert.equal(at("2026-11-19T22:10:00Z"), at("2026-11-19T22:50:00Z"), "the daily break");
  assert.notEqual(at("2026-11-20T15:30:00Z"), at("2026-11-20T15:31:00Z"));
  assert.notEqual(at("2026-11-22T22:59:00Z"), at("2026-11-22T23:01:00Z"), "the reopening");
});

Deno.test("on a Saturday Swissquote's time has stopped at the close and the others' goes on", async () => {
  const scene = new UpstreamScene(SATURDAY);
  const stopped = await scene.ask(swissquote);
  assert.equal(Date.parse(stopped.reading?.quotes[0]?.quotedAt ?? ""), FRIDAY_CLOSE + 89);
  for (const provider of [goldApi, metalsDev]) {
    const quotedAt = (await scene.ask(provider)).reading?.quotes[0]?.quotedAt;
    assert.equal(quotedAt, "2026-11-21T12:00:00.000Z");
  }
});

Deno.test("on a weekend GoldAPI.io says Friday's session beside a time that goes on", async () => {
  for (
    const [now, quotedAt] of [
      ["2026-11-20T15:30:00Z", "2026-11-20T15:30:00.000Z"],
      ["2026-11-20T22:30:00Z", "2026-11-20T22:30:00.000Z"],
      [SATURDAY, "2026-11-21T00:00:00.000Z"],
      ["2026-11-22T20:00:00Z", "2026-11-21T00:00:00.000Z"],
      ["2026-11-22T23:30:00Z", "2026-11-22T23:30:00.000Z"],
    ] as const
  ) {
    const { reading } = await new UpstreamScene(now).ask(goldapiIo);
    assert.equal(reading?.quotes[0]?.quotedAt, quotedAt, now);
  }
});

Deno.test("providers agree within a few basis points, and not exactly", async () => {
  const scene = new UpstreamScene("2026-11-20T15:30:00Z");
  const prices: number[] = [];
  for (const provider of PROVIDERS.filter((known) => known.metals.length > 0)) {
    prices.push((await scene.ask(provider)).reading?.quotes[0]?.price ?? NaN);
  }
  const spread = (Math.max(...prices) / Math.min(...prices) - 1) * 1e4;
  assert.ok(spread > 1 && spread < 20, `${spread} bps`);
});

Deno.test("a provider on a daily plan says yesterday's price with yesterday's time", async () => {
  const scene = new UpstreamScene("2026-11-20T15:30:00Z", { daily: ["metalpriceapi"] });
  const quote = (await scene.ask(metalpriceapi)).reading?.quotes[0];
  assert.equal(quote?.quotedAt, "2026-11-19T23:59:59.000Z");
});

Deno.test("every reading says in a header that it is not live", async () => {
  const { upstream } = new UpstreamScene(SATURDAY);
  const response = await upstream(new Request("http://127.0.0.1:9/api.gold-api.com/price/XAU"));
  assert.equal(response.headers.get("x-price-origin"), "simulated; not live prices");
});
