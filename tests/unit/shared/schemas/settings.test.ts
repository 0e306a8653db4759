import assert from "node:assert/strict";
import { configPatch, Settings } from "../../../../shared/schemas/settings.ts";
import { ValidationSettings } from "../../../../shared/schemas/validation-settings.ts";

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

Deno.test("configPatch() says the whole range, whatever is wrong with the number", () => {
  for (const value of [9, 86_401, 60.5, "60", null, true]) {
    assert.equal(
      problemOf({ settings: { fetch_interval_seconds: value } }),
      "A whole number from 10 to 86400",
    );
  }
  assert.equal(problemOf({ settings: { budget: { reserve_share: 2 } } }), "A number from 0 to 0.5");
  assert.equal(problemOf({ settings: { proxy_access: "all" } }), "Allowed: secret, publishable");
  assert.match(problemOf({}), /Name at least one of: settings, providers$/);
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
