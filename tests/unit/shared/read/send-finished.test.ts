import assert from "node:assert/strict";
import { finishPrices } from "../../../../shared/read/finished-response.ts";
import { sendFinished } from "../../../../shared/read/send-finished.ts";
import { answerText } from "../../../support/scenes/read-answers.ts";

const answer = finishPrices(answerText(), "json");
const NOW = Date.parse("2026-11-20T15:00:31.200Z");

function respond(
  headers: Readonly<Record<string, string>> = {},
  from: "memory" | "database" | "stand-in" = "database",
): Response {
  return sendFinished(new Request("http://function/", { headers }), { response: answer, from, now: NOW });
}

Deno.test("sendFinished() may be kept until the next pull is due, to the second", async () => {
  const response = respond();
  assert.equal(response.headers.get("cache-control"), "public, max-age=271, stale-if-error=86400");
  assert.equal(response.headers.get("etag"), answer.etag);
  assert.equal(await response.text(), answerText());
});

Deno.test("sendFinished() says where the answer is from, and lets nobody keep a stand-in", () => {
  const from = (["memory", "database", "stand-in"] as const).map((one) => respond({}, one).headers);
  assert.deepEqual(from.map((headers) => headers.get("x-cache")), ["hit", "miss", "stale"]);
  assert.equal(from[2]?.get("cache-control"), "no-store");
});

Deno.test("sendFinished() of an answer past its time has no lifetime left", () => {
  const late = sendFinished(new Request("http://function/"), {
    response: answer,
    from: "database",
    now: NOW + 9e9,
  });
  assert.match(late.headers.get("cache-control") ?? "", /max-age=0,/);
});

Deno.test("sendFinished() is 304 without a body for whoever has it, compared weakly", async () => {
  const strong = answer.etag.replace("W/", "");
  for (const tag of [answer.etag, strong, `"x",${answer.etag}`, `W/"y" , ${strong}`, "*"]) {
    for (const from of ["memory", "database"] as const) {
      const response = respond({ "if-none-match": tag }, from);
      assert.equal(response.status, 304, tag);
      assert.equal(await response.text(), "");
      assert.equal(response.headers.get("etag"), answer.etag);
    }
  }
  for (const tag of ["", '"x"', strong.replaceAll('"', ""), answer.etag.slice(0, -2)]) {
    assert.equal(respond({ "if-none-match": tag }).status, 200, tag);
  }
});

Deno.test("sendFinished() from memory can be given out again and again", async () => {
  for (let time = 0; time < 3; time++) assert.equal(await respond({}, "memory").text(), answerText());
});
