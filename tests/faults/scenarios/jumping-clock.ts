import assert from "node:assert/strict";
import { createHandler } from "../../../functions/prices-pull/handler.ts";
import { sleep } from "../../../shared/sleep.ts";
import { environmentOf } from "../../support/http/pulling.ts";
import type { TestStack } from "../../../stack/testing/test-stack.ts";
import { countDuplicates } from "../integrity.ts";

const DAY = 86_400_000;

/**
 * The clock of a function stands a day ahead or behind: nothing of that time is published, and the next pull with a right
 * clock publishes again, without anybody's help. Needs open market: a replay would bring its own clock.
 */
export async function jumpingClock(stack: TestStack): Promise<string> {
  await stack.sql`update spot.providers set minimum_interval_seconds = 60, monthly_quota = null`;
  const said: string[] = [];
  const first = await pullAt(stack, 0);
  assert.equal(first.state, "succeeded");
  for (const shift of [DAY, -DAY, 7 * DAY]) {
    const before = await published(stack);
    await waited(stack);
    const wrong = await pullAt(stack, shift);
    assert.equal(wrong.status, 200, JSON.stringify(wrong));
    assert.deepEqual(await published(stack), before, "nothing new is published by a wrong clock");
    await waited(stack);
    const right = await pullAt(stack, 0);
    assert.equal(right.state, "succeeded", `after ${shift / DAY} days: ${JSON.stringify(right)}`);
    assert.equal(right.calls, first.calls, "everybody is asked again");
    said.push(`${shift / DAY} d: ${wrong.state}`);
  }
  assert.equal(await countDuplicates(stack), 0);
  return `${said.join(", ")}; each time the next pull asked everybody and succeeded`;
}

let hours = 10;

/** As if hours had gone by for what was done at a right time; each time one hour less, so that no two slots meet. */
async function waited({ sql }: TestStack): Promise<void> {
  const ago = `${hours--} hours`;
  const recent = new Date(Date.now() - 30 * 60_000);
  await sql`update spot.pulls set slot_at = slot_at - ${ago}::interval where slot_at > ${recent}`;
  await sql`update spot.prices set priced_at = priced_at - ${ago}::interval where priced_at > ${recent}`;
  await sql`
    update spot.provider_states
    set last_called_at = last_called_at - interval '1 hour', last_success_at = last_success_at - interval '1 hour'
    where last_called_at < now() + interval '1 minute'`;
}

interface Pulled {
  readonly status: number;
  readonly state: string;
  readonly calls: number;
}

async function pullAt(stack: TestStack, shift: number): Promise<Pulled> {
  const handle = createHandler({
    environment: { ...environmentOf(stack), settings: { rate_limit_per_minute: 0 } },
    fetch: (request) => fetch(request),
    now: () => Date.now() + shift,
    sleep,
    log: () => {},
  });
  const headers = { apikey: stack.keys.secretKey, "content-type": "application/json" };
  const response = await handle(new Request("http://h/prices-pull", { method: "POST", headers, body: "{}" }));
  return { ...(await response.json()), status: response.status };
}

async function published(stack: TestStack): Promise<readonly string[]> {
  const rows = await stack.sql`
    select metal || ' ' || price_usd || ' ' || fetched_at as price from spot.latest_prices where currency = 'USD' order by 1`;
  return rows.map((row) => row["price"]);
}
