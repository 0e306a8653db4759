import assert from "node:assert/strict";
import { compareReads, questionsAbout } from "../../tools/replay/compare-reads.ts";
import { drive } from "../../tools/replay/drive.ts";
import { expectedRows } from "../../tools/replay/expected-rows.ts";
import { verify } from "../../tools/replay/verify.ts";
import {
  inventedRecording,
  type Recording,
  recordingAroundIncident,
  toCsv,
} from "../support/data/recording.ts";
import { postPull } from "../support/http/pulling.ts";
import { startTestStack, type TestStack } from "../../stack/testing/test-stack.ts";

// The whole fortnight takes a minute and a half: REPLAY_WHOLE=1.
const real = recordingAroundIncident({ whole: Deno.env.get("REPLAY_WHOLE") === "1" });
const recordings = new Map([real, inventedRecording()].map((recording) => [recording.name, recording]));

for (const recording of recordings.values()) {
  Deno.test(`replay of ${recording.name}`, async (t) => {
    const file = Deno.makeTempFileSync({ suffix: ".csv" });
    Deno.writeTextFileSync(file, toCsv(recording.rows));
    const stack = await startTestStack({
      origin: { kind: "replay", file, reason: "a test" },
      services: ["postgrest", "functions", "upstream"],
      functionEnv: { RATE_LIMIT: "0" },
    });
    try {
      await liveThrough(recording, { stack, t });
    } finally {
      await stack.stop();
      Deno.removeSync(file);
    }
  });
}

Deno.test("a pull that brings no time lives at the recording's", async () => {
  const { rows } = inventedRecording();
  const file = Deno.makeTempFileSync({ suffix: ".csv" });
  Deno.writeTextFileSync(file, toCsv(rows));
  const stack = await startTestStack({ origin: { kind: "replay", file, reason: "a test" }, quietCron: true });
  try {
    assert.equal((await (await postPull(stack, {})).json()).state, "succeeded");
    const [stored] = await stack.sql`select price::float8, quoted_at from spot.prices where metal = 'gold'`;
    const [first] = rows.filter(({ metal }) => metal === "gold");
    assert.deepEqual([stored?.["price"], stored?.["quoted_at"].getTime()], [first?.price, first?.at]);
  } finally {
    await stack.stop();
    Deno.removeSync(file);
  }
});

async function liveThrough(
  { rows, incidentAt }: Recording,
  { stack, t }: { stack: TestStack; t: Deno.TestContext },
): Promise<void> {
  const { url, upstreamUrl, keys, sql } = stack;
  assert.ok(upstreamUrl !== null);
  const times = [...new Set(rows.map(({ at }) => at))].sort((a, b) => a - b);
  const expected = expectedRows(rows);
  const garbage = expected.filter(({ isGood }) => !isGood);

  await t.step("every time is pulled, and only the incident's pull fails", async () => {
    const states = await drive(rows, { url, upstreamUrl, secretKey: keys.secretKey });
    assert.deepEqual(Object.fromEntries(states), { succeeded: times.length - 1, failed: 1 });
  });

  await t.step("every good row is stored to the cent at its time, no garbage is", async () => {
    assert.deepEqual([...new Set(garbage.map(({ at }) => at))], [incidentAt]);
    const found = await verify(expected, sql);
    assert.deepEqual(found.mismatches.slice(0, 5), []);
    assert.equal(found.priced, rows.length - garbage.length);
    assert.equal(found.refused, garbage.length);
    assert.ok(found.closed > 0, "the recording reaches into closed market");
  });

  await t.step("the garbage stands in spot.quotes with its reason and in no bar", async () => {
    const quotes = await sql`
      select distinct reason from spot.quotes join spot.pulls using (pull_id)
      where slot_at = ${new Date(incidentAt)} and verdict <> 'rejected' or reason = ''`;
    assert.equal(quotes.length, 0);
    const [bars] = await sql`select min(low)::float8 as lowest from spot.bars`;
    assert.ok(bars?.["lowest"] > 1);
  });

  await t.step("a read as of the incident gives the last good price", async () => {
    const before = rows.findLast(({ at, metal }) => at < incidentAt && metal === "gold");
    const at = new Date(incidentAt).toISOString();
    const answer = await (await fetch(`${url}/functions/v1/prices-read?metal=gold&at=${at}`)).json();
    assert.equal(answer.price, before?.price);
    assert.match(answer.latest.provider, /\(replayed\)$/);
  });

  await t.step("supabase-js with the publishable key and the function read the same", async () => {
    const questions = questionsAbout(times, { count: 30 });
    const { answered, differences } = await compareReads(questions, {
      url,
      publishableKey: keys.publishableKey,
    });
    assert.deepEqual(differences.slice(0, 3), []);
    assert.equal(answered, questions.length);
  });

  await t.step("verify() sees a cent too much, a lost quote time, a lost row and one too many", async () => {
    const good = expected.filter(({ isGood }) => isGood).slice(0, 3).map(({ metal, at }) => ({
      metal,
      at: new Date(at),
    }));
    const [one, two, three] = good;
    assert.ok(one !== undefined && two !== undefined && three !== undefined);
    await sql`update spot.prices set price = price + 0.01 where metal = ${one.metal} and priced_at = ${one.at}`;
    await sql`update spot.prices set quoted_at = null where metal = ${two.metal} and priced_at = ${two.at}`;
    await sql`
      update spot.prices set priced_at = priced_at + interval '1 second'
      where metal = ${three.metal} and priced_at = ${three.at}`;
    const { mismatches } = await verify(expected, sql);
    assert.equal(mismatches.length, 4);
  });
}
