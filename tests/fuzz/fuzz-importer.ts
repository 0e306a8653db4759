import assert from "node:assert/strict";
import * as fc from "fast-check";
import { AppError } from "../../shared/errors.ts";
import { type HistoryRow, isRefused, type ReadRow } from "../../shared/history/history-row.ts";
import { createHistoryJudge } from "../../shared/history/judge-history.ts";
import { readCsv } from "../../shared/history/read-csv.ts";
import { readStackTrackr } from "../../shared/history/read-stacktrackr.ts";
import { METALS } from "../../shared/schemas/metal.ts";
import { damaged, mutatedJson, nearly } from "./nasty.ts";
import type { Target } from "./target.ts";

const NOW = Date.UTC(2026, 10, 23);
const HEADER = "ts,metal,price_usd_toz,provider";

const line = fc.tuple(
  nearly("2024-01-02T00:00:00Z", "1975-06-01 12:00:00", "2026-02-28T23:59:59.999+05:30"),
  nearly("gold", "silver", "XPT", "xpd"),
  nearly("2062.4", "23.9", "-1", "0", "1e3", "99999999"),
  nearly("LBMA", "a provider", '"quoted, with comma"'),
).map((fields) => fields.join(","));
const csv = fc.tuple(nearly(HEADER, `\uFEFF${HEADER}`, `x,${HEADER}`), fc.array(line, { maxLength: 30 }))
  .map(([header, lines]) => ({ kind: "csv" as const, text: [header, ...lines].join("\n") }));
const rows = [
  { spot: 2062.4, metal: "Gold", source: "hourly", provider: "StakTrakr", timestamp: "2026-02-18 00:00:00" },
  { spot: 23.9, metal: "Silver", source: "hourly", provider: "StakTrakr", timestamp: "2026-02-18 00:00:00" },
  {
    spot: 900.1,
    metal: "Platinum",
    source: "hourly",
    provider: "StakTrakr",
    timestamp: "2026-02-18 01:00:00",
  },
];
const json = fc.oneof(
  mutatedJson(rows).map((value) => JSON.stringify(value) ?? ""),
  damaged(JSON.stringify(rows)),
).map((text) => ({ kind: "json" as const, text }));

type Input = { readonly kind: "csv" | "json"; readonly text: string };

/** Files of the importer, through reading and judging: rows are sound or refused with a reason, files refused as a whole. */
export function importerTarget(): Target<Input> {
  return {
    name: "importer files",
    inputs: fc.oneof(csv, json),
    async check({ kind, text }): Promise<string> {
      let read: ReadRow[];
      try {
        read = kind === "json" ? readStackTrackr(text, "hourly/2026/02/18/00.json") : await allRows(text);
      } catch (error) {
        if (error instanceof AppError && error.code === "INPUT_BAD_BODY") return "file refused";
        throw error;
      }
      const judge = createHistoryJudge({ now: NOW });
      const good = read.filter((row): row is HistoryRow => !isRefused(row));
      const taken = [...good.flatMap((row) => judge.judge([row]).accepted), ...judge.end().accepted];
      for (const { price, metal, at, ts, provider } of taken) {
        assert.ok(Number.isFinite(price) && price > 0, `price ${price}`);
        assert.ok(METALS.includes(metal) && at <= NOW && provider.length > 0);
        assert.equal(Date.parse(ts), at);
      }
      for (const row of read) if (isRefused(row)) assert.ok(row.reason !== "" && row.detail.length < 300);
      return taken.length > 0 ? "rows taken" : "no row taken";
    },
  };
}

async function allRows(text: string): Promise<ReadRow[]> {
  async function* chunks(): AsyncGenerator<string[]> {
    yield await Promise.resolve(text.split(/\r?\n/));
  }
  const found: ReadRow[] = [];
  for await (const chunk of readCsv(chunks(), "a.csv")) found.push(...chunk);
  return found;
}
