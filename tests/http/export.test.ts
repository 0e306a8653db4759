import assert from "node:assert/strict";
import { join } from "node:path";
import { Secret } from "../../shared/secret.ts";
import { createStore, type Store } from "../../shared/store/store.ts";
import { exportCsv } from "../../tools/export/run-export.ts";
import { findHistoryFiles } from "../../tools/history-import/history-files.ts";
import { runImport } from "../../tools/history-import/run-import.ts";
import { startTestStack, type TestStack } from "../../stack/testing/test-stack.ts";
import { withTempFolder } from "../support/basics/temp-folder.ts";

const QUESTIONS = [
  "metal=gold&window=max",
  "metal=all&window=10y&at=2024-06-30",
  "metal=silver&window=24h&at=2025-03-05T18:00:00Z",
  "metal=platinum&window=1h&unit=g&at=2025-03-05T18:00:00Z",
  "metal=gold,palladium&at=2024-06-29,2025-03-05,2025-03-08&match=nearest",
];

function storeOf(stack: TestStack): Store {
  return createStore({
    supabaseUrl: stack.url,
    key: new Secret(stack.keys.secretKey),
    fetch: (request) => fetch(request),
  });
}

/** What the prices are, without when the answer was made. */
async function answers(stack: TestStack): Promise<unknown[]> {
  return await Promise.all(QUESTIONS.map(async (query) => {
    const response = await fetch(`${stack.url}/functions/v1/prices-read?${query}`);
    assert.equal(response.status, 200, query);
    return JSON.parse(await response.text(), (key, value) => {
      return ["generated_at", "cached_at", "stale_after", "age_seconds", "fetched_at"].includes(key)
        ? undefined
        : value;
    });
  }));
}

async function filled(): Promise<TestStack> {
  const stack = await startTestStack({ services: ["postgrest", "functions"], quietCron: true });
  // Two years of days and a week of five minutes, the weekend included.
  await stack.sql`
    select spot.import_prices(
      array_agg(metal), array_agg(at), array_agg(round((base * (1 + sin(extract(epoch from at) / 1e6) / 20))::numeric, 4)),
      array_agg('A "feed", of days'::text), false
    )
    from (
      select generate_series(timestamptz '2023-04-03 12:00Z', '2025-03-01 12:00Z', '1 day') as at
      union all select generate_series(timestamptz '2025-03-03 00:00Z', '2025-03-09 23:55Z', '5 minutes')
    ) as times,
    (values ('gold', 2500), ('silver', 30), ('platinum', 1000), ('palladium', 950)) as metal (metal, base)`;
  await stack.sql`select spot.refresh_latest_prices()`;
  return stack;
}

Deno.test("what is exported and imported elsewhere reads the same", () =>
  withTempFolder(async (folder) => {
    const path = join(folder, "prices.csv");
    const first = await filled();
    let before: unknown[];
    let rows = 0;
    try {
      before = await answers(first);
      using file = await Deno.open(path, { write: true, createNew: true });
      for await (const portion of exportCsv("prices", storeOf(first))) {
        file.writeSync(new TextEncoder().encode(portion.text));
        rows += portion.rows;
      }
      const [stored] = await first.sql`select count(*)::int as count from spot.prices`;
      assert.equal(rows, stored?.["count"]);
    } finally {
      await first.stop();
    }
    const second = await startTestStack({ services: ["postgrest", "functions"], quietCron: true });
    try {
      const summary = await runImport(await findHistoryFiles([path]), {
        store: storeOf(second),
        now: () => Date.now(),
      });
      assert.deepEqual([summary.new, summary.refused], [rows, []]);
      assert.deepEqual(await answers(second), before);
    } finally {
      await second.stop();
    }
  }));
