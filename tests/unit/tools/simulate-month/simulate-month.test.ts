import assert from "node:assert/strict";
import { MONTH, SCENARIOS } from "../../../../tools/simulate-month/scenario.ts";
import { simulateMonth } from "../../../../tools/simulate-month/simulate-month.ts";

for (const scenario of SCENARIOS) {
  Deno.test(`simulateMonth() keeps quota, cadence and closing hours: ${scenario.name}`, () => {
    const report = simulateMonth(scenario, MONTH);
    for (const { key, quota, calls, callsWhileClosed, daysOverQuota } of report.providers) {
      assert.ok(quota === null || calls <= quota, `${key}: ${calls} of ${quota}`);
      assert.equal(daysOverQuota, 0, key);
      assert.equal(callsWhileClosed, 0, key);
    }
    const share = report.longestGapSeconds / report.bestCadenceSeconds;
    assert.ok(share <= 1.25, `longest gap is ${share.toFixed(2)} times the best cadence`);
    assert.ok(report.worstErrorBps < 10, `worst error ${report.worstErrorBps} bps`);
    assert.equal(report.statuses["disputed"] ?? 0, 0);
  });
}

Deno.test("simulateMonth() spends free plans to the last call", () => {
  const [free] = SCENARIOS;
  assert.ok(free !== undefined);
  assert.deepEqual(simulateMonth(free, MONTH).providers.map(({ calls }) => calls), [100, 100, 100]);
});
