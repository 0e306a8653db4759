import assert from "node:assert/strict";
import { GRAMS_PER_TROY_OUNCE } from "../../shared/schemas/metal.ts";
import { insertKnownHistory, knownPrices, LAST, RATES, traded } from "../support/data/known-history.ts";
import { startTestStack } from "../../stack/testing/test-stack.ts";

const AT = new Date(LAST).toISOString().replace(".000", "");
const MINUTE = 60_000;

interface Point {
  readonly ts: string;
  readonly price: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly carried: boolean;
}

Deno.test("prices-read: windows, currencies, units, shapes, refusals", async (t) => {
  const stack = await startTestStack({ quietCron: true, services: ["postgrest", "functions"] });
  const read = (query: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${stack.url}/functions/v1/prices-read?${query}`, init);
  // deno-lint-ignore no-explicit-any -- the test is about the shape, so it must not assume one
  const json = async (query: string): Promise<any> => {
    const response = await read(query);
    const body = await response.json();
    assert.equal(response.status, 200, JSON.stringify(body));
    return body;
  };
  try {
    await t.step("without any price: 503 with the reason, never a null price", async () => {
      const response = await read("metal=gold");
      const body = await response.json();
      assert.deepEqual([response.status, body.code], [503, "PRICE_NOT_YET"]);
      assert.ok(body.details.length > 0 && body.hint.length > 0);
    });
    await insertKnownHistory(stack.sql);

    const windows = [["1h", 5, 12], ["6h", 15, 24], ["12h", 30, 24], ["24h", 60, 24], [
      "7d",
      360,
      28,
    ]] as const;
    for (const [window, minutes, points] of windows) {
      await t.step(
        `${window} has ${points} points of ${minutes} minutes, carried where the market is closed`,
        async () => {
          const body = await json(`metal=gold&window=${window}&at=${AT}`);
          const step = minutes * MINUTE;
          const last = Math.floor(LAST / step) * step;
          const expected = Array.from({ length: points }, (_, index) => last - (points - 1 - index) * step)
            .flatMap((begins) => pointOf(begins, step));
          assert.deepEqual(body.series, expected);
          assert.equal(body.count, expected.length);
          // The hour of the daily break, and the steps of six hours that lie wholly in the weekend.
          const carried = body.series.filter((point: { carried: boolean }) => point.carried).length;
          assert.equal(carried, { "1h": 0, "6h": 0, "12h": 0, "24h": 1, "7d": 7 }[window]);
        },
      );
    }

    await t.step("the answer has the fields of the contract", async () => {
      const body = await json(`metal=gold&at=${AT}`);
      const gold = knownPrices("gold").at(-1)?.price;
      assert.deepEqual([body.metal, body.currency, body.unit, body.window], ["gold", "USD", "toz", "24h"]);
      assert.equal(body.price, gold);
      assert.equal(body.latest.price, gold);
      assert.equal(body.latest.ts, AT);
      assert.equal(body.latest.provider, "consensus (simulated)");
      assert.equal(body.latest.market, "open");
      assert.deepEqual(Object.keys(body.series[0]).sort(), ["carried", "high", "low", "open", "price", "ts"]);
      for (const name of ["generated_at", "cached_at", "stale_after"]) {
        assert.match(body[name], /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/, name);
      }
      for (const name of ["ask", "bid", "fetched_at", "age_seconds", "state", "confidence", "sources"]) {
        assert.ok(name in body.latest, name);
      }
    });

    await t.step("currency and unit divide by the rate and by the exact gram", async () => {
      const usd = knownPrices("silver").at(-1)?.price ?? NaN;
      for (const [currency, rate] of [["USD", 1], ...Object.entries(RATES)] as const) {
        for (
          const [unit, units] of [["toz", 1], ["g", GRAMS_PER_TROY_OUNCE], [
            "kg",
            1 / 1000 * GRAMS_PER_TROY_OUNCE,
          ]] as const
        ) {
          const body = await json(`metal=silver&currency=${currency}&unit=${unit}&at=${AT}`);
          const exact = usd / rate / units;
          assert.ok(
            Math.abs(body.price / exact - 1) < 1e-6,
            `${currency}/${unit}: ${body.price} and not ${exact}`,
          );
          assert.equal(body.series.at(-1).price, body.price);
        }
      }
      const { fx } = await json(`metal=silver&currency=eur&at=${AT}`);
      assert.deepEqual([fx.usd_value, fx.source], [RATES.EUR, "frankfurter"]);
    });

    await t.step("lists, all and ISO codes name the same metals", async () => {
      const all = await json(`metal=all&at=${AT}`);
      assert.deepEqual(all.prices.map((one: { metal: string }) => one.metal), [
        "gold",
        "silver",
        "platinum",
        "palladium",
      ]);
      const two = await json(`metal=XAG,gold&at=${AT}`);
      assert.deepEqual(two.prices.map((one: { metal: string }) => one.metal), ["gold", "silver"]);
      const listOfOne = await json(`metal=gold,&at=${AT}`);
      assert.equal(listOfOne.prices.length, 1);
      const [byName, byCode] = [await json(`metal=platinum&at=${AT}`), await json(`metal=xpt&at=${AT}`)];
      assert.deepEqual(byCode, byName);
    });

    await t.step("at: a date means its end, a time itself, and neither looks ahead", async () => {
      const at = Date.parse("2026-06-03T10:07:00Z");
      const time = await json("metal=gold&at=2026-06-03T10:07:00Z");
      const before = knownPrices("gold").findLast((known) => known.at <= at);
      assert.equal(time.price, before?.price);
      assert.ok(time.series.every((point: Point) => Date.parse(point.ts) <= at));
      assert.equal(time.series.at(-1).price, before?.price);
      const day = await json("metal=gold&at=2026-06-03");
      assert.equal(
        day.price,
        knownPrices("gold").findLast((known) => known.at < Date.parse("2026-06-04"))?.price,
      );
      assert.equal(day.as_of.requested, "2026-06-03");
    });

    await t.step("csv has a line per point", async () => {
      const response = await read(`metal=gold&format=csv&at=${AT}`);
      assert.match(response.headers.get("content-type") ?? "", /^text\/csv/);
      const lines = (await response.text()).trimEnd().split("\r\n");
      assert.equal(lines[0], "ts,metal,currency,unit,open,high,low,price");
      assert.equal(lines.length, 24);
      const last = traded("gold", LAST, LAST + 1)[0]?.price;
      assert.equal(lines.at(-1), `${AT},gold,USD,toz,${last},${last},${last},${last}`);
    });

    const refusals: readonly (readonly [string, string, RegExp])[] = [
      ["metal=tin", "INPUT_UNKNOWN_METAL", /gold, silver, platinum, palladium/],
      ["metal=gold,tin", "INPUT_UNKNOWN_METAL", /all/],
      ["currency=ZZZ", "INPUT_UNKNOWN_CURRENCY", /Currencies: USD/],
      ["currency=E", "INPUT_UNKNOWN_CURRENCY", /ISO/],
      ["unit=lb", "INPUT_UNKNOWN_UNIT", /toz \(troy ounce\), g, kg/],
      ["window=2h", "INPUT_UNKNOWN_WINDOW", /1h, 6h, 12h, 24h, 7d/],
      ["interval=2m", "INPUT_BAD_VALUE", /5m/],
      ["window=max&interval=5m", "INPUT_BAD_VALUE", /./],
      ["at=tomorrow", "INPUT_BAD_VALUE", /date/],
      ["at=2999-01-01", "INPUT_BAD_VALUE", /date/],
      ["format=xml", "INPUT_BAD_VALUE", /json, csv/],
      ["metals=gold", "INPUT_UNKNOWN_PARAMETER", /metal, currency/],
    ];
    for (const [query, code, hint] of refusals) {
      await t.step(`${query} is refused with what is allowed`, async () => {
        const response = await read(query);
        const body = await response.json();
        assert.deepEqual([response.status, body.code], [400, code]);
        assert.match(String(body.hint), hint);
        assert.equal(response.headers.get("cache-control"), "no-store");
      });
    }

    await t.step("ETag and If-None-Match: 304 with the same validators, for GET and HEAD", async () => {
      const first = await read(`metal=gold&at=${AT}`);
      await first.body?.cancel();
      const etag = first.headers.get("etag") ?? assert.fail("no ETag");
      for (const match of [etag, `"other", ${etag}`, "*", etag.replace("W/", "")]) {
        const again = await read(`metal=gold&at=${AT}`, { headers: { "if-none-match": match } });
        assert.equal(again.status, 304, match);
        assert.equal(again.headers.get("etag"), etag);
        assert.match(again.headers.get("cache-control") ?? "", /^public, max-age=\d+, stale-if-error=\d+$/);
        assert.equal(await again.text(), "");
      }
      const other = await read(`metal=gold&at=${AT}`, { headers: { "if-none-match": '"other"' } });
      assert.equal(other.status, 200);
      await other.body?.cancel();
      const head = await read(`metal=gold&at=${AT}`, { method: "HEAD" });
      assert.deepEqual([head.status, head.headers.get("etag"), await head.text()], [200, etag, ""]);
      const whole = await read(`metal=gold&at=${AT}`);
      assert.equal(head.headers.get("content-length"), whole.headers.get("content-length"));
      await whole.body?.cancel();
    });

    await t.step("every spelling of a question is one answer in memory", async () => {
      const first = await read(`metal=palladium&currency=EUR&at=${AT}`);
      assert.equal(first.headers.get("x-cache"), "miss");
      const again = await read(`at=${AT}&currency=eur&metal=XPD&window=24h&unit=toz&format=json`);
      assert.equal(again.headers.get("x-cache"), "hit");
      assert.equal(await again.text(), await first.text());
    });

    await t.step("any origin may read, a page from a file too, and preflights need no key", async () => {
      for (const origin of ["null", "https://stacktrackr.example"]) {
        const response = await read(`metal=gold&at=${AT}`, { headers: { origin } });
        assert.equal(response.headers.get("access-control-allow-origin"), "*");
        assert.equal(response.headers.get("access-control-allow-credentials"), null);
        assert.match(response.headers.get("access-control-expose-headers") ?? "", /ETag/);
        await response.body?.cancel();
      }
      const preflight = await read("", {
        method: "OPTIONS",
        headers: { "access-control-request-method": "GET", "access-control-request-headers": "apikey" },
      });
      assert.equal(preflight.status, 204);
      assert.match(preflight.headers.get("access-control-allow-headers") ?? "", /apikey/);
      assert.match(preflight.headers.get("access-control-allow-methods") ?? "", /GET/);
    });

    await t.step("/api/prices answers the same on both ports, in the first server's shape", async () => {
      const bodies = await Promise.all([stack.url, stack.aliasUrl].map(async (origin) => {
        const response = await fetch(`${origin}/api/prices?metal=gold&at=${AT}`);
        assert.equal(response.status, 200);
        return await response.json();
      }));
      assert.deepEqual(bodies[1], bodies[0]);
      const seed = ["metal", "currency", "unit", "window", "latest", "series", "cached_at", "count"];
      assert.deepEqual(seed.filter((name) => !(name in bodies[0])), []);
      const latest = ["ts", "price", "ask", "bid", "provider"];
      assert.deepEqual(latest.filter((name) => !(name in bodies[0].latest)), []);
    });
  } finally {
    await stack.stop();
  }
});

/** What the step that begins then must say, from the known prices; nothing where there was no trade. */
function pointOf(begins: number, step: number): Point[] {
  // Steps below an hour come from prices as they are, longer ones from bars of open market.
  const prices = traded("gold", begins, Math.min(begins + step, LAST + 1)).map(({ price }) => price);
  const [open] = prices;
  const price = prices.at(-1);
  const ts = new Date(begins).toISOString().replace(".000", "");
  if (open !== undefined && price !== undefined) {
    return [{ ts, price, open, high: Math.max(...prices), low: Math.min(...prices), carried: false }];
  }
  const standing = traded("gold", 0, begins).at(-1)?.price;
  assert.ok(standing !== undefined);
  return [{ ts, price: standing, open: standing, high: standing, low: standing, carried: true }];
}
