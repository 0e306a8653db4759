import assert from "node:assert/strict";
import { frankfurter } from "../../../../shared/providers/frankfurter.ts";
import { METALS } from "../../../../shared/schemas/metal.ts";
import { frankfurterFormat } from "../../../../stack/upstream/formats/frankfurter.ts";
import type { UpstreamPrices } from "../../../../stack/upstream/price-source.ts";
import { readRecording } from "../../../../stack/upstream/read-recording.ts";
import { buildScene } from "../../../../stack/upstream/scene.ts";
import { createSimulatedPrices, SIMULATION_SEED } from "../../../../stack/upstream/simulated-prices.ts";
import { UpstreamScene } from "../../../support/upstream/upstream-scene.ts";

const METALS_CALL = { operation: "latest", parameters: { base: "XAU" } } as const;

function fixing(date: string): number {
  return createSimulatedPrices(SIMULATION_SEED).priceAt("gold", Date.parse(`${date}T14:00:00Z`))?.price ??
    NaN;
}

for (
  const [name, now, date] of [
    ["on a Friday after three", "2026-11-20T15:30:00Z", "2026-11-20"],
    ["on a Friday before three", "2026-11-20T14:30:00Z", "2026-11-19"],
    ["on a Sunday", "2026-11-22T20:00:00Z", "2026-11-20"],
    ["on a Monday morning", "2026-11-23T09:00:00Z", "2026-11-20"],
  ] as const
) {
  Deno.test(`the stand-in's newest fixings are those of the last published day: ${name}`, async () => {
    const { reading } = await new UpstreamScene(now).ask(frankfurter, METALS_CALL);
    assert.deepEqual(reading?.references.map(({ metal }) => metal).toSorted(), METALS.toSorted());
    assert.ok(reading?.references.every((said) => said.date === date));
    const gold = reading?.references.find(({ metal }) => metal === "gold");
    assert.ok(Math.abs((gold?.price ?? NaN) - fixing(date)) <= 0.005, "gold is said to the cent");
    assert.deepEqual([reading?.quotes, reading?.fx], [[], []]);
  });
}

Deno.test("the stand-in's metals are within three basis points of the fixings, read in ounces of gold", async () => {
  const { reading } = await new UpstreamScene("2026-11-20T15:30:00Z").ask(frankfurter, METALS_CALL);
  const source = createSimulatedPrices(SIMULATION_SEED);
  for (const { metal, price } of reading?.references ?? []) {
    const true_ = source.priceAt(metal, Date.parse("2026-11-20T14:00:00Z"))?.price ?? NaN;
    assert.ok(Math.abs(price / true_ - 1) < 3e-4, `${metal}: ${price} beside ${true_}`);
  }
});

Deno.test("the stand-in has the currencies of the world and no metal among them", async () => {
  const { reading } = await new UpstreamScene("2026-11-20T15:30:00Z").ask(frankfurter);
  assert.ok((reading?.fx.length ?? 0) > 150);
  assert.ok(reading?.fx.every(({ quotedAt }) => quotedAt === "2026-11-20T00:00:00.000Z"));
  for (const code of ["AFN", "KWD", "XOF", "ZWG", "SLE"]) {
    assert.ok(reading?.fx.some(({ currency }) => currency === code), code);
  }
  // Bulgaria has the euro since 2026.
  assert.ok(!reading?.fx.some(({ currency }) => currency === "BGN"));
  assert.deepEqual(reading?.refused, []);
});

Deno.test("a date without fixings answers with the day before it, under that day's date", async () => {
  const scene = new UpstreamScene("2026-11-25T15:30:00Z");
  const parameters = { base: "XAU", date: "2026-11-22" };
  const { reading } = await scene.ask(frankfurter, { operation: "historical", parameters });
  assert.deepEqual([...new Set(reading?.references.map(({ date }) => date))], ["2026-11-20"]);
});

Deno.test("a replay's fixings are its prices at 14:00 UTC, and a metal without a row has none", async () => {
  const rows = readRecording(
    "ts,metal,price_usd_toz,provider\n2026-02-23T13:00:00Z,gold,5152.48,X\n2026-02-23T14:30:00Z,gold,5000,X\n",
  );
  const scene = new UpstreamScene("2026-11-20T15:30:00Z", { rows });
  await scene.setClock("2026-02-23T16:00:00Z");
  const { reading } = await scene.ask(frankfurter, METALS_CALL);
  assert.deepEqual(reading?.references.map(({ metal, price, date }) => [metal, price, date]), [
    // Above 5,000 the service rounds to whole dollars.
    ["gold", 5152, "2026-02-23"],
  ]);
});

Deno.test("a source may have fixings and rates of its own", () => {
  const source: UpstreamPrices = {
    ...createSimulatedPrices("s"),
    currencies: ["USD", "EUR"],
    currencyAt: () => 1.25,
    fixAt: (metal, date) => (metal === "gold" && date === "2026-11-20" ? 4000.5 : null),
  };
  const now = Date.parse("2026-11-20T16:00:00Z");
  const usage = { total: 0, used: 0 };
  const scene = buildScene({ provider: "frankfurter", source, now, fault: null, isDaily: false, usage });
  const query = new URLSearchParams({ base: "XAU" });
  assert.deepEqual(frankfurterFormat.answer({ path: "/rates", query, scene })?.json, [
    { date: "2026-11-20", base: "XAU", quote: "EUR", rate: 3200.4 },
    { date: "2026-11-20", base: "XAU", quote: "USD", rate: 4000.5 },
    { date: "2026-11-20", base: "XAU", quote: "XAU", rate: 1 },
  ]);
});

Deno.test("a fault in the prices reaches the fixings of the provider that has it", async () => {
  const scene = new UpstreamScene("2026-11-20T15:30:00Z");
  await scene.order("plus_2_percent", { provider: "frankfurter" });
  const { reading } = await scene.ask(frankfurter, METALS_CALL);
  const gold = reading?.references.find(({ metal }) => metal === "gold")?.price ?? NaN;
  assert.ok(Math.abs(gold / fixing("2026-11-20") - 1.02) < 1e-5);
});

for (
  const [query, status, message] of [
    ["base=USD&symbols=EUR", 422, "unknown parameter: symbols"],
    ["base=USD&date=yesterday", 422, "invalid date"],
    ["base=USD&date=2026-11-18&from=2026-11-17", 422, "conflicting params"],
  ] as const
) {
  Deno.test(`the stand-in refuses ${query} as the real service does`, async () => {
    const scene = new UpstreamScene("2026-11-20T15:30:00Z");
    const url = `http://127.0.0.1:9/api.frankfurter.dev/v2/rates?${query}`;
    const response = await scene.upstream(new Request(url));
    assert.equal(response.status, status);
    assert.deepEqual(await response.json(), { status, message });
  });
}
