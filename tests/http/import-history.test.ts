import assert from "node:assert/strict";
import { join } from "node:path";
import { Secret } from "../../shared/secret.ts";
import { createStore, type Store } from "../../shared/store/store.ts";
import { findHistoryFiles } from "../../tools/history-import/history-files.ts";
import { type ImportSummary, runImport } from "../../tools/history-import/run-import.ts";
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
