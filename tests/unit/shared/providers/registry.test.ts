import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { providerByKey, PROVIDERS } from "../../../../shared/providers/registry.ts";
import { METALS } from "../../../../shared/schemas/metal.ts";
import { WIRE_FORMATS } from "../../../../stack/upstream/formats/registry.ts";

const FOLDER = resolve(import.meta.dirname ?? ".", "../../../../shared/providers");

Deno.test("registry lists every adapter of shared/providers once", () => {
  const files = readdirSync(FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .filter(({ name }) => readFileSync(`${FOLDER}/${name}`, "utf8").includes(": Provider = {"))
    .map(({ name }) => name.replace(".ts", ""));
  assert.deepEqual(PROVIDERS.map((provider) => provider.key).sort(), files.sort());
});

Deno.test("registry is in the order of the starting priorities, each of them once", () => {
  const priorities = PROVIDERS.map((provider) => provider.defaults.priority);
  assert.deepEqual(priorities, [...new Set(priorities)].sort((a, b) => a - b));
});

Deno.test("registry gives every provider a wire format in the stand-in, and no other", () => {
  assert.deepEqual(Object.keys(WIRE_FORMATS).sort(), PROVIDERS.map((provider) => provider.key).sort());
});

Deno.test("providerByKey() finds a provider and nothing for an unknown or inherited name", () => {
  assert.equal(providerByKey("metals-dev")?.name, "Metals.dev");
  assert.equal(providerByKey("toString"), null);
});

for (const provider of PROVIDERS) {
  Deno.test(`${provider.key} states facts that fit together`, () => {
    assert.match(provider.baseUrl, /^https:\/\/[a-z.-]+[a-z](\/[a-z0-9/-]+)?$/);
    assert.equal(provider.keyVariable === null, provider.auth.in === "none");
    assert.equal(provider.kind === "fx", provider.metals.length === 0);
    assert.ok(provider.defaults.maximumAgeSeconds >= provider.defaults.minimumIntervalSeconds);
    assert.ok(provider.defaults.monthlyQuota === null || provider.defaults.monthlyQuota > 0);
    // A plan that is known by its calls a month needs a provider that counts them.
    assert.ok(provider.dayOldPlan === null || provider.defaults.monthlyQuota !== null);
  });

  Deno.test(`${provider.key} pull asks for each of its metals with operations that it has`, () => {
    assert.ok(provider.pull.length > 0);
    for (const { operation, parameters } of provider.pull) {
      assert.ok(provider.operations[operation]?.parameters.safeParse(parameters).success);
    }
    const asked = provider.pull.map(({ parameters }) => parameters.metal).filter((metal) =>
      metal !== undefined
    );
    if (asked.length > 0) assert.deepEqual(asked, METALS.filter((metal) => provider.metals.includes(metal)));
  });

  Deno.test(`${provider.key} operations refuse a parameter that they do not have`, () => {
    for (const operation of Object.values(provider.operations)) {
      assert.ok(!operation.parameters.safeParse({ url: "https://elsewhere.example" }).success);
    }
  });
}

Deno.test("the free plan of MetalpriceAPI is the one whose prices are a day old, and Frankfurter gives the references", () => {
  const dayOld = PROVIDERS.filter(({ dayOldPlan }) => dayOldPlan !== null);
  assert.deepEqual(dayOld.map(({ key, dayOldPlan }) => [key, dayOldPlan]), [["metalpriceapi", {
    callsAMonth: 100,
  }]]);
  assert.deepEqual(PROVIDERS.filter((known) => known.givesReference).map(({ key }) => key), ["frankfurter"]);
});

Deno.test("Frankfurter is asked for at most sixty days at once, in order", () => {
  const accepts = (start_date: string, end_date: string): boolean =>
    providerByKey("frankfurter")?.operations.timeseries?.parameters.safeParse({ start_date, end_date })
      .success ??
      false;
  assert.ok(accepts("2026-09-01", "2026-10-30"));
  assert.ok(!accepts("2026-09-01", "2026-10-31"));
  assert.ok(!accepts("2026-09-02", "2026-09-01"));
});
