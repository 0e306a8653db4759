import assert from "node:assert/strict";
import { freePorts } from "../../stack/process/ports.ts";
import { startTestStack } from "../../stack/testing/test-stack.ts";
import { receiveWebhooks } from "../support/http/webhook-receiver.ts";

const SECRET = "a-secret-of-this-test-only";

Deno.test("alerts reach a webhook once each, signed, through its downtime", async (t) => {
  // Cron stays quiet: the test is the clock.
  await using cleanup = new AsyncDisposableStack();
  const stack = await startTestStack({ services: ["postgrest", "worker"], quietCron: true });
  cleanup.defer(() => stack.stop());
  const { sql } = stack;
  const [port = 0] = freePorts(1);
  const url = `http://127.0.0.1:${port}/hook`;

  /** One round of the delivery job: what is due goes out, its answers are awaited, then read. */
  async function deliver(): Promise<void> {
    await sql`update spot.alert_deliveries set next_attempt_at = now() where state = 'pending'`;
    await sql`select spot.deliver_alerts()`;
    for (let tries = 0; tries < 200; tries++) {
      const [row] = await sql`
        select count(*)::int as waiting from spot.alert_deliveries as delivery
        where state = 'sent' and not exists (select from net._http_response where id = delivery.request_id)`;
      if (row?.["waiting"] === 0) break;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    await sql`select spot.collect_alert_answers()`;
  }
  const states = async (): Promise<string[]> =>
    (await sql`select event || ':' || state as state from spot.alert_deliveries order by event desc, state`)
      .map((row) => String(row["state"]));

  await t.step("without a webhook nothing is kept for later", async () => {
    await sql`select spot.record_alerts(now(), '{stale}', '[{"kind":"stale","subject":"silver","severity":"warning"}]')`;
    await sql`select spot.deliver_alerts()`;
    assert.deepEqual(await states(), ["opened:unwanted"]);
    await sql`truncate spot.alerts cascade`;
  });

  await t.step("set_alert_webhook refuses plain http, user info and short secrets", async () => {
    for (
      const bad of [
        "http://example.com/x",
        "https://user:pw@example.com/x",
        "ftp://example.com",
        "javascript:1",
      ]
    ) {
      await assert.rejects(sql`select public.set_alert_webhook(${bad}, ${SECRET})`, { code: "PGRST" });
    }
    await assert.rejects(sql`select public.set_alert_webhook(${url}, 'short')`, { code: "PGRST" });
    await sql`select public.set_alert_webhook(${url}, ${SECRET})`;
  });

  await t.step("while the receiver is down the delivery waits with its error", async () => {
    const condition = [{
      kind: "stale",
      subject: "gold",
      severity: "critical",
      details: { message: 'the price is "old" — älter als <erlaubt>' },
    }];
    await sql`select spot.record_alerts(now(), '{stale}', ${sql.json(condition)})`;
    // Said again, as each pull does: still one alert.
    await sql`select spot.record_alerts(now(), '{stale}', ${sql.json(condition)})`;
    await deliver();
    assert.deepEqual(await states(), ["opened:pending"]);
    const [row] =
      await sql`select attempts, last_error, next_attempt_at > now() as later from spot.alert_deliveries`;
    assert.equal(row?.["attempts"], 1);
    assert.equal(row?.["later"], true);
    assert.ok(row?.["last_error"]);
  });

  const receiver = receiveWebhooks({ port, secret: SECRET });
  cleanup.defer(() => receiver.close());

  await t.step("an answer of 500 is no yes", async () => {
    receiver.answerWith(500);
    await deliver();
    assert.deepEqual(await states(), ["opened:pending"]);
    assert.equal(receiver.refused.length, 1);
  });

  await t.step("the receiver, back again, gets it once with a signature over the very bytes", async () => {
    receiver.answerWith(204);
    await deliver();
    await deliver();
    assert.deepEqual(await states(), ["opened:delivered"]);
    assert.equal(receiver.accepted.length, 1);
    const body = JSON.parse(receiver.accepted[0]?.body ?? "");
    assert.equal(body.event, "alert.opened");
    assert.equal(body.alert.kind, "stale");
    assert.equal(body.alert.closed_at, null);
    assert.match(body.text, /^\[critical\] stale: gold .* älter als <erlaubt>/);
    assert.equal(body.id, receiver.accepted[0]?.id);
  });

  await t.step("the end of the alert is told once as well", async () => {
    await sql`select spot.record_alerts(now(), '{stale}', '[]')`;
    await deliver();
    await deliver();
    assert.deepEqual(await states(), ["opened:delivered", "closed:delivered"]);
    assert.equal(receiver.accepted.length, 2);
    assert.equal(JSON.parse(receiver.accepted[1]?.body ?? "").event, "alert.closed");
  });

  for (const [format, field] of [["slack", "text"], ["discord", "content"]] as const) {
    await t.step(`${format} gets the shape it wants`, async () => {
      await sql`select public.set_alert_webhook(${url}, ${SECRET}, ${format})`;
      await sql`select spot.record_alerts(
        now(), '{spread}', ${sql.json([{ kind: "spread", subject: format, severity: "warning" }])})`;
      await deliver();
      const body = JSON.parse(receiver.accepted.at(-1)?.body ?? "");
      // Closing the alert of the format before it may have come last.
      assert.deepEqual(Object.keys(body), [field]);
    });
  }

  await t.step("a receiver that never says yes is given up", async () => {
    receiver.answerWith(500);
    await sql`select spot.record_alerts(now(), '{disputed}', '[{"kind":"disputed","subject":"gold","severity":"warning"}]')`;
    await sql`update spot.alert_deliveries set attempts = 29 where state = 'pending'`;
    await deliver();
    const [row] =
      await sql`select state from spot.alert_deliveries join spot.alerts using (alert_id) where kind = 'disputed'`;
    assert.equal(row?.["state"], "failed");
  });

  await t.step("two runs at once send once", async () => {
    receiver.answerWith(204);
    const before = receiver.accepted.length;
    await sql`select spot.record_alerts(now(), '{quota_low}', '[{"kind":"quota_low","subject":"x","severity":"warning"}]')`;
    await Promise.all([1, 2, 3, 4].map(() => sql`select spot.deliver_alerts()`));
    await deliver();
    assert.equal(receiver.accepted.length - before, 1);
  });

  await t.step("neither address nor secret stands in a table of the project", async () => {
    const [row] = await sql`
      select count(*)::int as found
      from spot.alert_deliveries as delivery
      where to_jsonb(delivery)::text like ${`%${SECRET}%`} or to_jsonb(delivery)::text like ${`%${port}/hook%`}`;
    assert.equal(row?.["found"], 0);
  });
});
