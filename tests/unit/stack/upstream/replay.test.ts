import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { goldApi } from "../../../../shared/providers/gold-api.ts";
import { metalsDev } from "../../../../shared/providers/metals-dev.ts";
import { PROVIDERS } from "../../../../shared/providers/registry.ts";
import { METALS } from "../../../../shared/schemas/metal.ts";
import { readRecording } from "../../../../stack/upstream/read-recording.ts";
import { testWithRealData } from "../../../support/data/real-data.ts";
import { UpstreamScene } from "../../../support/upstream/upstream-scene.ts";

const SMALL = `ts,metal,price_usd_toz,provider
2026-02-23T12:00:00Z,gold,5152.48,Invented
2026-02-23T12:00:00Z,silver,87.31,Invented
2026-02-23T12:15:00Z,gold,5153.02,Invented
2026-02-23T12:30:00Z,gold,0,Invented
`;

function replay(csv = SMALL): UpstreamScene {
  return new UpstreamScene("2026-11-20T15:30:00Z", { rows: readRecording(csv) });
}

Deno.test("a replay serves the newest row at or before its clock, with the row's time", async () => {
  const scene = replay();
  await scene.setClock("2026-02-23T12:29:59Z");
  for (const provider of PROVIDERS.filter((known) => known.metals.length > 0)) {
    const { reading } = await scene.ask(provider);
    const quote = reading?.quotes.find((said) => said.metal === "gold");
    assert.deepEqual([quote?.price, quote?.quotedAt], [5153.02, "2026-02-23T12:15:00.000Z"], provider.key);
  }
});

Deno.test("a replay does not lend a newer metal's time to an older price", async () => {
  const scene = replay();
  await scene.setClock("2026-02-23T12:20:00Z");
  const { reading } = await scene.ask(metalsDev);
  assert.deepEqual(reading?.quotes.map((quote) => quote.metal), ["gold"]);
  const silver = await scene.ask(goldApi, { parameters: { metal: "silver" } });
  assert.equal(silver.reading?.quotes[0]?.quotedAt, "2026-02-23T12:00:00.000Z");
});

Deno.test("a replay passes recorded zeros on as they are", async () => {
  const scene = replay();
  await scene.setClock("2026-02-23T12:30:00Z");
  for (const provider of PROVIDERS.filter((known) => known.metals.length > 0)) {
    assert.equal((await scene.ask(provider)).reading?.quotes[0]?.price, 0, provider.key);
  }
});

Deno.test("a replay begins at its first row and runs from there", async () => {
  const scene = replay();
  const health = await scene.upstream(new Request("http://127.0.0.1:9/health"));
  assert.deepEqual(await health.json(), {
    status: "ok",
    origin: "replayed",
    now: "2026-02-23T12:00:00.000Z",
  });
});

for (
  const [name, csv, said] of [
    ["another header", "time,metal\n", /line 1/],
    ["no rows", "ts,metal,price_usd_toz,provider\n", /no rows/],
    ["a time without zone", SMALL + "2026-02-23T12:45:00,gold,5153,Invented\n", /line 6/],
    ["an unknown metal", SMALL + "2026-02-23T12:45:00Z,copper,5,Invented\n", /line 6/],
    ["an empty price", SMALL + "2026-02-23T12:45:00Z,gold,,Invented\n", /line 6/],
  ] as const
) {
  Deno.test(`readRecording() refuses ${name} and names the place`, () => {
    assert.throws(() => readRecording(csv), said);
  });
}

testWithRealData(
  "every recorded 15-minute price comes through every metal provider to the cent",
  async (folder) => {
    const rows = readRecording(readFileSync(`${folder}/prices/15min.csv`, "utf8"));
    const scene = new UpstreamScene("2026-11-20T15:30:00Z", { rows });
    const times = [...new Set(rows.map((row) => row.at))].sort((a, b) => a - b).filter((_at, index) =>
      index % 25 === 0
    );
    for (const at of times) {
      await scene.setClock(new Date(at).toISOString());
      for (const provider of PROVIDERS.filter((known) => known.metals.length === METALS.length)) {
        for (const call of provider.pull) {
          for (const quote of (await scene.ask(provider, call)).reading?.quotes ?? []) {
            const row = rows.find((recorded) => recorded.at === at && recorded.metal === quote.metal);
            assert.equal(quote.price.toFixed(2), row?.price.toFixed(2), `${provider.key} ${quote.metal}`);
            assert.equal(Date.parse(quote.quotedAt ?? ""), at);
          }
        }
      }
    }
  },
);
