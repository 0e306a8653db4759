import assert from "node:assert/strict";
import { startTestStack, type TestStack } from "../../stack/testing/test-stack.ts";

interface Health {
  readonly status: string;
  readonly problems: readonly { readonly code: string; readonly subject: string }[];
  readonly [name: string]: unknown;
}

async function health(stack: TestStack, headers: HeadersInit = {}): Promise<[number, Health]> {
  const response = await fetch(`${stack.url}/functions/v1/health`, { headers });
  assert.equal(response.headers.get("cache-control"), "no-store");
  return [response.status, await response.json()];
}

const codesOf = ({ problems }: Health): string[] => problems.map(({ code }) => code);

Deno.test("health on the real stack", async (t) => {
  const stack = await startTestStack({ quietCron: true });
  const secret = { apikey: stack.keys.secretKey };
  try {
    await t.step("before the first pull it is 503 and says that there is no price yet", async () => {
      const [status, body] = await health(stack);
      assert.equal(status, 503);
      assert.deepEqual(codesOf(body), ["no_price_yet"]);
    });

    await t.step("after a pull it is 200, with each metal's age, state and explanation", async () => {
      const pull = await fetch(`${stack.url}/functions/v1/prices-pull`, { method: "POST", headers: secret });
      assert.equal(pull.status, 200, await pull.text());
      const [status, body] = await health(stack);
      assert.equal(status, 200, JSON.stringify(body));
      assert.deepEqual(Object.keys(Object(body["metals"])).sort(), [
        "gold",
        "palladium",
        "platinum",
        "silver",
      ]);
      assert.ok(!("providers" in body) && !("jobs" in body), "an operator's facts need the secret key");
    });

    await t.step("an operator sees pulls, jobs, providers and the database, but no key", async () => {
      const [, body] = await health(stack, secret);
      const text = JSON.stringify(body);
      assert.ok(!text.includes("invented-"));
      const { database, providers, pulls } = Object(body);
      assert.match(database.version, /^17/);
      assert.ok(database.latency_ms >= 0);
      assert.equal(pulls.length, 1);
      const metalsDev = providers.find(({ key }: { key: string }) => key === "metals-dev");
      assert.deepEqual([metalsDev.key_state, metalsDev.quota_total, metalsDev.calls_this_month], [
        "set",
        100,
        1,
      ]);
    });

    await t.step("a cron job that does not exist is critical for an operator", async () => {
      await stack.sql`delete from cron.job where jobname = 'prices-pull'`;
      const [status, body] = await health(stack, secret);
      assert.equal(status, 503);
      assert.ok(codesOf(body).includes("job_missing"));
    });

    await t.step("pulls that stopped make it 503", async () => {
      await stack.sql`update spot.pulls set slot_at = slot_at - interval '11 minutes'`;
      await stack.sql`update spot.prices set priced_at = priced_at - interval '11 minutes'`;
      await stack.sql`refresh materialized view spot.latest_prices`;
      const [status, body] = await health(stack);
      assert.equal(status, 503);
      assert.ok(codesOf(body).includes("pulls_stopped"), JSON.stringify(body));
    });

    await t.step("Prometheus text is readable for anyone and says more to an operator", async () => {
      const url = `${stack.url}/functions/v1/health?format=prometheus`;
      const open = await (await fetch(url)).text();
      assert.match(open, /^spot_price_age_seconds\{metal="gold"\} \d+$/m);
      assert.ok(!open.includes("spot_provider"));
      const full = await (await fetch(url, { headers: secret })).text();
      assert.match(full, /^spot_provider_calls_this_month\{provider="metals-dev"\} 1$/m);
    });

    await t.step("with the database stopped it is 503 within seconds", async () => {
      await stack.pause("postgres");
      const startedAt = performance.now();
      const [status, body] = await health(stack);
      assert.equal(status, 503);
      assert.deepEqual(codesOf(body), ["database_unreachable"]);
      assert.ok(performance.now() - startedAt < 5000);
    });
  } finally {
    await stack.stop();
  }
});
