import assert from "node:assert/strict";
import type { SpotPrice } from "../../../web/client/spot-price.ts";
import { notesOn, worstOf } from "../../../web/stacktrackr/worst-price.ts";

const NOW = 1_000_000;

function price(change: Partial<SpotPrice>): SpotPrice {
  return {
    metal: "gold",
    currency: "USD",
    unit: "toz",
    price: 4000,
    bid: null,
    ask: null,
    ts: "2026-03-04T15:00:00.000Z",
    state: "fresh",
    stateReason: null,
    corroboratedBy: "families",
    market: "open",
    provider: "consensus",
    origin: "live",
    confidenceBps: 2,
    sources: [],
    rate: null,
    points: [],
    via: "backend",
    asOf: null,
    ageOnArrival: 30,
    arrivedAt: NOW,
    freshForMs: 1000,
    ...change,
  };
}

function badge(...prices: readonly SpotPrice[]): string {
  return notesOn(worstOf(prices, NOW), NOW).join(", ");
}

Deno.test("the badge shows the gravest state and names its metal, not the oldest price", () => {
  const old = price({ ageOnArrival: 900 });
  assert.equal(badge(old, price({ metal: "silver", state: "disputed" })), "30 s ago, silver disputed");
  assert.equal(
    badge(price({ state: "stale" }), price({ metal: "silver", state: "disputed" })),
    "30 s ago, silver disputed",
  );
  assert.equal(badge(price({}), price({ metal: "platinum", state: "stale" })), "30 s ago, platinum stale");
});

Deno.test("the badge says that nothing confirms a price", () => {
  assert.equal(
    badge(price({}), price({ metal: "silver", corroboratedBy: null })),
    "30 s ago, one source, unconfirmed",
  );
  assert.equal(badge(price({ state: "disputed", corroboratedBy: null })), "30 s ago, gold disputed");
});

Deno.test("the badge shows the oldest of sound prices, and a closed market", () => {
  assert.equal(badge(price({}), price({ ageOnArrival: 900 })), "15 min ago");
  assert.equal(badge(price({ market: "closed", ageOnArrival: 7200 })), "2 h ago, market closed");
  assert.equal(badge(price({ market: "closed", state: "stale" })), "30 s ago, gold stale");
  assert.equal(badge(price({ origin: "simulated" })), "30 s ago, simulated");
});
