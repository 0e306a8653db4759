import assert from "node:assert/strict";
import type { Provider } from "../../../../shared/providers/provider.ts";
import { PROVIDERS } from "../../../../shared/providers/registry.ts";
import { UPSTREAM_FAULTS, type UpstreamFault } from "../../../../stack/upstream/faults.ts";
import { assertHonest, assertSound } from "../../../support/data/provider-contract.ts";
import { type Asked, UpstreamScene } from "../../../support/upstream/upstream-scene.ts";

// A Friday afternoon in New York.
const OPEN = "2026-11-20T15:30:00Z";

/** The outcomes that a fault may have; more than one where providers differ in their words. */
const REFUSALS: Readonly<Partial<Record<UpstreamFault, readonly string[]>>> = {
  rate_limited: ["rate_limited"],
  // Keyless providers have no quota to spend and can only say "too many requests".
  quota_spent: ["quota_spent", "rate_limited"],
  server_error: ["server_error"],
  bad_key: ["key_rejected", "plan_lacks_operation", "blocked"],
  timeout: ["timeout"],
  slow_loris: ["timeout"],
  connection_reset: ["unreachable"],
  truncated_json: ["bad_response"],
  html: ["blocked"],
  huge_body: ["bad_response"],
  invalid_utf8: ["bad_response"],
  redirect: ["bad_response"],
  nan: ["bad_response"],
  deep_json: ["bad_response"],
};

/** What a fault in the prices makes of 4,390 or so; the price of the same moment without it is `honest`. */
const PRICES: Readonly<Partial<Record<UpstreamFault, (price: number, honest: number) => boolean>>> = {
  inverted: (price, honest) => Math.abs(price * honest - 1) < 0.01,
  zero: (price) => price === 0,
  swapped: (price, honest) => price < honest / 20,
  factor_31: (price, honest) => Math.abs(price * 31.1034768 / honest - 1) < 1e-4,
  plus_2_percent: (price, honest) => Math.abs(price / honest - 1.02) < 1e-4,
  noise: (price, honest) => Math.abs(price / honest - 1) <= 0.0501 && price !== honest,
};

const AGES_IN_HOURS: Readonly<Partial<Record<UpstreamFault, number>>> = { stale: 26, six_hours_old: 6 };

async function askHonestly(provider: Provider): Promise<Asked> {
  return await new UpstreamScene(OPEN).ask(provider);
}

function gold(asked: Asked): { price: number; quotedAt: number } {
  const quote = asked.reading?.quotes.find((said) => said.metal === "gold");
  assert.ok(quote?.quotedAt);
  return { price: quote.price, quotedAt: Date.parse(quote.quotedAt) };
}

for (const provider of PROVIDERS) {
  Deno.test(`${provider.key} reads the stand-in's honest reading`, async () => {
    const asked = await askHonestly(provider);
    assert.equal(asked.failure, null);
    assert.ok(asked.reading);
    assertSound(provider, asked.reading);
    assertHonest(asked.reading);
    assert.ok(asked.reading.quotes.length + asked.reading.fx.length > 0);
    if (provider.givesFx) assert.ok(asked.reading.fx.length >= 30);
  });

  for (const fault of UPSTREAM_FAULTS) {
    Deno.test(`${provider.key} meets the fault ${fault} with a recorded outcome and no invented number`, async () => {
      const scene = new UpstreamScene(OPEN);
      await scene.order(fault);
      const asked = await scene.ask(provider);
      assert.equal(scene.time.pending, 0);
      assert.ok(asked.attempts.length >= 1);
      assert.ok(asked.attempts.every((attempt) => attempt.outcome === (asked.failure ?? "ok")));
      const refusals = REFUSALS[fault];
      if (refusals !== undefined) {
        return assert.ok(refusals.includes(asked.failure ?? "an answer"), `${asked.failure}`);
      }
      if (provider.metals.length > 0) await checkPrices(provider, { fault, asked, scene });
    });
  }
}

async function checkPrices(
  provider: Provider,
  { fault, asked, scene }: { fault: UpstreamFault; asked: Asked; scene: UpstreamScene },
): Promise<void> {
  const honest = gold(await askHonestly(provider));
  if (fault === "missing_metal") {
    const hasGold = asked.reading?.quotes.some((quote) => quote.metal === "gold") ?? false;
    return assert.ok(!hasGold && asked.failure !== "server_error");
  }
  const age = AGES_IN_HOURS[fault];
  if (age !== undefined) {
    const hours = (honest.quotedAt - gold(asked).quotedAt) / 3_600_000;
    return assert.ok(hours >= age && hours < age + 1, `${hours} hours`);
  }
  if (fault === "frozen") {
    await scene.setClock("2026-11-20T17:30:00Z");
    const later = gold(await scene.ask(provider));
    assert.equal(later.price, gold(asked).price);
    return assert.ok(later.quotedAt > gold(asked).quotedAt);
  }
  const isAsOrdered = PRICES[fault];
  assert.ok(isAsOrdered, `no check for ${fault}`);
  assert.ok(isAsOrdered(gold(asked).price, honest.price), `${gold(asked).price} beside ${honest.price}`);
}

Deno.test("a fault can be ordered for one provider and a number of calls, and taken back", async () => {
  const scene = new UpstreamScene(OPEN);
  const [first, second] = PROVIDERS;
  assert.ok(first && second);
  await scene.order("quota_spent", { provider: first.key, times: 1 });
  assert.equal((await scene.ask(second)).failure, null);
  assert.equal((await scene.ask(first)).failure, "quota_spent");
  assert.equal((await scene.ask(first)).failure, null);
  await scene.order("zero");
  assert.equal((await (await scene.control("GET", "faults")).json()).length, 1);
  await scene.control("DELETE", "faults");
  assert.deepEqual(await (await scene.control("GET", "faults")).json(), []);
});
