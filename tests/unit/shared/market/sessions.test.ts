import assert from "node:assert/strict";
import { type Session, sessionsOfYear } from "../../../../shared/market/sessions.ts";

/** Published by CME; here as collected in rsheftel/pandas_market_calendars, tests of CMEGlobex_EnergyAndMetals. */
const CLOSED: Record<number, readonly string[]> = {
  2020: ["2020-01-01", "2020-04-10", "2020-12-25"],
  2021: ["2021-01-01", "2021-04-02", "2021-12-24"],
  2022: ["2022-04-15", "2022-12-26"],
  2023: ["2023-01-02", "2023-04-07", "2023-12-25"],
};

/** New York time; Chicago is an hour behind. Christmas Eve is from issue 464 there. */
const EARLY: Record<number, readonly string[]> = {
  2020: [
    "2020-01-20T13:00-05:00",
    "2020-02-17T13:00-05:00",
    "2020-05-25T13:00-04:00",
    "2020-07-03T13:00-04:00",
    "2020-09-07T13:00-04:00",
    "2020-11-26T13:00-05:00",
    "2020-11-27T13:45-05:00",
    "2020-12-24T13:45-05:00",
  ],
  2021: [
    "2021-01-18T13:00-05:00",
    "2021-02-15T13:00-05:00",
    "2021-05-31T13:00-04:00",
    "2021-07-05T13:00-04:00",
    "2021-09-06T13:00-04:00",
    "2021-11-25T13:00-05:00",
    "2021-11-26T13:45-05:00",
  ],
  2022: [
    "2022-01-17T14:30-05:00",
    "2022-02-21T14:30-05:00",
    "2022-05-30T14:30-04:00",
    "2022-06-20T14:30-04:00",
    "2022-07-04T14:30-04:00",
    "2022-09-05T13:00-04:00",
    "2022-11-24T14:30-05:00",
    "2022-11-25T13:45-05:00",
  ],
};

const EARLY_2026 = [
  "2026-06-19T13:00-04:00",
  "2026-07-03T13:00-04:00",
  "2026-09-07T14:30-04:00",
  "2026-11-27T14:45-05:00",
  "2026-12-24T13:45-05:00",
];

function instant(text: string): number {
  return Date.parse(text);
}

function tradeDates(year: number): ReadonlySet<string> {
  return new Set(sessionsOfYear(year).map((session) => session.tradeDate));
}

function weekdays(year: number): readonly string[] {
  const dates = [];
  for (let ms = Date.UTC(year, 0, 1); ms < Date.UTC(year + 1, 0, 1); ms += 86_400_000) {
    const weekday = new Date(ms).getUTCDay();
    if (weekday !== 0 && weekday !== 6) dates.push(new Date(ms).toISOString().slice(0, 10));
  }
  return dates;
}

function sessionOf(tradeDate: string): Session {
  const found = sessionsOfYear(Number(tradeDate.slice(0, 4))).find((one) => one.tradeDate === tradeDate);
  assert.ok(found !== undefined, `no session on ${tradeDate}`);
  return found;
}

for (const [year, closed] of Object.entries(CLOSED)) {
  Deno.test(`sessionsOfYear() leaves out exactly the published full holidays of ${year}`, () => {
    const open = tradeDates(Number(year));
    assert.deepEqual(weekdays(Number(year)).filter((date) => !open.has(date)), closed);
  });
}

for (const [year, early] of Object.entries(EARLY)) {
  Deno.test(`sessionsOfYear() is thin from exactly the published early closes of ${year}`, () => {
    const thin = sessionsOfYear(Number(year)).flatMap(({ thinFrom }) => thinFrom === null ? [] : [thinFrom]);
    assert.deepEqual(thin, early.map(instant));
  });
}

Deno.test("sessionsOfYear() holds the hours that CME published for single days of 2026", () => {
  assert.deepEqual(EARLY_2026.map((text) => sessionOf(text.slice(0, 10)).thinFrom), EARLY_2026.map(instant));
});

Deno.test("sessionsOfYear() does not observe a New Year's Day on a Saturday", () => {
  for (const date of ["2010-12-31", "2011-01-03", "2021-12-31", "2022-01-03"]) sessionOf(date);
});

Deno.test("sessionsOfYear() opens at 18:00 New York on Sunday and closes at 17:00 on either side of the clock changes", () => {
  // 2026: summer time from Sunday 8 March, winter time from Sunday 1 November. 1974: summer time from 6 January.
  const monday = (date: string): readonly [string, string] => {
    const { opensAt, closesAt } = sessionOf(date);
    return [new Date(opensAt).toISOString(), new Date(closesAt).toISOString()];
  };
  assert.deepEqual(monday("2026-03-02"), ["2026-03-01T23:00:00.000Z", "2026-03-02T22:00:00.000Z"]);
  assert.deepEqual(monday("2026-03-09"), ["2026-03-08T22:00:00.000Z", "2026-03-09T21:00:00.000Z"]);
  assert.deepEqual(monday("2026-10-26"), ["2026-10-25T22:00:00.000Z", "2026-10-26T21:00:00.000Z"]);
  assert.deepEqual(monday("2026-11-02"), ["2026-11-01T23:00:00.000Z", "2026-11-02T22:00:00.000Z"]);
  assert.deepEqual(monday("1974-01-07"), ["1974-01-06T22:00:00.000Z", "1974-01-07T21:00:00.000Z"]);
});

Deno.test("sessionsOfYear() gives 23-hour sessions that never overlap, 1968 to 2100", () => {
  let previousClose = -Infinity;
  for (let year = 1968; year <= 2100; year++) {
    for (const { tradeDate, opensAt, closesAt, thinFrom } of sessionsOfYear(year)) {
      assert.equal(closesAt - opensAt, 23 * 3_600_000, tradeDate);
      assert.ok(opensAt - previousClose >= 3_600_000, tradeDate);
      assert.ok(thinFrom === null || (thinFrom > opensAt && thinFrom < closesAt), tradeDate);
      previousClose = closesAt;
    }
  }
});
