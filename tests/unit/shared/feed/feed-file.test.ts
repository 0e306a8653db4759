import assert from "node:assert/strict";
import { AppError } from "../../../../shared/errors.ts";
import { feedFileAt } from "../../../../shared/feed/feed-file.ts";

const NOW = Date.parse("2026-02-27T14:38:05Z");

for (
  const [path, rpc, parameters, staleAfter] of [
    [
      "/hourly/2026/02/27/09.json",
      "feed_samples",
      { starts_at: "2026-02-27T09:00:00.000Z", minutes: "60" },
      null,
    ],
    [
      "/15min/2026/02/27/0945.json",
      "feed_samples",
      { starts_at: "2026-02-27T09:45:00.000Z", minutes: "15" },
      null,
    ],
    ["/spot-history-1968.json", "feed_year", { year: "1968" }, null],
    ["/spot/latest.json", "feed_latest", {}, 1200],
    ["/v2/spot/xpd/latest.json", "feed_latest", { metal: "palladium" }, 1200],
    ["/spot/xau/intraday.json", "feed_bars", {
      starts_at: "2026-02-26T14:45:00.000Z",
      ends_at: "2026-02-27T14:38:05.000Z",
      step: "15min",
      metal: "gold",
    }, 1200],
    ["/spot/xag/2024/02/29.json", "feed_bars", {
      starts_at: "2024-02-29T00:00:00.000Z",
      ends_at: "2024-03-01T00:00:00.000Z",
      step: "hour",
      metal: "silver",
    }, 3600],
    ["/spot/xpt/2025/12.json", "feed_bars", {
      starts_at: "2025-12-01T00:00:00.000Z",
      ends_at: "2026-01-01T00:00:00.000Z",
      step: "day",
      metal: "platinum",
    }, 86_400],
    ["/spot/history/7d.json", "feed_bars", {
      starts_at: "2026-02-21T00:00:00.000Z",
      ends_at: "2026-02-27T14:38:05.000Z",
      step: "day",
    }, 3600],
  ] as const
) {
  Deno.test(`feedFileAt() knows ${path}`, () => {
    const file = feedFileAt(path, NOW);
    assert.deepEqual([file.rpc, file.parameters, file.staleAfter], [rpc, parameters, staleAfter]);
  });
}

for (
  const [path, code] of [
    ["", "INPUT_NOT_FOUND"],
    ["/", "INPUT_NOT_FOUND"],
    ["/hourly/2026/02/27/9.json", "INPUT_NOT_FOUND"],
    ["/15min/2026/02/27/0950.json", "INPUT_NOT_FOUND"],
    ["/spot/xcu/latest.json", "INPUT_NOT_FOUND"],
    ["/spot/history/8d.json", "INPUT_NOT_FOUND"],
    ["/spot/latest.json/", "INPUT_NOT_FOUND"],
    ["/spot%2Flatest.json", "INPUT_NOT_FOUND"],
    ["/hourly/2026/02/30/00.json", "INPUT_BAD_VALUE"],
    ["/hourly/2026/02/27/24.json", "INPUT_BAD_VALUE"],
    ["/spot/xau/2026/13.json", "INPUT_BAD_VALUE"],
    ["/spot/xau/2026/00/01.json", "INPUT_BAD_VALUE"],
  ] as const
) {
  Deno.test(`feedFileAt() refuses ${JSON.stringify(path)}`, () => {
    assert.throws(() => feedFileAt(path, NOW), (error) => error instanceof AppError && error.code === code);
  });
}
