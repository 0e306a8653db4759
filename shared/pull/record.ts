import { z } from "zod";
import { AppError } from "../errors.ts";
import type { Sleep } from "../sleep.ts";
import { readResult } from "../store/read-result.ts";
import type { Store } from "../store/store.ts";
import type { Conclusion } from "./conclude.ts";
import { type PullFindings, pullRecord } from "./pull-record.ts";
import type { PullPlan } from "./pull-plan.ts";

/** What a finished pull responds with. */
export interface Recorded {
  readonly claimed: true;
  readonly pull_id: number;
  readonly slot_at: string;
  readonly state: Conclusion["state"];
  readonly metals: Readonly<Record<string, { readonly outcome: string; readonly reason: string | null }>>;
  readonly prices: Conclusion["prices"];
  readonly calls: number;
  readonly skipped: PullPlan["skipped"];
  /** What the database could not store; then the state is failed and no price is published. */
  readonly failures: readonly string[];
}

const RecordResult = z.object({
  pull_id: z.int(),
  state: z.enum(["succeeded", "partial", "failed", "skipped"]),
  repeated: z.boolean(),
  failures: z.array(z.string()).default([]),
});

/** The calls are paid for: a database that is away for a moment, or an answer lost, must not waste them. */
const PAUSES_MS = [250, 1000, 4000];

/**
 * Writes everything in one transaction; saying it again is harmless, so it is said again while the database is away.
 *
 * @throws AppError PULL_LEASE_LOST when another pull has taken the slot over; nothing is written then
 */
export async function recordPull(
  { store, sleep }: { readonly store: Store; readonly sleep: Sleep },
  findings: PullFindings,
): Promise<Recorded> {
  const { claim, readings, conclusion, plan } = findings;
  const pull = pullRecord(findings);
  const result = readResult(RecordResult, await persist(() => store.call("record_pull", { pull }), sleep));
  const isLost = result.state === "failed" && conclusion.state !== "failed";
  return {
    claimed: true,
    pull_id: claim.pull_id,
    slot_at: claim.slot_at,
    state: result.state,
    metals: Object.fromEntries(
      Object.entries(conclusion.metals).map(([metal, { outcome, reason }]) => [
        metal,
        isLost ? { outcome: "failed", reason: result.failures[0] ?? null } : { outcome, reason },
      ]),
    ),
    prices: isLost ? [] : conclusion.prices,
    calls: readings.flatMap(({ attempts }) => attempts).length,
    skipped: plan.skipped,
    failures: result.failures,
  };
}

async function persist(write: () => Promise<unknown>, sleep: Sleep): Promise<unknown> {
  for (const pause of PAUSES_MS) {
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "STORE_UNAVAILABLE") throw error;
      await sleep(pause);
    }
  }
  return await write();
}
