import assert from "node:assert/strict";
import type { HistoryRow } from "../../../../shared/history/history-row.ts";
import { type Looked, type ScaleChoice, settleScale } from "../../../../tools/history-import/check-scale.ts";
import { type MetalSummary, sampleRows } from "../../../../tools/history-import/sample-rows.ts";

function row(day: number, price: number): HistoryRow {
  const at = Date.UTC(2020, 0, 1 + day, 12);
  return { ts: new Date(at).toISOString(), at, metal: "gold", price, provider: "x", place: `a.csv:${day}` };
}

const SUMMARY: MetalSummary = {
  metal: "gold",
  rows: 2,
  first: row(0, 1500),
  last: row(1, 1510),
  level: 1505,
};

function run(looked: Partial<Looked>, decision: Partial<ScaleChoice> = {}): string[] {
  const written: string[] = [];
  settleScale({ verdict: { kind: "fits" }, inventedPrices: 0, ...looked }, [SUMMARY], {
    dryRun: false,
    yes: false,
    clearInvented: false,
    write: (text) => void written.push(text),
    confirm: null,
    ...decision,
  });
  return written;
}

Deno.test("a file that fits what is stored is imported without a question", () => {
  assert.deepEqual(run({}), []);
});

Deno.test("a file that is apart is refused with its cause and the option that cures it, also with --yes", () => {
  const verdict = { kind: "apart", cause: "the prices are per gram", cure: "--unit g" } as const;
  for (const decision of [{}, { yes: true }, { dryRun: true }]) {
    assert.throws(() => run({ verdict }, decision), {
      message: "Cannot import these prices: the prices are per gram, it seems",
      hint: "--unit g",
    });
  }
});

Deno.test("where nothing overlaps the first, last and usual price are shown, and a person says yes", () => {
  const unknown: Partial<Looked> = { verdict: { kind: "unknown" } };
  const shown = ["  gold       2 rows, 2020-01-01 1500 to 2020-01-02 1510, about 1505"];
  assert.deepEqual(run(unknown, { yes: true }), shown);
  assert.deepEqual(run(unknown, { dryRun: true }), shown);
  assert.deepEqual(run(unknown, { confirm: () => true }), shown);
  assert.throws(() => run(unknown, { confirm: () => false }), /nothing stored tells/);
  assert.throws(() => run(unknown), /nothing stored tells/);
});

Deno.test("invented prices are told before they go, and go only when asked for", () => {
  const looked: Partial<Looked> = { inventedPrices: 1234 };
  assert.throws(() => run(looked), /the database holds 1,234 invented prices/);
  assert.deepEqual(run(looked, { dryRun: true }), [
    "1,234 invented prices are in the way: --clear-invented removes them first",
  ]);
  assert.deepEqual(run(looked, { clearInvented: true }), ["1,234 invented prices are removed first"]);
});

Deno.test("a sample of a long file is small, and holds its beginning and its end", async () => {
  const rows = Array.from({ length: 20_000 }, (_, day) => row(day, 1000 + day));
  async function* portions(): AsyncGenerator<HistoryRow[]> {
    for (let from = 0; from < rows.length; from += 700) {
      yield await Promise.resolve(rows.slice(from, from + 700));
    }
  }
  const { rows: sample, summaries } = await sampleRows(portions());
  assert.ok(sample.length > 800 && sample.length < 2000, String(sample.length));
  assert.ok(sample.includes(rows[0]!) && rows.slice(-300).every((one) => sample.includes(one)));
  const [gold] = summaries;
  assert.deepEqual([gold?.rows, gold?.first.price, gold?.last.price], [20_000, 1000, 20_999]);
  assert.ok(Math.abs((gold?.level ?? 0) - 11_000) < 200);
});
