import assert from "node:assert/strict";
import { METALS } from "../../shared/schemas/metal.ts";
import { startTestStack } from "../../stack/testing/test-stack.ts";

const PULLS = 200;
const FIRST = Date.parse("2025-08-13T12:00:00Z");

interface Latest {
  readonly metal: string;
  readonly price: number;
  readonly latest: { readonly fetched_at: string };
  readonly series: readonly { readonly price: number }[];
}

Deno.test(`reads of all metals during ${PULLS} pulls never see half of one`, async () => {
  const stack = await startTestStack({ services: ["postgrest", "functions"], quietCron: true });
  const rpc = async (name: string, body: unknown): Promise<Record<string, unknown>> => {
    const response = await fetch(`${stack.url}/rest/v1/rpc/${name}`, {
      method: "POST",
      headers: { "apikey": stack.keys.secretKey, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    assert.equal(response.status, 200, await response.clone().text());
    return await response.json();
  };
  /** Commits one pull with the same price for every metal, so that a mixture shows. */
  const pull = async (number: number): Promise<void> => {
    const time = new Date(FIRST + number * 60_000).toISOString();
    const claim = await rpc("claim_pull", {
      request: { trigger: "replay", origin: "replayed", slot: time, now: time },
    });
    const price = { price: 1000 + number, quoted_at: time, fetched_at: time, status: "agreed" };
    await rpc("record_pull", {
      pull: {
        pull_id: claim["pull_id"],
        lease_token: claim["lease_token"],
        finished_at: time,
        state: "succeeded",
        metals: Object.fromEntries(METALS.map((metal) => [metal, { outcome: "priced", sources: [] }])),
        prices: METALS.map((metal) => ({ ...price, metal, provider: "consensus (replayed)" })),
      },
    });
  };

  let pulling = true;
  const seen = new Set<number>();
  /** Past the function's memory, so that every look is a read of the database. */
  const look = async (): Promise<number> => {
    let reads = 0;
    while (pulling) {
      const answer = await rpc("read_prices", { metal: "all", window: "24h" });
      const prices = answer["prices"] as readonly Latest[];
      assert.deepEqual(prices.map(({ metal }) => metal), METALS);
      const [gold] = prices;
      for (const one of prices) {
        assert.equal(one.price, gold?.price, `${one.metal} is of another pull than gold`);
        assert.equal(one.latest.fetched_at, gold?.latest.fetched_at);
      }
      seen.add(gold?.price ?? 0);
      reads++;
    }
    return reads;
  };

  try {
    await pull(0);
    const readers = [look(), look(), look()];
    for (let number = 1; number <= PULLS; number++) await pull(number);
    pulling = false;
    const reads = (await Promise.all(readers)).reduce((sum, count) => sum + count, 0);
    assert.ok(reads > PULLS / 2, `only ${reads} reads`);
    assert.ok(seen.size > 10, `reads met only ${seen.size} of the pulls`);
  } finally {
    pulling = false;
    await stack.stop();
  }
});
