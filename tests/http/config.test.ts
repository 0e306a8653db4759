import assert from "node:assert/strict";
import { startTestStack, type TestStack } from "../../stack/testing/test-stack.ts";
import { userToken } from "../support/http/user-token.ts";

const USER = "6f1c3a52-1111-4222-8333-444455556666";

function url(stack: TestStack): string {
  return `${stack.url}/functions/v1/config`;
}

async function change(
  stack: TestStack,
  { headers, patch }: { headers: Record<string, string>; patch: unknown },
): Promise<Response> {
  return await fetch(url(stack), {
    method: "PATCH",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(patch),
  });
}

Deno.test("config on the real stack", async (t) => {
  const stack = await startTestStack({ services: ["postgrest", "functions"], quietCron: true });
  const secret = { apikey: stack.keys.secretKey };
  try {
    await t.step("GET without a key gives the public subset and its version as ETag", async () => {
      const response = await fetch(url(stack));
      assert.equal(response.status, 200);
      assert.equal(response.headers.get("etag"), '"1"');
      assert.equal(response.headers.get("cache-control"), "no-cache");
      const config = await response.json();
      assert.deepEqual(Object.keys(config).sort(), [
        "api_version",
        "formats",
        "intervals",
        "metals",
        "providers",
        "settings",
        "units",
        "updated_at",
        "version",
        "windows",
      ]);
      assert.deepEqual(config.settings, { fetch_interval_seconds: 300 });
      assert.deepEqual(Object.keys(config.providers[0]).sort(), ["enabled", "key", "name"]);
    });

    await t.step("GET answers 304 to whoever has the version", async () => {
      const response = await fetch(url(stack), { headers: { "if-none-match": '"1"' } });
      assert.equal(response.status, 304);
    });

    await t.step("GET with the secret key gives all of it, and whether keys are set but no key", async () => {
      const response = await fetch(url(stack), { headers: secret });
      const text = await response.text();
      assert.equal(response.headers.get("cache-control"), "no-store");
      assert.ok(!text.includes("invented-"), "no provider key");
      const config = JSON.parse(text);
      assert.equal(config.settings.proxy_access, "secret");
      const metalsDev = config.providers.find((provider: { key: string }) => provider.key === "metals-dev");
      assert.equal(metalsDev.key_state, "set");
      assert.equal(metalsDev.monthly_quota, 100);
      const plan = config.plan.find(({ provider }: { provider: string }) => provider === "metals-dev");
      assert.deepEqual([plan.quota_left, typeof plan.expected_cadence_seconds], [100, "number"]);
      const off = config.plan.find(({ provider }: { provider: string }) => provider === "swissquote");
      assert.deepEqual(
        [off.next_call_at, off.cost_of_month],
        [null, 0],
        "nothing is planned for what is off",
      );
      assert.equal(config.editable.settings.properties.fetch_interval_seconds.minimum, 10);
    });

    await t.step("PATCH changes settings and switches, reschedules cron and writes the history", async () => {
      const patch = {
        settings: { fetch_interval_seconds: 60 },
        providers: { "metals-dev": { monthly_quota: 2000 } },
      };
      const response = await change(stack, { headers: { ...secret, "if-match": '"1"' }, patch });
      assert.equal(response.status, 200);
      assert.equal(response.headers.get("etag"), '"2"');
      const config = await response.json();
      assert.equal(config.settings.fetch_interval_seconds, 60);
      assert.equal(config.settings.quote_retention_days, 60, "what was not named stays");
      const plan = config.plan.find(({ provider }: { provider: string }) => provider === "metals-dev");
      assert.equal(plan.quota_left, 2000, "the plan follows at once");
      const [job] = await stack.sql`select schedule from cron.job where jobname = 'prices-pull'`;
      assert.equal(job?.["schedule"], "* * * * *");
      const history = await stack.sql`select version, changed_by from spot.settings_history order by version`;
      assert.deepEqual(history.map((row) => ({ ...row })).at(-1), { version: 2, changed_by: "secret-key" });
      const open = await fetch(url(stack), { headers: { "if-none-match": '"1"' } });
      assert.equal(open.status, 200);
      assert.equal((await open.json()).settings.fetch_interval_seconds, 60);
    });

    await t.step("PATCH with the version of before is 412 and changes nothing", async () => {
      const patch = { settings: { fetch_interval_seconds: 600 } };
      const response = await change(stack, { headers: { ...secret, "if-match": '"1"' }, patch });
      assert.equal(response.status, 412);
      const problem = await response.json();
      assert.equal(problem.code, "INPUT_VERSION_CONFLICT");
      assert.match(problem.message, /version is 2, not 1/);
    });

    await t.step("of two editors of one version one wins and the other is told", async () => {
      const answers = await Promise.all([20, 30].map((seconds) =>
        change(stack, {
          headers: { ...secret, "if-match": '"2"' },
          patch: { settings: { fetch_interval_seconds: seconds } },
        })
      ));
      const statuses = answers.map(({ status }) => status).sort();
      for (const answer of answers) await answer.body?.cancel();
      assert.deepEqual(statuses, [200, 412]);
    });

    await t.step(
      "PATCH by a user needs app_metadata.role price_admin, and the history names the user",
      async () => {
        const patch = { settings: { quote_retention_days: 90 } };
        const common = { apikey: stack.keys.publishableKey, "if-match": '"3"' };
        const plain = { ...common, authorization: `Bearer ${await userToken(stack.keys, { id: USER })}` };
        const refused = await change(stack, { headers: plain, patch });
        assert.equal(refused.status, 403);
        await refused.body?.cancel();

        const token = await userToken(stack.keys, { id: USER, role: "price_admin" });
        const done = await change(stack, { headers: { ...common, authorization: `Bearer ${token}` }, patch });
        assert.equal(done.status, 200);
        assert.equal((await done.json()).updated_by, USER);
      },
    );

    await t.step(
      "an unknown setting is refused with those that exist, and none of the change is stored",
      async () => {
        const patch = { settings: { quote_retention_days: 10, colour: "gold" } };
        const response = await change(stack, { headers: { ...secret, "if-match": '"4"' }, patch });
        assert.equal(response.status, 400);
        assert.match((await response.json()).hint, /"colour".*Allowed: .*proxy_access/);
        const [row] = await stack.sql`select document from spot.settings`;
        assert.equal(row?.["document"].quote_retention_days, 90);
        assert.ok(!("colour" in row?.["document"]));
      },
    );

    await t.step("GET is 503 while the database is stopped", async () => {
      await stack.pause("postgres");
      const down = await fetch(url(stack));
      assert.equal(down.status, 503);
      assert.equal(down.headers.get("cache-control"), "no-store");
      assert.equal((await down.json()).code, "STORE_UNAVAILABLE");
    });
  } finally {
    await stack.stop();
  }
});
