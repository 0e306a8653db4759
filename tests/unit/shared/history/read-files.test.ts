import assert from "node:assert/strict";
import { AppError } from "../../../../shared/errors.ts";
import { isRefused, type ReadRow } from "../../../../shared/history/history-row.ts";
import { readCsv } from "../../../../shared/history/read-csv.ts";
import { readStackTrackr } from "../../../../shared/history/read-stacktrackr.ts";

async function read(...chunks: string[][]): Promise<ReadRow[]> {
  async function* lines(): AsyncGenerator<string[]> {
    for (const chunk of chunks) yield await Promise.resolve(chunk);
  }
  return (await Array.fromAsync(readCsv(lines(), "a.csv"))).flat();
}

Deno.test("readCsv() finds the columns by their names, others are passed over", async () => {
  const rows = await read(
    ['\uFEFF"provider",ts,note,metal,price_usd_toz'],
    ['"Some, feed",2024-01-02 12:00:00,x,XAU,2074.9', ""],
  );
  assert.deepEqual(rows, [{
    ts: "2024-01-02T12:00:00.000Z",
    at: Date.parse("2024-01-02T12:00:00Z"),
    metal: "gold",
    price: 2074.9,
    provider: "Some, feed",
    place: "a.csv:2",
  }]);
});

Deno.test("readCsv() refuses rows by name of the fault and goes on", async () => {
  const rows = await read(["ts,metal,price_usd_toz,provider"], [
    "2024-01-02T12:00:00Z,copper,4,LBMA",
    "yesterday,gold,2000,LBMA",
    "2024-01-02T12:00:00Z,gold,,LBMA",
    "2024-01-02T12:00:00Z,gold,2000,",
    "2024-02-31T12:00:61Z,gold,2000,LBMA",
    "2024-01-02T13:00:00+01:00,gold,2000,LBMA",
  ]);
  assert.deepEqual(rows.map((row) => isRefused(row) ? row.reason : row.ts), [
    "unknown_metal",
    "bad_time",
    "bad_price",
    "bad_provider",
    "bad_time",
    "2024-01-02T12:00:00.000Z",
  ]);
});

Deno.test("readCsv() refuses days that do not exist, by row, and goes on", async () => {
  const rows = await read(["ts,metal,price_usd_toz,provider"], [
    "2021-02-30 12:00:00,gold,1730,LBMA",
    "2021-02-30T12:00:00Z,gold,1730,LBMA",
    "2021-02-29T12:00:00+00:00,gold,1730,LBMA",
    "2021-00-10 12:00:00,gold,1730,LBMA",
    "2021-13-10 12:00:00,gold,1730,LBMA",
    "2021-04-31 12:00:00,gold,1730,LBMA",
    "2024-02-29 12:00:00,gold,2040,LBMA",
    "2021-03-01T00:30:00+01:00,gold,1730,LBMA",
  ]);
  assert.deepEqual(rows.map((row) => isRefused(row) ? `${row.place} ${row.reason}` : row.ts), [
    "a.csv:2 bad_time",
    "a.csv:3 bad_time",
    "a.csv:4 bad_time",
    "a.csv:5 bad_time",
    "a.csv:6 bad_time",
    "a.csv:7 bad_time",
    "2024-02-29T12:00:00.000Z",
    "2021-02-28T23:30:00.000Z",
  ]);
});

Deno.test("readCsv() refuses a file without the columns", async () => {
  await assert.rejects(
    read(["a,b"], ["1,2"]),
    (error) => error instanceof AppError && error.code === "INPUT_BAD_BODY",
  );
});

const ROW = {
  spot: 4870.39,
  metal: "Gold",
  source: "hourly",
  provider: "MetalPriceAPI",
  timestamp: "2026-02-18 12:00:00",
};

Deno.test("readStackTrackr() takes the hour from the path of an hourly file", () => {
  const text = JSON.stringify([ROW, {
    ...ROW,
    metal: "Silver",
    spot: 72.65,
    timestamp: "2026-02-18 00:15:02",
  }]);
  const rows = readStackTrackr(text, "x/hourly/2026/02/18/00.json");
  assert.deepEqual(rows.map((row) => isRefused(row) ? row.reason : [row.ts, row.metal, row.price]), [
    ["2026-02-18T00:00:00.000Z", "gold", 4870.39],
    ["2026-02-18T00:15:02.000Z", "silver", 72.65],
  ]);
});

Deno.test("readStackTrackr() takes times of other files as they are, oldest first", () => {
  const text = JSON.stringify([ROW, { ...ROW, timestamp: "2025-02-18 12:00:00" }]);
  const rows = readStackTrackr(text, "spot-history-2026.json");
  assert.deepEqual(rows.map((row) => isRefused(row) ? row.reason : row.ts.slice(0, 4)), ["2025", "2026"]);
});

for (const text of ["", "{}", "[1]", "\0\0\0", '[{"spot":"1"}]']) {
  Deno.test(`readStackTrackr() refuses ${JSON.stringify(text)}`, () => {
    assert.throws(() => readStackTrackr(text, "a.json"), /not a StackTrackr history file/);
  });
}

Deno.test("readStackTrackr() refuses a row by name where a field is of another type, and goes on", () => {
  const rows = readStackTrackr(
    JSON.stringify([
      ROW,
      { ...ROW, timestamp: 20260218 },
      { ...ROW, timestamp: "2026-02-30 12:00:00" },
      { ...ROW, spot: "4870" },
      { ...ROW, metal: null },
    ]),
    "spot-history-2026.json",
  );
  assert.deepEqual(rows.map((row) => isRefused(row) ? `${row.place} ${row.reason}` : row.price).toSorted(), [
    4870.39,
    "spot-history-2026.json[1] bad_time",
    "spot-history-2026.json[2] bad_time",
    "spot-history-2026.json[3] bad_price",
    "spot-history-2026.json[4] unknown_metal",
  ]);
});

Deno.test("readStackTrackr() takes its hour from a time with T too", () => {
  const [row] = readStackTrackr(
    JSON.stringify([{ ...ROW, timestamp: "2026-02-18T12:30:00Z" }]),
    "hourly/2026/02/18/12.json",
  );
  assert.ok(row !== undefined && !isRefused(row));
  assert.equal(row.ts, "2026-02-18T12:30:00Z");
});
