import assert from "node:assert/strict";
import { startTestStack, type TestStack } from "../../stack/testing/test-stack.ts";

async function withHistory(body: (stack: TestStack) => Promise<void>): Promise<void> {
  const stack = await startTestStack({ services: ["postgrest", "functions"], quietCron: true });
  try {
    await stack.sql`
      select spot.import_prices(
        array_agg('gold'::text), array_agg(day), array_agg(1000 + extract(doy from day)::numeric / 8), array_agg('a "quoted", name'::text),
        false
      )
      from generate_series(timestamptz '2019-01-01 12:00Z', '2020-12-31 12:00Z', '1 day') as day
      where extract(isodow from day) < 6`;
    await body(stack);
  } finally {
    await stack.stop();
  }
}

Deno.test("prices-read gives the prices at many dates in one call", () =>
  withHistory(async (stack) => {
    const read = (query: string): Promise<Response> =>
      fetch(`${stack.url}/functions/v1/prices-read?${query}`);

    const few = await read("at=2019-05-04,2020-01-01&metal=XAU");
    assert.equal(few.status, 200);
    const { prices, count } = await few.json();
    assert.deepEqual([count, prices[0].price, prices[0].match, prices[1].price, prices[1].match], [
      2,
      1015.375,
      "before",
      1000.125,
      "exact",
    ]);
    assert.equal((await (await read("at=2019-05-05&match=nearest")).json()).prices[0].match, "after");

    const days = Array.from({ length: 500 }, (_, index) => {
      return new Date(Date.parse("2019-03-01T14:00:00Z") + index * 86_400_000).toISOString();
    });
    const many = await read(`at=${days.join(",")}`);
    assert.equal((await many.json()).count, 500);
    assert.equal((await read(`at=${days.join(",")}`)).headers.get("x-cache"), "hit");

    const csv = await (await read("at=2019-05-04,&format=csv")).text();
    assert.equal(
      csv.split("\r\n")[1],
      '2019-05-04,gold,USD,toz,1015.375,2019-05-03T12:00:00Z,before,129599,"a ""quoted"", name",,',
    );

    for (
      const query of [
        "at=2019-05-04,soon",
        "match=nearest",
        "at=2019-05-04,&match=closest",
        `at=${days.join(",")},2019-01-01`,
      ]
    ) {
      const refused = await read(query);
      assert.equal(refused.status, 400, query.slice(0, 60));
      assert.equal((await refused.json()).code, "INPUT_BAD_VALUE");
    }
    const future = await read("at=2019-05-04,2999-01-01");
    assert.equal(future.status, 400);

    await stack.pause("postgres");
    assert.equal((await read("at=2019-05-04,2020-01-01&metal=XAU")).status, 200);
  }));

Deno.test("health tells the operator of hits and misses, where the caches live in its process", () =>
  withHistory(async (stack) => {
    const url = `${stack.url}/functions/v1`;
    for (let turn = 0; turn < 3; turn++) {
      await (await fetch(`${url}/prices-read?at=2019-05-04,`)).body?.cancel();
    }
    const full = await (await fetch(`${url}/health`, { headers: { apikey: stack.keys.secretKey } })).json();
    const { hits, misses, entries } = full.caches["prices-read"];
    assert.deepEqual([hits, misses, entries], [2, 1, 1]);
    const seenByAnyone = await (await fetch(`${url}/health`)).json();
    assert.equal(seenByAnyone.caches, undefined);
  }));
