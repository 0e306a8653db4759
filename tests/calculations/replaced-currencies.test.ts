import assert from "node:assert/strict";
import { REPLACED_CURRENCIES, successorOf } from "../../shared/fx/successors.ts";
import { startTestStack } from "../../stack/testing/test-stack.ts";

Deno.test("SQL and TypeScript know the same replaced currencies, days and factors", async () => {
  const stack = await startTestStack({ services: [] });
  try {
    const rows = await stack.sql`
      select currency, successor, to_char(since, 'YYYY-MM-DD') as since, factor::float8 as factor
      from spot.replaced_currencies() order by currency`;
    assert.deepEqual(
      rows.map(({ currency, successor, since, factor }) => [currency, successor, since, factor]),
      REPLACED_CURRENCIES.map((code) => {
        const next = successorOf(code);
        return [code, next?.currency, next?.since, next?.factor];
      }),
    );
  } finally {
    await stack.stop();
  }
});
