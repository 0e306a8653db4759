import assert from "node:assert/strict";
import { postPull } from "../../support/http/pulling.ts";
import type { TestStack } from "../../../stack/testing/test-stack.ts";
import { problemsOf } from "../asking.ts";
import { countDuplicates } from "../integrity.ts";

/** The functions are gone for slots on end: the database, which watches, opens an alert, and closes it by itself. */
export async function missedSlots(stack: TestStack): Promise<string> {
  const { sql } = stack;
  assert.equal((await postPull(stack, {})).status, 200);
  await stack.pause("functions");
  // As if twenty minutes had gone by.
  await sql`update spot.settings set updated_at = updated_at - interval '1 hour'`;
  await sql`update spot.pulls set slot_at = slot_at - interval '20 minutes'`;
  await sql`update spot.prices set priced_at = priced_at - interval '20 minutes'`;
  await sql`select spot.watch()`;
  const [alert] = await sql`
    select severity, details ->> 'message' as message from spot.alerts where kind = 'slot_missed' and closed_at is null`;
  assert.equal(alert?.["severity"], "critical");
  assert.match(alert?.["message"], /No pull began in \d+ slot\(s\); the last is of \d{4}-/);
  await stack.resume("functions");
  assert.ok((await problemsOf(stack)).includes("slots_missed"));
  assert.equal((await postPull(stack, {})).status, 200);
  await sql`select spot.watch()`;
  const open = await sql`select from spot.alerts where kind = 'slot_missed' and closed_at is null`;
  assert.equal(open.length, 0, "the alert closes by itself");
  assert.equal(await countDuplicates(stack), 0);
  return `alert slot_missed: "${alert?.["message"]}"; closed once pulls went on`;
}
