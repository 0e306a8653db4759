import assert from "node:assert/strict";
import fc from "fast-check";
import { PROVIDERS } from "../../../../shared/providers/registry.ts";
import { cassettesOf } from "../../../support/data/cassettes.ts";
import { assertSound, body, operationOf, outcomeOf } from "../../../support/data/provider-contract.ts";

// What a broken, hostile or merely changed provider may put in the place of any value.
const INTRUDER = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    "",
    0,
    -0,
    -1,
    5e-324,
    1e-320,
    1e308,
    -1e308,
    1e-7,
    true,
    [],
    {},
    "NaN",
    "4391.86",
  ),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.maxSafeInteger(),
  fc.jsonValue(),
);

interface Place {
  readonly holder: object;
  readonly name: string;
}

function places(value: unknown): readonly Place[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [{ holder: value, name }, ...places(inner)]);
}

/** Puts intruders at places of a copy, chosen by numbers between 0 and 1. */
function mutated(json: unknown, changes: readonly (readonly [number, unknown])[]): unknown {
  const root = { json: structuredClone(json) };
  for (const [where, intruder] of changes) {
    const all = places(root);
    const place = all[Math.floor(where * all.length)];
    if (place !== undefined) Reflect.set(place.holder, place.name, intruder);
  }
  // As if it had come over the wire.
  return JSON.parse(JSON.stringify(root.json ?? null));
}

const CHANGES = fc.array(fc.tuple(fc.double({ min: 0, max: 0.999, noNaN: true }), INTRUDER), {
  minLength: 1,
  maxLength: 3,
});

for (const provider of PROVIDERS) {
  const cassettes = [...cassettesOf(provider.key).values()];
  const good = cassettes.filter(({ expect }) => expect === undefined || !("failure" in expect));
  if (good.length === 0) throw new Error(`no cassette for ${provider.key}: one of a good answer is needed`);

  Deno.test(`${provider.key} parse() gives sound numbers or a named refusal for any mutation of its answers`, () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...good),
        CHANGES,
        fc.constantFrom(200, 200, 200, 401),
        (cassette, changes, status) => {
          const json = mutated(cassette.response.json, changes);
          const operation = operationOf(provider, cassette.operation);
          const outcome = outcomeOf(() => operation.parse(body(json, { status }), cassette.parameters));
          if (typeof outcome !== "string") assertSound(provider, outcome);
        },
      ),
      { numRuns: 400 },
    );
  });

  Deno.test(`${provider.key} parse() refuses any body that is not its own`, () => {
    fc.assert(
      fc.property(fc.constantFrom(...cassettes), fc.jsonValue(), (cassette, json) => {
        const operation = operationOf(provider, cassette.operation);
        const outcome = outcomeOf(() => operation.parse(body(json), cassette.parameters));
        assert.equal(typeof outcome, "string");
      }),
      { numRuns: 200 },
    );
  });
}

Deno.test("metals-dev parse() follows a change of unit: prices scale with the numbers of the body", () => {
  const cassette = cassettesOf("metals-dev").get("latest");
  const provider = PROVIDERS.find((known) => known.key === "metals-dev");
  assert.ok(cassette && provider);
  fc.assert(fc.property(fc.double({ min: 0.001, max: 1000, noNaN: true }), (factor) => {
    const json = structuredClone(cassette.response.json);
    assert.ok(typeof json === "object" && json !== null && "metals" in json);
    json.metals = { gold: 4391.86 * factor };
    const outcome = outcomeOf(() => operationOf(provider, "latest").parse(body(json), {}));
    assert.ok(typeof outcome !== "string");
    assert.ok(Math.abs((outcome.quotes[0]?.price ?? NaN) - 4391.86 * factor) <= 1e-6);
  }));
});
