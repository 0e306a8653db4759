import assert from "node:assert/strict";
import { startTestStack, type TestStack } from "../../stack/testing/test-stack.ts";
import { userToken } from "../support/http/user-token.ts";

const USER = "6f1c3a52-1111-4222-8333-444455556666";

function proxy(stack: TestStack, path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${stack.url}/functions/v1/provider-proxy/${path}`, { headers });
}

async function codeOf(response: Response): Promise<[number, string]> {
  return [response.status, (await response.json()).code];
}

async function upstreamCalls(stack: TestStack): Promise<readonly { readonly path: string }[]> {
  const response = await fetch(`${stack.upstreamUrl}/control/calls`);
  return (await response.json()).calls;
}

async function order(stack: TestStack, fault: Record<string, unknown>): Promise<void> {
  const response = await fetch(`${stack.upstreamUrl}/control/faults`, {
    method: "POST",
    body: JSON.stringify(fault),
  });
  assert.equal(response.status, 200, await response.text());
}

async function ledger(stack: TestStack, provider: string): Promise<readonly Record<string, unknown>[]> {
  return await stack.sql`
    select operation, outcome, cost, http_status from spot.provider_calls
    where provider_key = ${provider} order by call_id`;
}

Deno.test("provider-proxy on the real stack", async (t) => {
  const stack = await startTestStack({ quietCron: true });
  const secret = { apikey: stack.keys.secretKey };
  try {
    await t.step(
      "the secret key gets the provider's own body, labelled, with what is left of the quota",
      async () => {
        const response = await proxy(stack, "metals-dev/latest", secret);
        assert.equal(response.status, 200);
        assert.equal(response.headers.get("x-provider"), "metals-dev (simulated)");
        assert.equal(response.headers.get("x-quota-remaining"), "99");
        assert.equal(response.headers.get("x-cache"), "miss");
        assert.equal(response.headers.get("cache-control"), "private, max-age=60");
        const text = await response.text();
        assert.ok(!text.includes("invented-"), "no key");
        assert.equal(JSON.parse(text).status, "success");
        assert.deepEqual({ ...(await ledger(stack, "metals-dev"))[0] }, {
          operation: "latest",
          outcome: "ok",
          cost: 1,
          http_status: 200,
        });
      },
    );

    await t.step("a burst of one question costs one call", async () => {
      const before = (await upstreamCalls(stack)).length;
      const burst = await Promise.all(
        Array.from({ length: 20 }, () => proxy(stack, "metals-dev/spot?metal=silver", secret)),
      );
      const bodies = new Set(await Promise.all(burst.map((response) => response.text())));
      assert.equal(bodies.size, 1);
      assert.deepEqual(burst.map(({ status }) => status), Array.from({ length: 20 }, () => 200));
      assert.equal((await upstreamCalls(stack)).length, before + 1);
      const [row] = await stack.sql`select calls from spot.provider_usage where provider_key = 'metals-dev'`;
      assert.equal(row?.["calls"], 2);
    });

    await t.step("asking for the allowance costs nothing", async () => {
      const response = await proxy(stack, "metals-dev/usage", secret);
      assert.equal(response.status, 200);
      await response.body?.cancel();
      const [row] = await stack.sql`select calls from spot.provider_usage where provider_key = 'metals-dev'`;
      assert.equal(row?.["calls"], 2);
    });

    await t.step("nobody without a key, nobody with the publishable key, but a signed-in user", async () => {
      assert.deepEqual(await codeOf(await proxy(stack, "metals-dev/latest")), [401, "AUTH_KEY_MISSING"]);
      const publishable = { apikey: stack.keys.publishableKey };
      assert.deepEqual(await codeOf(await proxy(stack, "metals-dev/latest", publishable)), [
        403,
        "AUTH_FORBIDDEN",
      ]);
      const authorization = `Bearer ${await userToken(stack.keys, { id: USER })}`;
      const user = await proxy(stack, "metals-dev/latest", { ...publishable, authorization });
      assert.equal(user.status, 200);
      assert.equal(user.headers.get("x-cache"), "hit");
      await user.body?.cancel();
    });

    await t.step(
      "unknown providers and operations are 404, bad parameters 400, and cost nothing",
      async () => {
        const before = (await upstreamCalls(stack)).length;
        assert.deepEqual(await codeOf(await proxy(stack, "kitco/latest", secret)), [404, "INPUT_NOT_FOUND"]);
        assert.deepEqual(await codeOf(await proxy(stack, "metals-dev/admin", secret)), [
          404,
          "INPUT_NOT_FOUND",
        ]);
        const bad: readonly string[] = ["spot?metal=copper", "spot", "latest?url=http://169.254.169.254/"];
        for (const path of bad) {
          assert.equal((await codeOf(await proxy(stack, `metals-dev/${path}`, secret)))[0], 400);
        }
        for (const path of ["metals-dev%2Flatest/x", "..%2f..%2fetc/passwd", "metals-dev/latest%00"]) {
          assert.equal((await codeOf(await proxy(stack, path, secret)))[0], 404, path);
        }
        assert.equal((await upstreamCalls(stack)).length, before);
      },
    );

    await t.step("a provider that fails is an error, recorded, and not asked again at once", async () => {
      await order(stack, { provider: "metalpriceapi", fault: "server_error" });
      const before = (await upstreamCalls(stack)).length;
      const first = await proxy(stack, "metalpriceapi/latest", secret);
      assert.equal(first.headers.get("cache-control"), "no-store");
      assert.deepEqual(await codeOf(first), [502, "PROVIDER_UNREACHABLE"]);
      assert.deepEqual(await codeOf(await proxy(stack, "metalpriceapi/latest", secret)), [
        502,
        "PROVIDER_UNREACHABLE",
      ]);
      assert.equal((await upstreamCalls(stack)).length, before + 2, "one call and its one retry");
      assert.deepEqual({ ...(await ledger(stack, "metalpriceapi"))[0] }, {
        operation: "latest",
        outcome: "server_error",
        cost: 2,
        http_status: 500,
      });
      const [row] = await stack
        .sql`select calls from spot.provider_usage where provider_key = 'metalpriceapi'`;
      assert.equal(row?.["calls"], 2, "the retry is charged");
    });

    await t.step(
      "a spent quota is 429 with Retry-After until the month ends; the provider is not asked",
      async () => {
        await stack.sql`update spot.providers set monthly_quota = 2 where provider_key = 'metals-dev'`;
        const before = (await upstreamCalls(stack)).length;
        const response = await proxy(stack, "metals-dev/spot?metal=gold", secret);
        assert.ok(Number(response.headers.get("retry-after")) > 0);
        assert.deepEqual(await codeOf(response), [429, "LIMIT_BUDGET"]);
        assert.equal((await upstreamCalls(stack)).length, before);
      },
    );

    await t.step("a provider whose breaker is open is left alone until its retry", async () => {
      await stack.sql`
        update spot.provider_states
        set breaker = jsonb_build_object('state', 'open', 'failures', 3, 'retry_at', spot.utc(now() + interval '5 minutes'))
        where provider_key = 'metals-api'`;
      const before = (await upstreamCalls(stack)).length;
      const response = await proxy(stack, "metals-api/latest", secret);
      const seconds = Number(response.headers.get("retry-after"));
      assert.ok(seconds > 290 && seconds <= 301, String(seconds));
      const problem = await response.json();
      assert.deepEqual([response.status, problem.code, problem.details], [
        429,
        "LIMIT_BUDGET",
        "breaker_open",
      ]);
      assert.equal((await upstreamCalls(stack)).length, before);
    });

    await t.step("a provider that is switched off is 403 and says how to switch it on", async () => {
      const response = await proxy(stack, "swissquote/latest?metal=gold", secret);
      const problem = await response.json();
      assert.deepEqual([response.status, problem.code], [403, "PROVIDER_DISABLED"]);
      assert.match(problem.hint, /PATCH config.*"swissquote"/);
    });

    await t.step("the limit is per client and tells what is left", async () => {
      const response = await proxy(stack, "metals-dev/latest", secret);
      await response.body?.cancel();
      assert.equal(response.headers.get("ratelimit-policy"), '"default";q=60;w=60');
      assert.match(response.headers.get("ratelimit") ?? "", /^"default";r=\d+;t=\d+$/);
    });
  } finally {
    await stack.stop();
  }
});

Deno.test("provider-proxy with proxy_access publishable serves the publishable key, still nobody without", async () => {
  const stack = await startTestStack({ quietCron: true });
  try {
    await stack.sql`update spot.settings set document = document || '{"proxy_access":"publishable"}'`;
    const open = await proxy(stack, "gold-api/latest?metal=gold", { apikey: stack.keys.publishableKey });
    assert.equal(open.status, 200);
    assert.equal(open.headers.get("x-quota-remaining"), null, "no quota is stated");
    assert.equal((await open.json()).symbol, "XAU");
    assert.deepEqual(await codeOf(await proxy(stack, "gold-api/latest?metal=gold")), [
      401,
      "AUTH_KEY_MISSING",
    ]);
  } finally {
    await stack.stop();
  }
});
