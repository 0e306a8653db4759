import assert from "node:assert/strict";
import { startTestStack, type TestStack } from "../../stack/testing/test-stack.ts";
import { userToken } from "../support/http/user-token.ts";

const USER = "6f1c3a52-1111-4222-8333-444455556666";
const WRONG = {
  metal: "gold",
  from_at: "2025-08-13T15:05:00Z",
  to_at: "2025-08-13T15:05:00Z",
  reason: "25 % too high",
};

async function retract(
  stack: TestStack,
  { headers, facts = {} }: { headers: Record<string, string>; facts?: Record<string, unknown> },
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${stack.url}/rest/v1/rpc/retract_prices`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ ...WRONG, ...facts }),
  });
  return { status: response.status, body: await response.json() };
}

async function highOfTheDay(stack: TestStack): Promise<unknown> {
  const [bar] = await stack.sql`
    select high::float8 as high from spot.bars where metal = 'gold' and resolution = 'day'`;
  return bar?.["high"];
}

Deno.test("prices are taken out through the Data API by those who may", async (t) => {
  const stack = await startTestStack({ services: ["postgrest", "functions"], quietCron: true });
  const publishable = { apikey: stack.keys.publishableKey };
  try {
    for (const [slot, price] of [["2025-08-13 15:00Z", 3350], ["2025-08-13 15:05Z", 4200]] as const) {
      const prices = JSON.stringify([{
        metal: "gold",
        price,
        status: "single",
        provider: "gold-api.com",
        quoted_at: slot,
        fetched_at: slot,
      }]);
      await stack.sql`select spot.record_prices(${slot}::timestamptz, ${prices}::text::jsonb)`;
    }

    await t.step("not with the publishable key, nor by any user", async () => {
      assert.equal((await retract(stack, { headers: publishable })).status, 401);
      const authorization = `Bearer ${await userToken(stack.keys, { id: USER })}`;
      const { status, body } = await retract(stack, { headers: { ...publishable, authorization } });
      assert.deepEqual([status, body["code"]], [403, "AUTH_FORBIDDEN"]);
      assert.equal(await highOfTheDay(stack), 4200);
    });

    await t.step("a price admin sees the count first, and takes it out by name", async () => {
      const authorization = `Bearer ${await userToken(stack.keys, { id: USER, role: "price_admin" })}`;
      const headers = { ...publishable, authorization };
      assert.deepEqual((await retract(stack, { headers, facts: { dry_run: true } })).body, {
        metal: "gold",
        retracted: 1,
        dry_run: true,
      });
      assert.equal((await retract(stack, { headers })).body["retracted"], 1);
      assert.equal(await highOfTheDay(stack), 3350);
      const [row] = await stack.sql`select retracted_by, reason from spot.retracted_prices`;
      assert.deepEqual({ ...row }, { retracted_by: USER, reason: WRONG.reason });
    });

    await t.step("the secret key may too, within bounds", async () => {
      const headers = { apikey: stack.keys.secretKey };
      assert.equal((await retract(stack, { headers })).body["retracted"], 0);
      const { status, body } = await retract(stack, { headers, facts: { to_at: "2027-08-13T15:05:00Z" } });
      assert.deepEqual([status, body["code"]], [400, "INPUT_BAD_VALUE"]);
    });

    await t.step(
      "the function config does the same, for pages that may not use the secret key with the Data API",
      async () => {
        const send = async (headers: Record<string, string>, body: unknown): Promise<Response> =>
          await fetch(`${stack.url}/functions/v1/config/retractions`, {
            method: "POST",
            headers: { "content-type": "application/json", ...headers },
            body: JSON.stringify(body),
          });
        const refused = await send(publishable, WRONG);
        assert.equal(refused.status, 403, await refused.text());
        const headers = { apikey: stack.keys.secretKey };
        const counted = await send(headers, { ...WRONG, from_at: "2025-08-13T15:00:00Z", dry_run: true });
        assert.deepEqual(await counted.json(), { metal: "gold", retracted: 1, dry_run: true });
        const bad = await send(headers, { ...WRONG, metal: "tin" });
        assert.deepEqual([bad.status, (await bad.json()).code], [400, "INPUT_BAD_BODY"]);
      },
    );

    await t.step("the read gives the right price", async () => {
      const read = await fetch(`${stack.url}/functions/v1/prices-read?metal=gold`);
      assert.equal((await read.json()).price, 3350);
    });
  } finally {
    await stack.stop();
  }
});
