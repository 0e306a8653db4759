import assert from "node:assert/strict";
import { formatDay, isoWeekday } from "../../../../shared/market/calendar-day.ts";
import { easterSunday } from "../../../../shared/market/easter.ts";

// U.S. Census Bureau, "Easter Dates from 1600 to 2099": the earliest, the latest and the two kinds of exception of
// the Gregorian rule (1981 and 2076; 1954 and 2049) among them.
const KNOWN = [
  "1818-03-22",
  "1886-04-25",
  "1943-04-25",
  "1954-04-18",
  "1968-04-14",
  "1981-04-19",
  "2000-04-23",
  "2008-03-23",
  "2019-04-21",
  "2020-04-12",
  "2021-04-04",
  "2022-04-17",
  "2023-04-09",
  "2024-03-31",
  "2025-04-20",
  "2026-04-05",
  "2027-03-28",
  "2038-04-25",
  "2049-04-18",
  "2076-04-19",
];

Deno.test("easterSunday() gives the published dates", () => {
  assert.deepEqual(KNOWN.map((date) => formatDay(easterSunday(Number(date.slice(0, 4))))), KNOWN);
});

Deno.test("easterSunday() is a Sunday between 22 March and 25 April of every year", () => {
  for (let year = 1900; year <= 2200; year++) {
    const day = easterSunday(year);
    assert.equal(isoWeekday(day), 7, String(year));
    const monthAndDay = formatDay(day).slice(5);
    assert.ok(monthAndDay >= "03-22" && monthAndDay <= "04-25", formatDay(day));
  }
});
