import assert from "node:assert/strict";

const metrics = Deno.readTextFileSync(new URL("../../../shared/health/metrics.ts", import.meta.url));
const dashboard = Deno.readTextFileSync(new URL("../../../docs/grafana/dashboard.json", import.meta.url));

Deno.test("docs/grafana/dashboard.json asks for metrics that health gives, and for each of its groups", () => {
  const asked = new Set([...dashboard.matchAll(/\bspot_[a-z_]+/g)].map(([name]) => name));
  const given = new Set([...metrics.matchAll(/\bspot_[a-z_]+/g)].map(([name]) => name));
  assert.deepEqual([...asked].filter((name) => !given.has(name)), []);
  for (const group of ["spot_price_", "spot_provider_", "spot_database_"]) {
    assert.ok([...asked].some((name) => name.startsWith(group)), group);
  }
});
