import assert from "node:assert/strict";
import type { OperationName } from "../../../../shared/providers/provider.ts";
import { PROVIDERS } from "../../../../shared/providers/registry.ts";
import { assertHonest, assertSound } from "../../../support/data/provider-contract.ts";
import { UpstreamScene } from "../../../support/upstream/upstream-scene.ts";

const OPEN = "2026-11-20T15:30:00Z";
const RANGE = { start_date: "2026-11-10", end_date: "2026-11-18" };
const SAMPLES: Readonly<Record<OperationName, Readonly<Record<string, string>>>> = {
  latest: { metal: "gold" },
  spot: { metal: "silver" },
  timeseries: { metal: "gold", ...RANGE },
  historical: { metal: "gold", date: "2026-11-18" },
  usage: {},
  currencies: {},
};

for (const provider of PROVIDERS) {
  for (const [name, operation] of Object.entries(provider.operations)) {
    Deno.test(`${provider.key} ${name} is answered by the stand-in in a form that the adapter reads`, async () => {
      const known = Object.keys(operation.parameters.shape);
      const operationName = Object.keys(SAMPLES).find((sample): sample is OperationName => sample === name);
      assert.ok(operationName);
      const sample = Object.entries(SAMPLES[operationName]).filter(([parameter]) =>
        known.includes(parameter)
      );
      const scene = new UpstreamScene(OPEN);
      const asked = await scene.ask(provider, {
        operation: operationName,
        parameters: Object.fromEntries(sample),
      });
      assert.equal(asked.failure, null);
      assert.ok(asked.reading);
      assertSound(provider, asked.reading);
      assertHonest(asked.reading);
      const { quotes, fx, quota, refused } = asked.reading;
      assert.deepEqual(refused, []);
      // The list of Frankfurter's currencies has names and no numbers.
      const isList = provider.key === "frankfurter" && name === "currencies";
      assert.ok(quotes.length + fx.length > 0 || quota !== null || isList, "the reading is empty");
      if (name === "timeseries") {
        const days = new Set([...quotes, ...fx].map((said) => said.quotedAt?.slice(0, 10)));
        assert.ok(days.has(RANGE.start_date) && days.has(RANGE.end_date));
      }
    });
  }

  if (provider.keyVariable !== null) {
    Deno.test(`${provider.key} is told that "bad-key" is wrong, in words that the adapter knows`, async () => {
      assert.equal((await new UpstreamScene(OPEN).ask(provider, { key: "bad-key" })).failure, "key_rejected");
    });
  }

  if (provider.defaults.monthlyQuota !== null && provider.defaults.monthlyQuota <= 100) {
    Deno.test(`${provider.key} is refused by the stand-in after its quota, where quotas are enforced`, async () => {
      const scene = new UpstreamScene(OPEN, { enforceQuota: true });
      const outcomes: (string | null)[] = [];
      for (let call = 0; call <= 100; call++) outcomes.push((await scene.ask(provider)).failure);
      assert.deepEqual([...new Set(outcomes.slice(0, 100))], [null]);
      assert.equal(outcomes[100], "quota_spent");
    });
  }
}
