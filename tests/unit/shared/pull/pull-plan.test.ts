import assert from "node:assert/strict";
import { type Environment, readEnvironment } from "../../../../shared/environment.ts";
import { providerByKey, PROVIDERS } from "../../../../shared/providers/registry.ts";
import type { Claimed } from "../../../../shared/pull/claim.ts";
import { createPullPlan } from "../../../../shared/pull/pull-plan.ts";
import { claimed, SLOT } from "../../../support/scenes/pull-scene.ts";

const SATURDAY = "2026-11-21T15:30:00Z";

function environment(change: Readonly<Record<string, string>> = {}): Environment {
  const keys = PROVIDERS.flatMap(({ keyVariable }) => (keyVariable === null ? [] : [[keyVariable, "key"]]));
  const values: Readonly<Record<string, string>> = {
    SUPABASE_URL: "http://data.test",
    SUPABASE_PUBLISHABLE_KEY: "p",
    SUPABASE_SECRET_KEY: "s",
    ...Object.fromEntries(keys),
    ...change,
  };
  return readEnvironment((name) => values[name]);
}

function claimWith(change: Readonly<Record<string, unknown>>, now = SLOT): Promise<Claimed> {
  const providers = PROVIDERS.map(({ key }, index) => ({
    key,
    enabled: key !== "swissquote",
    priority: index,
    monthly_quota: 100,
    minimum_interval_seconds: 60,
    calls_this_month: 0,
    last_called_at: null,
    last_success_at: null,
    breaker: {},
    last_values: {},
    quota: {},
    ...change,
  }));
  return claimed({ providers, now });
}

const REPLAY = { SPOT_ORIGIN: "replayed", SPOT_UPSTREAM_URL: "http://127.0.0.1:4000" };

Deno.test("createPullPlan() asks everybody with a key in a replay, spent quotas and weekends notwithstanding", async () => {
  const spent = await claimWith({ calls_this_month: 100, last_called_at: SATURDAY }, SATURDAY);
  const { first } = createPullPlan(spent, { environment: environment(REPLAY), forced: null });
  const expected = PROVIDERS.map(({ key }) => key).filter((key) => key !== "swissquote").sort();
  assert.deepEqual(first.map(({ provider }) => provider.key).sort(), expected);
  const keyless = environment({
    ...REPLAY,
    METALS_DEV_API_KEY: "",
    METALS_API_KEY: "",
    METALPRICEAPI_KEY: "",
    GOLDAPI_KEY: "",
  });
  const without = createPullPlan(spent, { environment: keyless, forced: null });
  assert.ok(without.first.every(({ provider }) => provider.keyVariable === null));
});

Deno.test("createPullPlan() asks nobody for prices with quotas spent, and says why", async () => {
  const plan = createPullPlan(await claimWith({ calls_this_month: 100 }), {
    environment: environment(),
    forced: null,
  });
  assert.deepEqual(plan.first.filter(({ provider }) => provider.kind === "spot"), []);
  const reasons = plan.skipped.map(({ provider, reason }) => [provider, reason]);
  assert.ok(reasons.some(([provider, reason]) => provider === "metals-dev" && reason !== "disabled"));
  assert.ok(plan.skipped.some(({ provider, reason }) => provider === "swissquote" && reason === "disabled"));
});

Deno.test("createPullPlan() asks a forced provider alone, whatever the day", async () => {
  const claim = await claimWith({}, SATURDAY);
  const forced = providerByKey("gold-api");
  const plan = createPullPlan(claim, { environment: environment(), forced });
  assert.deepEqual(plan.first.map(({ provider, reason }) => [provider.key, reason]), [[
    "gold-api",
    "forced",
  ]]);
});
