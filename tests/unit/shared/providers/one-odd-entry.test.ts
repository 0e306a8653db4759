import assert from "node:assert/strict";
import fc from "fast-check";
import type { Reading } from "../../../../shared/providers/provider.ts";
import { PROVIDERS } from "../../../../shared/providers/registry.ts";
import { type Cassette, cassettesOf } from "../../../support/data/cassettes.ts";
import { assertSound, body, operationOf, outcomeOf } from "../../../support/data/provider-contract.ts";

// What a provider may put in the place of one number.
const DAMAGE = fc.oneof(
  fc.constantFrom<unknown>(null, "n/a", "", "4391.86", true, false, [], {}, [1], { price: 1 }),
  fc.string(),
);

// Numbers that are about the whole answer: a time, an allowance, an echo of the request.
const WHOLE = /^(timestamp|ts|date|open_time|total|used|remaining|amount|requests_.*)$/;

type Path = readonly string[];

function numbersOf(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value === "number") return WHOLE.test(path.at(-1) ?? "") ? [] : [path];
  if (typeof value !== "object" || value === null || isYardstick(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => numbersOf(inner, [...path, name]));
}

/** The dollars of one ounce of gold: in an answer that counts in gold, every other entry stands on that row. */
function isYardstick(value: object): boolean {
  return "base" in value && value.base === "XAU" && "quote" in value && value.quote === "USD";
}

function damaged(json: unknown, [path, damage]: readonly [Path, unknown]): unknown {
  const copy = structuredClone(json);
  let holder: unknown = copy;
  for (const name of path.slice(0, -1)) {
    assert.ok(typeof holder === "object" && holder !== null);
    holder = Reflect.get(holder, name);
  }
  assert.ok(typeof holder === "object" && holder !== null);
  Reflect.set(holder, path.at(-1) ?? "", damage);
  return copy;
}

/** Every number that an answer gives, by what it is about. */
function itemsOf({ quotes, fx, references }: Reading): ReadonlyMap<string, string> {
  return new Map([
    ...quotes.map((quote) =>
      [`quote of ${quote.metal} at ${quote.quotedAt}`, JSON.stringify(quote)] as const
    ),
    ...fx.map((rate) => [`rate of ${rate.currency} at ${rate.quotedAt}`, JSON.stringify(rate)] as const),
    ...references.map((said) => [`fix of ${said.metal} on ${said.date}`, JSON.stringify(said)] as const),
  ]);
}

function goodOnes(provider: string): readonly Cassette[] {
  return [...cassettesOf(provider).values()].filter((cassette) =>
    cassette.expect !== undefined && "quotes" in cassette.expect &&
    numbersOf(cassette.response.json).length > 0
  );
}

for (const provider of PROVIDERS) {
  Deno.test(`${provider.key} loses one damaged entry and nothing else of its answer`, () => {
    const cases = goodOnes(provider.key).flatMap((cassette) =>
      numbersOf(cassette.response.json).map((path) => ({ cassette, path }))
    );
    fc.assert(
      fc.property(fc.constantFrom(...cases), DAMAGE, ({ cassette, path }, damage) => {
        const { operation, parameters, response } = cassette;
        const read = (json: unknown): Reading | string =>
          outcomeOf(() => operationOf(provider, operation).parse(body(json, response), parameters));
        const whole = read(response.json);
        const outcome = read(damaged(response.json, [path, damage]));
        assert.ok(typeof whole !== "string");
        const before = itemsOf(whole);
        // An answer of one entry has nothing left to give.
        if (typeof outcome === "string") return assert.ok(before.size <= 1 && outcome === "bad_response");
        assertSound(provider, outcome);
        const after = itemsOf(outcome);
        const changed = [...before].filter(([what, said]) => after.get(what) !== said);
        assert.ok(changed.length <= 1, `${changed.length} entries changed by ${path.join(".")}`);
        assert.ok(after.size <= before.size);
        if (changed.length > 0) assert.equal(outcome.refused.length, whole.refused.length + 1);
      }),
      { numRuns: 300 },
    );
  });
}
