import assert from "node:assert/strict";
import { postPull } from "../../support/http/pulling.ts";
import { assertWhole } from "../integrity.ts";
import type { ReplayedStack } from "../replayed-stack.ts";

/** Cron calls twice, late, and all at once after a pause. */
export async function repeatedCalls(stack: ReplayedStack): Promise<string> {
  const { slot } = await stack.pullUntilGood();
  const next = new Date(Date.parse(slot) + 1000).toISOString();
  const storm = await Promise.all(
    Array.from({ length: 25 }, async () => {
      const response = await postPull(stack, { trigger: "replay", now: next, slot: next });
      return { status: response.status, ...(await response.json()) };
    }),
  );
  const kinds = storm.map(({ status }) => String(status)).sort();
  assert.equal(kinds.filter((kind) => kind === "done").length, 1, JSON.stringify(kinds));
  assert.ok(kinds.every((kind) => ["done", "running", "already_done"].includes(kind)), JSON.stringify(kinds));
  const late = await (await postPull(stack, { trigger: "replay", now: slot, slot })).json();
  assert.equal(late.status, "already_done");
  const [row] = await stack.sql`
    select count(*)::int as pulls, max(attempts)::int as attempts from spot.pulls where slot_at in (${slot}, ${next})`;
  assert.deepEqual({ ...row }, { pulls: 2, attempts: 1 });
  await assertWhole(stack);
  await stack.assertNothingLost();
  return "25 calls of one slot at once: one pulled; a late one of a slot that is done: nobody was asked";
}
