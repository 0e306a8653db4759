import assert from "node:assert/strict";
import { configPatch, Settings } from "../../../../shared/schemas/settings.ts";
import { ValidationSettings } from "../../../../shared/schemas/validation-settings.ts";
import { DEFAULT_THRESHOLDS } from "../../../../shared/validation/thresholds.ts";
import { thresholdsOf } from "../../../../shared/validation/thresholds-of.ts";

const patch = configPatch(["metals-dev", "gold-api"]);

function problemOf(body: unknown): string {
  const read = patch.safeParse(body);
  assert.equal(read.success, false, JSON.stringify(body));
  return read.error?.issues[0]?.message ?? "";
}

Deno.test("configPatch() takes settings and switches as they are", () => {
  const body = {
    settings: { fetch_interval_seconds: 60, validation: { floor_bps: { gold: 40 } } },
    providers: { "metals-dev": { enabled: false, monthly_quota: null } },
  };
  assert.deepEqual(patch.parse(body), body);
});

Deno.test("configPatch() names what is allowed when it meets an unknown name", () => {
  assert.match(problemOf({ setings: {} }), /"setings".*Allowed: settings, providers/);
  assert.match(problemOf({ settings: { interval: 5 } }), /"interval".*Allowed: fetch_interval_seconds/);
  assert.match(
    problemOf({ providers: { kitco: { enabled: true } } }),
    /"kitco".*Allowed: metals-dev, gold-api/,
  );
  assert.match(problemOf({ providers: { "gold-api": { key: "x" } } }), /"key".*Allowed: enabled/);
  assert.match(problemOf({ settings: { validation: { bands: {} } } }), /"bands".*Allowed: band/);
});

Deno.test("configPatch() refuses a change of nothing", () => {
  for (const body of [{}, { settings: {} }, { providers: {} }, { providers: { "gold-api": {} } }]) {
    assert.match(problemOf(body), /Nothing to change/);
  }
});

Deno.test("configPatch() holds every number to its range", () => {
  const bad: readonly unknown[] = [
    { settings: { fetch_interval_seconds: 9 } },
    { settings: { fetch_interval_seconds: 86_401 } },
    { settings: { fetch_interval_seconds: 60.5 } },
    { settings: { fetch_interval_seconds: "60" } },
    { settings: { fetch_interval_seconds: null } },
    { settings: { rate_limit_per_minute: -1 } },
    { settings: { proxy_access: "everyone" } },
    { settings: { call_retention_days: 31 } },
    { settings: { validation: { band: { gold: { low: 5, high: 5 } } } } },
    { settings: { validation: { band: { gold: { low: 5 } } } } },
    { providers: { "gold-api": { monthly_quota: -1 } } },
    { providers: { "gold-api": { enabled: "yes" } } },
  ];
  for (const body of bad) assert.equal(patch.safeParse(body).success, false, JSON.stringify(body));
});

Deno.test("Settings describes each of its entries", () => {
  for (const schema of [Settings, ValidationSettings]) {
    for (const [name, entry] of Object.entries(schema.shape)) {
      const description = "description" in entry ? entry.description : undefined;
      const inner = "unwrap" in entry && typeof entry.unwrap === "function"
        ? entry.unwrap().description
        : undefined;
      assert.ok(description ?? inner, name);
    }
  }
});

Deno.test("thresholdsOf() without settings gives the defaults", () => {
  assert.deepEqual(thresholdsOf({}), DEFAULT_THRESHOLDS);
});

Deno.test("thresholdsOf() replaces what is set, metal by metal", () => {
  const thresholds = thresholdsOf({
    first_band: { gold: { low: 2_000, high: 30_000 } },
    jump: { silver: { in_an_hour: 0.1, in_all: 0.3 } },
    frozen_pulls: 20,
  });
  assert.deepEqual(thresholds, {
    ...DEFAULT_THRESHOLDS,
    firstBand: { ...DEFAULT_THRESHOLDS.firstBand, gold: { low: 2_000, high: 30_000 } },
    jump: { ...DEFAULT_THRESHOLDS.jump, silver: { inAnHour: 0.1, inAll: 0.3 } },
    frozenPulls: 20,
  });
});
