import assert from "node:assert/strict";
import { INTERVALS, UNITS, WINDOWS } from "../../../shared/read/read-parameters.ts";
import type { Interval, Unit, Window } from "../../../web/client/spot-price.ts";

// Each key must be there and no other may be: the type checker holds the unions to these, the test holds these to the API.
const units: Record<Unit, true> = { toz: true, g: true, kg: true };
const windows: Record<Window, true> = {
  "1h": true,
  "6h": true,
  "12h": true,
  "24h": true,
  "7d": true,
  "30d": true,
  "90d": true,
  "1y": true,
  "5y": true,
  "10y": true,
  "max": true,
};
const intervals: Record<Interval, true> = {
  "5m": true,
  "15m": true,
  "30m": true,
  "1h": true,
  "6h": true,
  "1d": true,
  "1w": true,
};

Deno.test("the client knows the units, windows and intervals of the API", () => {
  assert.deepEqual(Object.keys(units), [...UNITS]);
  assert.deepEqual(Object.keys(windows), [...WINDOWS]);
  assert.deepEqual(Object.keys(intervals), [...INTERVALS]);
});
