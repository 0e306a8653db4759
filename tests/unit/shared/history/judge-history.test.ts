import assert from "node:assert/strict";
import { createHistoryJudge } from "../../../../shared/history/judge-history.ts";
import { type HistoryRow, isRefused, type RefusedRow } from "../../../../shared/history/history-row.ts";
import { readCsv } from "../../../../shared/history/read-csv.ts";
import { testWithRealData } from "../../../support/data/real-data.ts";

const NOW = Date.parse("2026-11-20T00:00:00Z");

/** Rows of one metal, a day apart. */
function days(prices: readonly number[], metal: HistoryRow["metal"] = "silver"): HistoryRow[] {
  return prices.map((price, index) => {
    const at = Date.parse("2024-01-02T12:00:00Z") + index * 86_400_000;
    return { ts: new Date(at).toISOString(), at, metal, price, provider: "LBMA", place: `row ${index}` };
  });
}

function judgeAll(rows: readonly HistoryRow[]): { accepted: HistoryRow[]; refused: RefusedRow[] } {
  const judge = createHistoryJudge({ now: NOW });
  const all = [...rows.map((row) => judge.judge([row])), judge.end()];
  return { accepted: all.flatMap((one) => one.accepted), refused: all.flatMap((one) => one.refused) };
}

Deno.test("judgeHistory accepts a jump from its first row on once the next row is near it", () => {
  const { accepted, refused } = judgeAll(days([20, 20.1, 27, 27.2, 27.1]));
  assert.deepEqual(accepted.map(({ price }) => price), [20, 20.1, 27, 27.2, 27.1]);
  assert.deepEqual(refused, []);
});

Deno.test("judgeHistory accepts a jump of which the next row keeps a quarter", () => {
  assert.deepEqual(judgeAll(days([13.4, 18.303, 15.48, 16.5])).refused, []);
});

Deno.test("judgeHistory refuses a jump that the next row takes back", () => {
  const { accepted, refused } = judgeAll(days([14.152, 7.54, 13.69, 14.1]));
  assert.deepEqual(accepted.map(({ price }) => price), [14.152, 13.69, 14.1]);
  assert.deepEqual(refused.map(({ reason, place }) => [reason, place]), [["jump", "row 1"]]);
});

Deno.test("judgeHistory refuses a jump that is the last row", () => {
  assert.deepEqual(judgeAll(days([20, 40])).refused.map(({ reason }) => reason), ["jump"]);
});

Deno.test("judgeHistory names zero, a reciprocal and the future", () => {
  const future: HistoryRow = {
    ts: "2026-11-21T12:00:00Z",
    at: NOW + 86_400_000,
    metal: "silver",
    price: 20,
    provider: "x",
    place: "last",
  };
  const { refused } = judgeAll([...days([20, 0, 0.05]), future]);
  assert.deepEqual(refused.map(({ reason }) => reason), ["not_positive", "inverted", "time_in_future"]);
});

Deno.test("judgeHistory forgets a metal's level where the times begin again", () => {
  const judge = createHistoryJudge({ now: NOW });
  const [later, earlier] = [days([20, 20, 20])[2], days([10])[0]];
  assert.ok(later !== undefined && earlier !== undefined);
  assert.equal(judge.judge([later]).accepted.length, 1);
  assert.equal(judge.judge([earlier]).accepted.length, 1);
});

for (
  const [name, wrong] of [
    ["daily.csv", ["daily.csv:7624 jump"]],
    [
      "15min.csv",
      [1542, 1543, 1544].map((line) => `15min.csv:${line} not_positive`).concat("15min.csv:1545 inverted"),
    ],
  ] as const
) {
  testWithRealData(`judgeHistory refuses in ${name} the wrong rows and nothing else`, async (folder) => {
    const judge = createHistoryJudge({ now: NOW });
    const refused: RefusedRow[] = [];
    let group: HistoryRow[] = [];
    for await (const rows of readCsv(linesOf(`${folder}/prices/${name}`), name)) {
      for (const row of rows) {
        assert.ok(!isRefused(row));
        if (group[0]?.at !== row.at) {
          refused.push(...judge.judge(group).refused);
          group = [];
        }
        group.push(row);
      }
    }
    refused.push(...judge.judge(group).refused, ...judge.end().refused);
    assert.deepEqual(refused.map(({ place, reason }) => `${place} ${reason}`), wrong);
  });
}

async function* linesOf(path: string): AsyncGenerator<string[]> {
  yield (await Deno.readTextFile(path)).split("\n");
}
