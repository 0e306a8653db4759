import assert from "node:assert/strict";
import { finishPrices, markStale } from "../../../../shared/read/finished-response.ts";
import { answerText, metalAnswer } from "../../../support/scenes/read-answers.ts";

function textOf({ bytes }: { readonly bytes: Uint8Array }): string {
  return new TextDecoder().decode(bytes);
}

const LIST = JSON.stringify({
  prices: [metalAnswer(), metalAnswer({ metal: "silver" })],
  missing: [],
  generated_at: "2026-11-20T15:00:31Z",
  stale_after: "2026-11-20T15:05:02Z",
});

Deno.test("finishPrices() passes JSON on byte for byte and is fresh until the database says", () => {
  const text = answerText().replace("4391.86", "4391.860");
  const answer = finishPrices(text, "json");
  assert.equal(textOf(answer), text);
  assert.equal(answer.freshUntil, Date.parse("2026-11-20T15:05:02Z"));
  assert.match(answer.contentType, /^application\/json/);
});

Deno.test("finishPrices() gives answers that differ only in when they were made one weak ETag", () => {
  const later = finishPrices(
    answerText({ generated_at: "2026-11-20T15:01:00Z", cached_at: "2026-11-20T15:01:00Z" }),
    "json",
  );
  const first = finishPrices(answerText(), "json");
  assert.match(first.etag, /^W\/"[\w-]{22}"$/);
  assert.equal(later.etag, first.etag);
});

Deno.test("finishPrices() gives another price, state, metal or format another ETag", () => {
  const { latest } = metalAnswer();
  const stale = { ...Object(latest), state: "stale" };
  const tags = [
    finishPrices(answerText(), "json"),
    finishPrices(answerText(), "csv"),
    finishPrices(answerText({ price: 4391.87 }), "json"),
    finishPrices(answerText({ latest: stale }), "json"),
    finishPrices(answerText({ metal: "silver" }), "json"),
    finishPrices(LIST, "json"),
  ].map(({ etag }) => etag);
  assert.equal(new Set(tags).size, tags.length);
});

Deno.test("finishPrices() writes CSV with one line per point of every metal", () => {
  assert.deepEqual(textOf(finishPrices(LIST, "csv")).split("\r\n"), [
    "ts,metal,currency,unit,open,high,low,price",
    "2026-11-20T14:55:00Z,gold,USD,toz,4389.5,4391,4389,4390",
    "2026-11-20T15:00:00Z,gold,USD,toz,4390,4392,4390,4391.86",
    "2026-11-20T14:55:00Z,silver,USD,toz,4389.5,4391,4389,4390",
    "2026-11-20T15:00:00Z,silver,USD,toz,4390,4392,4390,4391.86",
    "",
  ]);
});

Deno.test("finishPrices() refuses an answer of another shape instead of passing it on", () => {
  for (
    const text of [
      "{}",
      "null",
      "[]",
      '{"price":null}',
      answerText({ latest: null }),
      answerText({ series: [{}] }),
    ]
  ) {
    assert.throws(() => finishPrices(text, "json"), { code: "STORE_REFUSED" }, text.slice(0, 40));
  }
});

Deno.test("markStale() marks every metal, says why, lets the age go on, and keeps price and time", () => {
  for (const text of [answerText(), LIST]) {
    const answer = finishPrices(text, "json");
    const [before] = JSON.parse(text).prices ?? [JSON.parse(text)];
    const now = Date.parse(before.generated_at) + 90_000;
    const marked = markStale(answer, { reason: "the reason", now });
    const read = JSON.parse(textOf(marked));
    for (const metal of read.prices ?? [read]) {
      assert.deepEqual([metal.latest.state, metal.latest.state_reason], ["stale", "the reason"]);
      assert.deepEqual([metal.price, metal.latest.ts], [4391.86, "2026-11-20T15:00:00Z"]);
      assert.equal(metal.latest.age_seconds, before.latest.age_seconds + 90);
    }
    assert.notEqual(marked.etag, answer.etag);
    assert.equal(textOf(answer), text, "the kept answer is not touched");
  }
});

Deno.test("markStale() goes on to name a dispute", () => {
  const { latest } = JSON.parse(answerText());
  const text = answerText({ latest: { ...latest, state: "disputed", state_reason: "disputed by gold-api" } });
  const marked = markStale(finishPrices(text, "json"), { reason: "the reason", now: Date.now() });
  assert.equal(JSON.parse(textOf(marked)).latest.state_reason, "disputed by gold-api; the reason");
});

Deno.test("markStale() leaves a price of the past as it is: it does not grow stale", () => {
  const asOf = { requested: "2026-11-01", match: "exact", distance_seconds: 0 };
  const text = answerText({ as_of: asOf });
  const marked = markStale(finishPrices(text, "json"), { reason: "the reason", now: Date.now() });
  assert.deepEqual(JSON.parse(textOf(marked)), JSON.parse(text));
});
