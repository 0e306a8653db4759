import assert from "node:assert/strict";
import { join } from "node:path";
import { AppError } from "../../shared/errors.ts";
import { Secret } from "../../shared/secret.ts";
import { createStore, type Store } from "../../shared/store/store.ts";
import { isRefused } from "../../shared/history/history-row.ts";
import { toDollars } from "../../shared/history/to-dollars.ts";
import { lookAt, type Looked } from "../../tools/history-import/check-scale.ts";
import { findHistoryFiles, readHistoryFile } from "../../tools/history-import/history-files.ts";
import { type ImportSummary, runImport } from "../../tools/history-import/run-import.ts";
import { loadRates } from "../../tools/history-import/load-rates.ts";
import { sampleRows } from "../../tools/history-import/sample-rows.ts";
import { testWithRealData } from "../support/data/real-data.ts";
import { startTestStack, type TestStack } from "../../stack/testing/test-stack.ts";
import { withTempFolder } from "../support/basics/temp-folder.ts";

async function withStack(body: (stack: TestStack) => Promise<void>): Promise<void> {
  const stack = await startTestStack({ services: ["postgrest", "functions"], quietCron: true });
  try {
    await body(stack);
  } finally {
    await stack.stop();
  }
}

function storeOf(stack: TestStack): Store {
  return createStore({
    supabaseUrl: stack.url,
    key: new Secret(stack.keys.secretKey),
    fetch: (request) => fetch(request),
  });
}

async function importPaths(
  stack: TestStack,
  paths: readonly string[],
  options: { readonly dryRun?: boolean } = {},
): Promise<ImportSummary> {
  return await runImport(await findHistoryFiles(paths), {
    store: storeOf(stack),
    now: () => Date.now(),
    ...options,
  });
}

async function read(stack: TestStack, query: string): Promise<Record<string, unknown>> {
  const response = await fetch(`${stack.url}/functions/v1/prices-read?${query}`);
  return { status: response.status, ...await response.json() };
}

testWithRealData(
  "decades are imported once, and the second time nothing changes",
  (folder) =>
    withStack(async (stack) => {
      const path = join(folder, "prices", "daily.csv");
      const dry = await importPaths(stack, [path], { dryRun: true });
      assert.equal(dry.new, 47_371);
      assert.equal((await read(stack, "metal=gold")).status, 503);

      const first = await importPaths(stack, [path]);
      assert.deepEqual([first.rows, first.new, first.same, first.conflicting], [47_372, 47_371, 0, 0]);
      assert.deepEqual(first.refused.map(({ reason }) => reason), ["jump"]);
      const bars = await stack
        .sql`select md5(string_agg(b::text, '|' order by b::text)) as sum from spot.bars as b`;

      const second = await importPaths(stack, [path]);
      assert.deepEqual([second.new, second.same, second.conflicting], [0, 47_371, 0]);
      const again = await stack
        .sql`select md5(string_agg(b::text, '|' order by b::text)) as sum from spot.bars as b`;
      assert.deepEqual(again[0], bars[0]);

      const all = await read(stack, "metal=gold&window=max");
      const series = all["series"];
      assert.ok(Array.isArray(series));
      assert.equal(series[0].ts, "1968-01-01T00:00:00Z");
      assert.equal(series.at(-1).ts, "2025-12-29T00:00:00Z");
      const latest = all["latest"];
      assert.ok(typeof latest === "object" && latest !== null && "state" in latest);
      assert.equal(latest.state, "stale");
      assert.equal((await read(stack, "metal=gold&at=1980-01-21"))["price"], 843);
    }),
);

Deno.test("files of a folder are imported in the order of their times; what is stored stays", () =>
  withTempFolder((folder) =>
    withStack(async (stack) => {
      const hours = join(folder, "hourly", "2026", "02", "18");
      await Deno.mkdir(hours, { recursive: true });
      const row = {
        spot: 4900,
        metal: "Gold",
        source: "hourly",
        provider: "a",
        timestamp: "2026-02-18 12:00:00",
      };
      await Deno.writeTextFile(join(hours, "13.json"), JSON.stringify([{ ...row, spot: 4905 }]));
      await Deno.writeTextFile(join(hours, "12.json"), JSON.stringify([row]));
      await Deno.writeTextFile(
        join(folder, "zz.csv"),
        "ts,metal,price_usd_toz,provider\n2026-02-17T12:00:00Z,gold,4890,b\n2026-02-18T12:00:00Z,gold,4901,b\n",
      );
      const summary = await importPaths(stack, [folder]);
      assert.deepEqual([summary.files, summary.new, summary.same, summary.conflicting], [3, 3, 0, 1]);
      assert.equal(summary.conflicts.length, 1);
      const stored = await stack
        .sql`select priced_at, price::float8 as price from spot.prices order by priced_at`;
      assert.equal(stored.length, 3);
    })
  ));

