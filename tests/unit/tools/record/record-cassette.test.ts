import assert from "node:assert/strict";
import { PROVIDERS } from "../../../../shared/providers/registry.ts";
import { Secret } from "../../../../shared/secret.ts";
import { createUpstream } from "../../../../stack/upstream/create-upstream.ts";
import { recordCassette, type RecordTools } from "../../../../tools/record/record-cassette.ts";
import { recordingPlan } from "../../../../tools/record/recording-plan.ts";
import { Cassette } from "../../../support/data/cassettes.ts";
import { FakeTime } from "../../../support/basics/fake-time.ts";

const KEY = "a-very-secret-key";

function tools(time: FakeTime, answer?: (request: Request) => Response): RecordTools {
  const upstream = createUpstream({ now: time.now });
  const fetch = async (request: Request): Promise<Response> => {
    if (answer !== undefined) return answer(request);
    const { host, pathname, search } = new URL(request.url);
    return await upstream(new Request(`http://127.0.0.1:9/${host}${pathname}${search}`, request));
  };
  return { fetch, now: time.now, sleep: time.sleep, key: new Secret(KEY) };
}

for (const provider of PROVIDERS) {
  Deno.test(`recordCassette() gives a cassette for every operation of ${provider.key}, without the key`, async () => {
    const time = new FakeTime("2026-11-20T15:30:00Z");
    const plan = recordingPlan(provider, { now: time.now() });
    assert.deepEqual(plan.map((call) => call.operation).sort(), Object.keys(provider.operations).sort());
    for (const call of plan) {
      const cassette = await time.run(recordCassette(provider, { call, tools: tools(time) }));
      assert.equal(Cassette.parse(JSON.parse(JSON.stringify(cassette))).expect, undefined);
      assert.ok(!JSON.stringify(cassette).includes(KEY));
      assert.deepEqual(cassette.request, provider.operations[call.operation]?.request(call.parameters));
    }
  });
}

Deno.test("recordCassette() records a refusal with its word, and blots out an echoed key", async () => {
  const [provider] = PROVIDERS;
  assert.ok(provider);
  const time = new FakeTime("2026-11-20T15:30:00Z");
  const refusal = (): Response =>
    Response.json({ status: "failure", error_code: 1101, error_message: `no ${KEY}` }, {
      headers: { "x-account": "me" },
    });
  const call = { operation: "latest", parameters: {} } as const;
  const cassette = await time.run(recordCassette(provider, { call, tools: tools(time, refusal) }));
  assert.deepEqual(cassette.expect, { failure: "key_rejected" });
  assert.deepEqual(cassette.response.json, { status: "failure", error_code: 1101, error_message: "no ***" });
  assert.deepEqual(Object.keys(cassette.response.headers), ["content-type"]);
});

Deno.test("recordCassette() records nothing where a page came in place of an answer", async () => {
  const [provider] = PROVIDERS;
  assert.ok(provider);
  const time = new FakeTime("2026-11-20T15:30:00Z");
  const call = { operation: "latest", parameters: {} } as const;
  const page = (): Response => new Response("<html>");
  await assert.rejects(
    time.run(recordCassette(provider, { call, tools: tools(time, page) })),
    /page instead of data/,
  );
});
