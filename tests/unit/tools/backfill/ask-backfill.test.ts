import assert from "node:assert/strict";
import { askBackfill, outcomeText } from "../../../../tools/backfill/ask-backfill.ts";

const RANGE = { provider: "metals-dev", from: "2026-01-01", to: "2026-01-31" };
const DONE = {
  status: "done",
  state: "done",
  reason: null,
  left: 0,
  chunks: [{ metal: null, from: "2026-01-01", to: "2026-01-30", outcome: "stored", new: 84, same: 0 }],
};
const target = { url: "http://127.0.0.1:1", secretKey: "sb_secret_x" };

Deno.test("askBackfill() posts the range with the secret key", async () => {
  const sent: Request[] = [];
  const outcome = await askBackfill(RANGE, {
    ...target,
    fetch: (request) => {
      sent.push(request);
      return Promise.resolve(Response.json(DONE));
    },
  });
  assert.equal(outcome.status, "done");
  assert.equal(sent[0]?.url, "http://127.0.0.1:1/functions/v1/prices-pull");
  assert.equal(sent[0]?.headers.get("apikey"), "sb_secret_x");
  assert.deepEqual(await sent[0]?.json(), { backfill: RANGE });
});

Deno.test("askBackfill() refuses with the words of the project", async () => {
  const answer = Response.json({ message: "Cannot backfill: no budget", hint: "Wait" }, { status: 429 });
  await assert.rejects(
    askBackfill(RANGE, { ...target, fetch: () => Promise.resolve(answer) }),
    /answered 429: Cannot backfill: no budget/,
  );
});

Deno.test("outcomeText() says what was stored and how to go on", () => {
  const text = outcomeText({ ...DONE, status: "paused", left: 2, reason: "the reserve is reached" });
  assert.equal(
    text,
    "  2026-01-01 to 2026-01-30: stored, 84 new prices\n" +
      "Paused, 2 calls are left: the reserve is reached. The same command goes on from there",
  );
});
