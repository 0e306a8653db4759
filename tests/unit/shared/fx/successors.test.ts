import assert from "node:assert/strict";
import { REPLACED_CURRENCIES, successorOf } from "../../../../shared/fx/successors.ts";

Deno.test("successorOf() names what replaced a currency, since when and at what factor", () => {
  assert.deepEqual(successorOf("HRK"), { currency: "EUR", since: "2023-01-01", factor: 7.5345 });
  assert.deepEqual(successorOf("BGN"), { currency: "EUR", since: "2026-01-01", factor: 1.95583 });
  assert.deepEqual(successorOf("ZWL"), { currency: "ZWG", since: "2024-04-05", factor: 2498.7242 });
  assert.deepEqual(successorOf("ANG"), { currency: "XCG", since: "2025-03-31", factor: 1 });
});

Deno.test("successorOf() is null for what is in use or is no currency", () => {
  for (const code of ["EUR", "USD", "VES", "SYP", "toString", ""]) assert.equal(successorOf(code), null);
});

Deno.test("every chain of successors goes forward in time and ends in a currency in use", () => {
  for (const currency of REPLACED_CURRENCIES) {
    let step = successorOf(currency);
    for (let steps = 0; step !== null; steps++) {
      assert.ok(steps < 4, `${currency} never ends`);
      assert.match(step.since, /^\d{4}-\d\d-\d\d$/);
      assert.ok(Number.isFinite(Date.parse(step.since)) && step.factor > 0);
      const next = successorOf(step.currency);
      assert.ok(
        next === null || next.since > step.since,
        `${currency}: ${step.currency} ended before it began`,
      );
      step = next;
    }
  }
});
