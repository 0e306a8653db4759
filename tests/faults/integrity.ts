import assert from "node:assert/strict";
import type { TestStack } from "../../stack/testing/test-stack.ts";

/** Slots with some metals and not others, prices or quotes of no finished pull, bars that miss a price. */
export async function countHalf(stack: TestStack): Promise<number> {
  const [row] = await stack.sql`
    select
      (
        select count(*) from (
          select priced_at from spot.prices group by priced_at having count(*) <> 4
        ) as partly
      )
      + (
        select count(*) from spot.prices
        where not exists (
          select from spot.pulls where slot_at = priced_at and state in ('succeeded', 'partial')
        )
      )
      + (
        select count(*) from spot.quotes
        where not exists (
          select from spot.pulls where pulls.pull_id = quotes.pull_id and finished_at is not null
        )
      )
      + (
        select count(*) from spot.pulls
        where state = 'succeeded' and not exists (select from spot.prices where priced_at = slot_at)
      )
      + (
        select count(*) from spot.bars
        where resolution = 'hour' and price_count <> (
          select count(*) from spot.prices
          where prices.metal = bars.metal and priced_at >= opened_at and priced_at < opened_at + interval '1 hour'
        )
      ) as half`;
  return Number(row?.["half"]);
}

/** Quotes that one pull holds twice. */
export async function countDuplicates(stack: TestStack): Promise<number> {
  const [row] = await stack.sql`
    select count(*)::int as duplicates from (
      select pull_id, provider_key, metal from spot.quotes group by 1, 2, 3 having count(*) > 1
    ) as twice`;
  return Number(row?.["duplicates"]);
}

/** Nothing in the database is half or double. */
export async function assertWhole(stack: TestStack): Promise<void> {
  assert.equal(await countHalf(stack), 0, "half pulls");
  assert.equal(await countDuplicates(stack), 0, "duplicates");
}
