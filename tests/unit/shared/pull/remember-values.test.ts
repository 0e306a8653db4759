import assert from "node:assert/strict";
import type { FetchedQuote } from "../../../../shared/pull/ask-providers.ts";
import { nextLastValues } from "../../../../shared/pull/remember-values.ts";

const OPEN = "2026-11-20T15:30:00Z";
const WEEKEND = "2026-11-21T15:30:00Z";

function quote(price: number, fetchedAt = OPEN): FetchedQuote {
  return { provider: "metals-dev", metal: "gold", price, bid: null, ask: null, quotedAt: null, fetchedAt };
}

Deno.test("nextLastValues() counts for how many pulls of open market a value has stood", () => {
  const first = nextLastValues({}, [quote(4390)]);
  assert.deepEqual(first, { gold: { price: 4390, pulls: 1, since: OPEN } });
  const second = nextLastValues(first, [quote(4390, "2026-11-20T15:35:00Z")]);
  assert.deepEqual(second.gold, { price: 4390, pulls: 2, since: OPEN });
  assert.deepEqual(nextLastValues(second, [quote(4391)]).gold, { price: 4391, pulls: 1, since: OPEN });
});

Deno.test("nextLastValues() counts nothing while the market is closed", () => {
  const before = nextLastValues({}, [quote(4390)]);
  assert.deepEqual(nextLastValues(before, [quote(4390, WEEKEND)]), before);
});

Deno.test("nextLastValues() keeps what a provider left out this time, and changes nothing in place", () => {
  const before = nextLastValues({}, [quote(4390)]);
  const copy = structuredClone(before);
  const silver = { ...quote(62), metal: "silver" as const };
  assert.deepEqual(Object.keys(nextLastValues(before, [silver])), ["gold", "silver"]);
  assert.deepEqual(before, copy);
});
