import assert from "node:assert/strict";
import type { FetchedQuote } from "../../../../shared/pull/ask-providers.ts";
import { nextLastValues } from "../../../../shared/pull/remember-values.ts";
import type { Verdict } from "../../../../shared/validation/verdict.ts";

const OPEN = "2026-11-20T15:30:00Z";
const WEEKEND = "2026-11-21T15:30:00Z";
const EARLY_CLOSE = "2026-12-24T20:00:00Z";

function accepted(price: number, fetchedAt = OPEN): Verdict<FetchedQuote> {
  const quote: FetchedQuote = {
    provider: "metals-dev",
    metal: "gold",
    price,
    bid: null,
    ask: null,
    quotedAt: null,
    fetchedAt,
  };
  return { quote, verdict: "accepted", reason: null, detail: null, doubtedSince: null };
}

Deno.test("nextLastValues() counts for how many pulls of open market a value has stood", () => {
  const first = nextLastValues({}, [accepted(4390)]);
  const believed = { price: 4390, seen_at: OPEN };
  assert.deepEqual(first, { gold: { price: 4390, pulls: 1, since: OPEN, accepted: believed } });
  const second = nextLastValues(first, [accepted(4390, "2026-11-20T15:35:00Z")]);
  assert.equal(second.gold?.pulls, 2);
  assert.equal(second.gold?.since, OPEN);
  assert.equal(nextLastValues(second, [accepted(4391)]).gold?.pulls, 1);
});

Deno.test("nextLastValues() counts nothing while the market is closed", () => {
  const before = nextLastValues({}, [accepted(4390)]);
  assert.equal(nextLastValues(before, [accepted(4390, WEEKEND)]).gold?.pulls, 1);
  assert.equal(nextLastValues(before, [accepted(4390, EARLY_CLOSE)]).gold?.pulls, 1);
});

Deno.test("nextLastValues() keeps what was believed beside what is doubted, and since when it is said", () => {
  const before = nextLastValues({}, [accepted(4390)]);
  const { quote } = accepted(4800, "2026-11-20T15:35:00Z");
  const doubted = { quote, verdict: "quarantined", reason: "jump", detail: "…" } as const;
  const doubtedSince = Date.parse("2026-11-20T15:30:30Z");
  const next = nextLastValues(before, [{ ...doubted, doubtedSince }]).gold;
  assert.deepEqual(next?.accepted, { price: 4390, seen_at: OPEN });
  assert.deepEqual(next?.doubted, {
    price: 4800,
    quoted_at: null,
    seen_at: "2026-11-20T15:35:00Z",
    since: "2026-11-20T15:30:30.000Z",
  });
  const again = nextLastValues({ ...(next === undefined ? {} : { gold: next }) }, [accepted(4801)]).gold;
  assert.equal(again?.doubted, undefined);
});

Deno.test("nextLastValues() keeps what a provider left out this time, and changes nothing in place", () => {
  const before = nextLastValues({}, [accepted(4390)]);
  const copy = structuredClone(before);
  const { quote, ...verdict } = accepted(62);
  const silver = { ...verdict, quote: { ...quote, metal: "silver" as const } };
  assert.deepEqual(Object.keys(nextLastValues(before, [silver])), ["gold", "silver"]);
  assert.deepEqual(before, copy);
});
