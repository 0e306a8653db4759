import assert from "node:assert/strict";
import fc from "fast-check";
import { lastCloseBefore, marketAt } from "../../../../shared/market/market-at.ts";
import { addOpenMilliseconds, openMillisecondsBetween } from "../../../../shared/market/open-time.ts";
import { sessionsOfYear } from "../../../../shared/market/sessions.ts";

const HOUR = 3_600_000;
const anInstant = fc.integer({ min: Date.UTC(1968, 0, 2), max: Date.UTC(2100, 11, 30) });

function iso(ms: number): string {
  return new Date(ms).toISOString().replace(".000Z", "Z");
}

function describe(text: string): string {
  const { state, thin, closedBecause, changesAt } = marketAt(Date.parse(text));
  return [state, thin ? "thin" : null, closedBecause, `until ${iso(changesAt)}`].filter((part) =>
    part !== null
  )
    .join(" ");
}

Deno.test("marketAt() knows the week: open, the daily break, the weekend", () => {
  assert.equal(describe("2026-11-18T15:00:00Z"), "open until 2026-11-18T22:00:00Z");
  assert.equal(describe("2026-11-18T22:00:00Z"), "closed break until 2026-11-18T23:00:00Z");
  assert.equal(describe("2026-11-18T23:00:00Z"), "open until 2026-11-19T22:00:00Z");
  assert.equal(describe("2026-11-20T21:59:59Z"), "open until 2026-11-20T22:00:00Z");
  assert.equal(describe("2026-11-20T22:00:00Z"), "closed weekend until 2026-11-22T23:00:00Z");
  assert.equal(describe("2026-11-22T22:59:59Z"), "closed weekend until 2026-11-22T23:00:00Z");
});

Deno.test("marketAt() calls a weekend with a clock change a weekend", () => {
  assert.equal(describe("2026-03-07T12:00:00Z"), "closed weekend until 2026-03-08T22:00:00Z");
  assert.equal(describe("2026-10-31T12:00:00Z"), "closed weekend until 2026-11-01T23:00:00Z");
});

Deno.test("marketAt() knows holidays: Good Friday, Christmas in the week, thin Thanksgiving", () => {
  assert.equal(describe("2026-04-03T12:00:00Z"), "closed holiday until 2026-04-05T22:00:00Z");
  assert.equal(describe("2024-12-25T12:00:00Z"), "closed holiday until 2024-12-25T23:00:00Z");
  assert.equal(describe("2026-11-26T19:29:59Z"), "open until 2026-11-26T22:00:00Z");
  assert.equal(describe("2026-11-26T19:30:00Z"), "open thin until 2026-11-26T22:00:00Z");
});

Deno.test("lastCloseBefore() steps over a weekend", () => {
  const saturday = Date.parse("2026-11-21T12:00:00Z");
  assert.equal(iso(lastCloseBefore(saturday)), "2026-11-20T22:00:00Z");
});

Deno.test("marketAt() changes exactly at changesAt and not before", () => {
  fc.assert(fc.property(anInstant, (ms) => {
    const now = marketAt(ms);
    assert.ok(now.since <= ms && ms < now.changesAt);
    assert.equal(marketAt(now.since).state, now.state);
    assert.equal(marketAt(now.changesAt - 1).state, now.state);
    assert.notEqual(marketAt(now.changesAt).state, now.state);
    assert.notEqual(marketAt(now.since - 1).state, now.state);
  }));
});

Deno.test("openMillisecondsBetween() is the sum over the sessions, at most the range, and additive", () => {
  const span = fc.integer({ min: 0, max: 800 * 24 * HOUR });
  fc.assert(
    fc.property(anInstant, span, fc.double({ min: 0, max: 1, noNaN: true }), (from, length, share) => {
      const to = from + length;
      let bySessions = 0;
      // The session of 1 January opens on 31 December, hence a year more at either end.
      const last = new Date(to).getUTCFullYear() + 1;
      for (let year = new Date(from).getUTCFullYear() - 1; year <= last; year++) {
        for (const { opensAt, closesAt } of sessionsOfYear(year)) {
          bySessions += Math.max(0, Math.min(closesAt, to) - Math.max(opensAt, from));
        }
      }
      const open = openMillisecondsBetween(from, to);
      assert.equal(open, bySessions);
      assert.ok(open >= 0 && open <= length);
      const middle = from + Math.floor(length * share);
      assert.equal(openMillisecondsBetween(from, middle) + openMillisecondsBetween(middle, to), open);
    }),
  );
});

Deno.test("openMillisecondsBetween() counts nothing over a weekend and 23 hours a day otherwise", () => {
  const open = (from: string, to: string): number =>
    openMillisecondsBetween(Date.parse(from), Date.parse(to)) / HOUR;
  assert.equal(open("2026-11-20T22:00:00Z", "2026-11-22T23:00:00Z"), 0);
  assert.equal(open("2026-11-16T12:00:00Z", "2026-11-17T12:00:00Z"), 23);
  assert.equal(open("2026-11-15T00:00:00Z", "2026-11-22T00:00:00Z"), 115);
  assert.equal(open("2026-11-17T12:00:00Z", "2026-11-16T12:00:00Z"), 0);
});

Deno.test("addOpenMilliseconds() is the inverse of openMillisecondsBetween()", () => {
  fc.assert(fc.property(anInstant, fc.integer({ min: 1, max: 60 * 24 * HOUR }), (from, length) => {
    const at = addOpenMilliseconds(from, length);
    assert.equal(openMillisecondsBetween(from, at), length);
    assert.equal(marketAt(at - 1).state, "open");
  }));
});
