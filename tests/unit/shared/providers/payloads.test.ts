import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { providerByKey } from "../../../../shared/providers/registry.ts";
import { PAYLOAD_CASES, type PayloadCase } from "../../../support/data/payload-cases.ts";
import {
  assertHonest,
  assertSound,
  body,
  operationOf,
  outcomeOf,
} from "../../../support/data/provider-contract.ts";
import { testWithRealData } from "../../../support/data/real-data.ts";

testWithRealData("payloads: every file has a case and every case a file", (folder) => {
  const files = readdirSync(`${folder}/payloads`, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => readdirSync(`${folder}/payloads/${name}`).map((file) => `${name}/${file}`));
  const cases = Object.entries(PAYLOAD_CASES).flatMap(([key, byFile]) =>
    Object.keys(byFile).map((file) => `${key}/${file}`)
  );
  assert.deepEqual(files.sort(), cases.sort());
});

for (const [key, byFile] of Object.entries(PAYLOAD_CASES)) {
  for (const [file, expected] of Object.entries(byFile)) {
    testWithRealData(`${key} parse() reads payload ${file}`, (folder) => {
      check(key, { expected, json: JSON.parse(readFileSync(`${folder}/payloads/${key}/${file}`, "utf8")) });
    });
  }
}

function check(key: string, { expected, json }: { expected: PayloadCase; json: unknown }): void {
  const provider = providerByKey(key);
  assert.ok(provider);
  const { operation, parameters = {}, status = 200 } = expected;
  const outcome = outcomeOf(() => operationOf(provider, operation).parse(body(json, { status }), parameters));
  if (typeof outcome === "string") return assert.equal(outcome, expected.failure);
  assert.equal(expected.failure, undefined, `expected ${expected.failure}, got an answer`);
  assertSound(provider, outcome);
  assertHonest(outcome);
  const first = outcome.quotes[0]?.quotedAt;
  const prices = outcome.quotes.filter((quote) => quote.quotedAt === first).map((
    { metal, price },
  ) => [metal, price]);
  assert.deepEqual(Object.fromEntries(prices), expected.prices ?? {});
  assert.equal(first, expected.quotedAt);
  if (expected.fx !== undefined) {
    assert.deepEqual(
      Object.fromEntries(outcome.fx.map((rate) => [rate.currency, rate.usdValue])),
      expected.fx,
    );
  }
  assert.equal(outcome.quota?.remaining, expected.remaining);
}
