import assert from "node:assert/strict";
import { NO_TRUST } from "../../../../shared/consensus/form-consensus.ts";
import type { Consensus } from "../../../../shared/consensus/outcome.ts";
import { providerByKey, PROVIDERS } from "../../../../shared/providers/registry.ts";
import type { ProviderReading } from "../../../../shared/pull/ask-providers.ts";
import { conclude, type Conclusion } from "../../../../shared/pull/conclude.ts";
import type { Judgement } from "../../../../shared/pull/judge.ts";
import type { Metal } from "../../../../shared/schemas/metal.ts";
import { claimed } from "../../../support/scenes/pull-scene.ts";

const OPEN = Date.parse("2026-11-20T15:30:00Z");
const WEEKEND = Date.parse("2026-11-21T15:30:00Z");

const AGREED: Consensus = {
  metal: "gold",
  confidenceBps: 0.1,
  families: 2,
  price: 4391.86,
  bid: 4391,
  ask: 4393,
  status: "agreed",
  confidence: 0.5,
  spreadBps: 2,
  provider: "consensus",
  quotedAt: "2026-11-20T15:29:02.829Z",
  sources: [],
  trust: NO_TRUST,
  corroboratedBy: "families",
};
const NONE: Consensus = {
  ...AGREED,
  price: null,
  bid: null,
  ask: null,
  status: "none",
  confidence: null,
  provider: null,
};

function answered(key: string, failure: string | null = null): ProviderReading {
  return {
    provider: providerByKey(key) ?? assert.fail(`no provider ${key}`),
    reason: "forced",
    quotes: [],
    fx: [],
    quota: null,
    references: [],
    refused: [],
    attempts: [],
    ended: [],
    failure: failure === null ? null : { kind: failure, message: failure },
  };
}

async function concluded(
  consensus: Partial<Record<Metal, Consensus>>,
  { readings = [answered("metals-dev")], now = OPEN, verdicts = [], origin = "live" as const }: {
    readings?: readonly ProviderReading[];
    now?: number;
    verdicts?: Judgement["verdicts"];
    origin?: "live" | "simulated" | "replayed";
  } = {},
): Promise<Conclusion> {
  const all = { gold: NONE, silver: NONE, platinum: NONE, palladium: NONE, ...consensus };
  const facts = { claim: await claimed(), readings, now, carryUntil: null, origin };
  return conclude({ verdicts, consensus: all }, facts);
}

Deno.test("conclude() tells how a pull went by how many metals have a price", async () => {
  const four = { gold: AGREED, silver: AGREED, platinum: AGREED, palladium: AGREED };
  assert.equal((await concluded(four)).state, "succeeded");
  assert.equal((await concluded({ gold: AGREED })).state, "partial");
  assert.equal((await concluded({})).state, "failed");
  assert.equal((await concluded({}, { readings: [] })).state, "skipped");
  assert.equal(
    (await concluded({}, { readings: [answered("frankfurter")] })).state,
    "skipped",
    "rates are no prices",
  );
});

Deno.test("conclude() publishes nothing for a metal without consensus", async () => {
  const { prices, metals } = await concluded({ gold: AGREED });
  assert.deepEqual(prices.map(({ metal }) => metal), ["gold"]);
  assert.deepEqual([metals.gold.outcome, metals.silver.outcome], ["priced", "nothing_new"]);
});

Deno.test("conclude() calls an answer without the metal, or of yesterday, nothing new and no failure", async () => {
  const verdicts = [{
    quote: {
      provider: "metalpriceapi",
      metal: "silver",
      price: 50,
      bid: null,
      ask: null,
      quotedAt: "2026-11-19T00:00:00Z",
      fetchedAt: "2026-11-20T15:30:00Z",
    },
    verdict: "rejected",
    reason: "too_old",
    detail: null,
    doubtedSince: null,
  }] as const;
  const { metals } = await concluded({}, { readings: [answered("metalpriceapi")], verdicts });
  assert.deepEqual([metals.gold.outcome, metals.silver.outcome], ["nothing_new", "nothing_new"]);
  const late = await concluded({}, { readings: [answered("metalpriceapi", "timeout")], verdicts });
  assert.equal(late.metals.silver.outcome, "failed");
});

Deno.test("conclude() says in the label of a price that it is not from the live market", async () => {
  for (const [origin, label] of [["live", "consensus"], ["replayed", "consensus (replayed)"]] as const) {
    assert.equal((await concluded({ gold: AGREED }, { origin })).prices[0]?.provider, label);
  }
  const single = { gold: { ...AGREED, provider: "gold-api" } };
  assert.equal(
    (await concluded(single, { origin: "simulated" })).prices[0]?.provider,
    "gold-api.com (simulated)",
  );
});

Deno.test("conclude() tells closed market from a plan that saves calls", async () => {
  const saved = await concluded({}, { readings: [] });
  const closed = await concluded({}, { readings: [], now: WEEKEND });
  assert.deepEqual([saved.metals.gold.outcome, closed.metals.gold.outcome], ["none_due", "closed"]);
  assert.match(closed.metals.gold.reason ?? "", /closed/);
});

Deno.test("conclude() names who failed how, and whose quote waits for confirmation", async () => {
  const failed = await concluded({}, {
    readings: [answered("metals-dev", "quota_spent"), answered("gold-api", "timeout")],
  });
  assert.equal(failed.metals.gold.reason, "Metals.dev: quota_spent; gold-api.com: timeout");
  const quote = {
    provider: "metals-dev",
    metal: "gold",
    price: 5000,
    bid: null,
    ask: null,
    quotedAt: null,
    fetchedAt: "2026-11-20T15:30:00.000Z",
  } as const;
  const verdicts = [{
    quote: { ...quote, fetchedAt: "2026-11-20T15:30:00Z" },
    verdict: "quarantined",
    reason: "jump",
    detail: null,
    doubtedSince: OPEN,
  }] as const;
  const { metals } = await concluded({}, { verdicts });
  assert.deepEqual([metals.gold.outcome, metals.silver.outcome], ["quarantined", "nothing_new"]);
});

Deno.test("conclude() shows the price before only beside a disputed one", async () => {
  const { metals } = await concluded({ gold: { ...AGREED, status: "disputed" }, silver: AGREED });
  assert.deepEqual(metals.gold.previous, {
    price: 4390,
    priced_at: "2026-11-20T15:25:00Z",
    status: "single",
  });
  assert.equal("previous" in metals.silver, false);
});

Deno.test("every provider has a name that a label can show", () => {
  assert.ok(PROVIDERS.every(({ name }) => name.length > 2 && !/[()]/.test(name)));
});