const GRAMS = 31.1034768;

Deno.test("a file is compared with what is stored before it is imported", () =>
  withTempFolder((folder) =>
    withStack(async (stack) => {
      const store = storeOf(stack);

      async function look(factor: { readonly gold: number; readonly silver: number }): Promise<Looked> {
        const path = join(folder, "prices.csv");
        const rows = ["2026-02-16", "2026-02-17", "2026-02-18"].flatMap((day, place) => [
          `${day}T12:00:00Z,gold,${(4890 + place) * factor.gold},LBMA`,
          `${day}T12:00:00Z,silver,${(75 + place) * factor.silver},LBMA`,
        ]);
        await Deno.writeTextFile(path, ["ts,metal,price_usd_toz,provider", ...rows, ""].join("\n"));
        const { rows: sample } = await sampleRows(readHistoryFile(path));
        return await lookAt({ rows: sample, summaries: [] }, store);
      }

      assert.deepEqual(await look({ gold: 1, silver: 1 }), {
        verdict: { kind: "unknown" },
        inventedPrices: 0,
      });
      await stack.sql`
        insert into spot.reference_prices (metal, fix_date, price, provider_key, fetched_at)
        select metal, day::date, price, 'frankfurter', now()
        from (values ('gold', 4900.0), ('silver', 76.0)) as fix (metal, price)
        cross join unnest(array['2026-02-16', '2026-02-17', '2026-02-18']) as day`;
      await stack.sql`
        select spot.record_fx('[{"currency": "EUR", "usd_value": 1.18, "quoted_at": "2026-02-17T00:00:00Z", "provider": "frankfurter"}]')`;

      assert.deepEqual((await look({ gold: 1, silver: 1 })).verdict, { kind: "fits" });
      assert.deepEqual((await look({ gold: 1 / GRAMS, silver: 1 / GRAMS })).verdict, {
        kind: "apart",
        cause: "the prices are per gram",
        cure: "--unit g",
      });
      assert.deepEqual((await look({ gold: 1 / 1.18, silver: 1 / 1.18 })).verdict, {
        kind: "apart",
        cause: "the prices are in EUR",
        cure: "--currency EUR",
      });
      assert.deepEqual((await look({ gold: 76 / 4900, silver: 4900 / 76 })).verdict, {
        kind: "apart",
        cause: "gold and silver are exchanged",
        cure: "Exchange the names of the two metals in the file",
      });

      const rates = await loadRates("EUR", store);
      const row = {
        ts: "2026-02-18T12:00:00Z",
        at: Date.parse("2026-02-18T12:00:00Z"),
        metal: "gold",
        price: 100,
        provider: "LBMA",
        place: "a:1",
      } as const;
      const turned = toDollars(row, { unit: "toz", currency: "EUR", rates });
      assert.ok(!isRefused(turned));
      assert.equal(turned.price, 118);
      await assert.rejects(loadRates("XXX", store), /no rate of it is stored/);
    })
  ));

Deno.test("real history is refused beside simulated prices, until they are told to go", () =>
  withTempFolder((folder) =>
    withStack(async (stack) => {
      await stack.sql`
        select spot.import_prices('{gold}', array['2026-02-16 12:00Z'::timestamptz], '{5000}', '{consensus (simulated)}', false)`;
      const path = join(folder, "prices.csv");
      await Deno.writeTextFile(
        path,
        "ts,metal,price_usd_toz,provider\n2026-02-17T12:00:00Z,gold,4890,LBMA\n",
      );
      await assert.rejects(
        importPaths(stack, [path]),
        (error) => error instanceof AppError && error.code === "IMPORT_ORIGIN_MIXED",
      );
      const looked = await lookAt(await sampleRows(readHistoryFile(path)), storeOf(stack));
      assert.deepEqual(looked, { verdict: { kind: "unknown" }, inventedPrices: 1 });
      await storeOf(stack).call("prepare_import", { years: [], clear_invented: true });
      assert.equal((await importPaths(stack, [path])).new, 1);
      assert.equal((await stack.sql`select from spot.prices`).length, 1);
    })
  ));
