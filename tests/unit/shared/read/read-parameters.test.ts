import assert from "node:assert/strict";
import fc from "fast-check";
import { AppError } from "../../../../shared/errors.ts";
import { readQuery } from "../../../../shared/http/query.ts";
import { canonical, READ_RULES, type ReadParameters } from "../../../../shared/read/read-parameters.ts";

function read(query: string): ReadParameters {
  return canonical(readQuery(new URL(`http://function/?${query}`), READ_RULES));
}

Deno.test("no parameters mean gold in dollars per ounce over a day", () => {
  const { metal, currency, unit, window, format } = read("");
  assert.deepEqual([metal, currency, unit, window, format], ["gold", "USD", "toz", "24h", "json"]);
});

Deno.test("canonical() gives every spelling of a question one form", () => {
  const same = [
    ["metal=gold", "metal=XAU", "metal=%20Gold%20", "metal=xau,".slice(0, -1)],
    ["metal=gold,silver", "metal=XAG,XAU", "metal=silver,gold,silver", "metal=gold,silver,"],
    ["metal=all", "metal=ALL", "metal=xpd,xpt,xag,xau"],
    ["metal=gold,", "metal=xau,"],
    ["currency=eur", "currency=EUR", "currency=Eur"],
    ["unit=g&window=7d", "unit=G&window=7D"],
  ];
  const forms = same.map((queries) => {
    const [first, ...others] = queries.map((query) => JSON.stringify(read(query)));
    for (const other of others) assert.equal(other, first);
    return first;
  });
  assert.equal(new Set(forms).size, same.length, "different questions stay different");
});

Deno.test("canonical() keeps what it made, for any list of metals", () => {
  const names = fc.constantFrom("gold", "XAU", "silver", "xag", "Platinum", "XPT", "palladium", "xpd", "all");
  fc.assert(fc.property(fc.array(names, { minLength: 1, maxLength: 6 }), fc.boolean(), (list, comma) => {
    const text = list.includes("all") ? "all" : list.join(",") + (comma ? "," : "");
    const once = read(`metal=${text}`);
    assert.deepEqual(canonical(once), once);
    assert.equal(once.metal.includes(",") || once.metal === "all", text.includes(",") || text === "all");
  }));
});

Deno.test("an unknown metal, currency, unit or window has a code of its own and names what there is", () => {
  const refusals: readonly (readonly [string, string, RegExp])[] = [
    ["metal=tin", "INPUT_UNKNOWN_METAL", /gold.*XAU.*all/],
    ["metal=", "INPUT_UNKNOWN_METAL", /gold/],
    ["metal=,", "INPUT_UNKNOWN_METAL", /gold/],
    ["metal=gold,,silver", "INPUT_UNKNOWN_METAL", /gold/],
    ["metal=all,gold", "INPUT_UNKNOWN_METAL", /gold/],
    ["metal=constructor", "INPUT_UNKNOWN_METAL", /gold/],
    ["currency=EURO", "INPUT_UNKNOWN_CURRENCY", /ISO 4217/],
    ["unit=oz", "INPUT_UNKNOWN_UNIT", /toz \(troy ounce\), g, kg/],
    ["window=48h", "INPUT_UNKNOWN_WINDOW", /24h/],
    ["interval=2h", "INPUT_BAD_VALUE", /6h/],
    ["format=xml", "INPUT_BAD_VALUE", /csv/],
    ["at=2019-5-4", "INPUT_BAD_VALUE", /2019-05-04/],
    ["at=2019-05-04T12:00:00", "INPUT_BAD_VALUE", /zone/],
    ["symbol=gold", "INPUT_UNKNOWN_PARAMETER", /metal, currency/],
  ];
  for (const [query, code, hint] of refusals) {
    assert.throws(() => read(query), (error: unknown) => {
      if (!(error instanceof AppError)) throw error;
      assert.equal(error.code, code, query);
      assert.match(error.hint ?? "", hint);
      return true;
    });
  }
});

Deno.test("at is a date, or a time with its zone", () => {
  for (
    const at of ["2019-05-04", "2019-05-04T12:00Z", "2019-05-04T12:00:00.5%2B02:00", "2019-05-04t12:00:00z"]
  ) {
    assert.equal(read(`at=${at}`).at, decodeURIComponent(at));
  }
});
