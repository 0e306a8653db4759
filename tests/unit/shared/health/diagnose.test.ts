import assert from "node:assert/strict";
import { AppError } from "../../../../shared/errors.ts";
import { diagnose } from "../../../../shared/health/diagnose.ts";
import type { Evidence } from "../../../../shared/health/evidence.ts";
import type { JobFacts, PublicFacts } from "../../../../shared/health/facts.ts";
import { HEALTH_CODES } from "../../../../shared/health/health-problem.ts";
import { explainPrice } from "../../../../shared/health/price-problems.ts";
import {
  evidenceOf,
  HEALTHY_JOBS,
  jobFacts,
  priceFacts,
  providerFacts,
  publicFacts,
} from "../../../support/scenes/health-scene.ts";

/** Sunday noon: the market closed on Friday 17:00 New York, 43 hours ago. */
const SUNDAY: Partial<PublicFacts> = {
  now: "2026-01-18T17:00:30Z",
  market: { state: "closed", thin: false },
  pulled_slot_at: "2026-01-18T17:00:00Z",
};
const FRIDAY_CLOSE = priceFacts({ ts: "2026-01-16T21:55:00Z", age_seconds: 155_130 });
const QUIET = { gold: FRIDAY_CLOSE, silver: FRIDAY_CLOSE, platinum: FRIDAY_CLOSE, palladium: FRIDAY_CLOSE };

function forAnyone(more: Partial<PublicFacts>): Evidence {
  return { kind: "public", facts: publicFacts(more) };
}

function metals(gold: Parameters<typeof priceFacts>[0]): PublicFacts["metals"] {
  return { ...publicFacts().metals, gold: priceFacts(gold) };
}

const FINGERPRINT = evidenceOf().budgets[0]?.keyFingerprint;
const provider = (more: Parameters<typeof providerFacts>[0]) =>
  evidenceOf({ providers: [providerFacts(more)] });

function withPullJob(more: Partial<JobFacts>): Evidence {
  return evidenceOf({ jobs: [jobFacts("prices-pull", more), ...HEALTHY_JOBS.slice(1)] });
}

const LATE = { pulled_slot_at: "2026-01-30T12:00:00Z" };
const LATELY = { last_called_at: "2026-01-30T12:00:00Z", last_success_at: "2026-01-30T12:00:00Z" };

function withAlert(kind: string): Evidence {
  const alert = {
    kind,
    subject: "gold",
    severity: "warning" as const,
    opened_at: "2026-01-15T11:00:00Z",
    details: {},
  };
  return evidenceOf({ alerts: [alert], metals: metals({ state: "disputed" }) });
}

/** What is so → status of the answer, then the problems as "code of subject". */
const CASES:
  readonly (readonly [string, Evidence, 200 | 503, "ok" | "degraded" | "down", readonly string[]])[] = [
    ["all is well", forAnyone({}), 200, "ok", []],
    ["all is well for an operator", evidenceOf(), 200, "ok", []],
    ["a quiet Sunday", forAnyone({ ...SUNDAY, metals: QUIET }), 200, "ok", []],
    [
      "the database does not answer",
      { kind: "none", error: new AppError("STORE_UNAVAILABLE", "x") },
      503,
      "down",
      ["database_unreachable of database"],
    ],
    [
      "the database refuses",
      { kind: "none", error: new AppError("STORE_REFUSED", "x") },
      503,
      "down",
      ["database_refuses of database"],
    ],
    [
      "no price yet",
      forAnyone({ metals: {}, pulled_slot_at: null, fetch_interval_seconds: null, refreshed_at: null }),
      503,
      "down",
      ["no_price_yet of prices"],
    ],
    [
      "a metal was never priced",
      forAnyone({ metals: { gold: priceFacts(), silver: priceFacts(), platinum: priceFacts() } }),
      200,
      "degraded",
      ["metal_without_price of palladium"],
    ],
    [
      "a metal is stale in open hours",
      forAnyone({ metals: metals({ state: "stale", age_seconds: 3600 }) }),
      503,
      "down",
      ["price_stale of gold"],
    ],
    [
      "a metal was stale at the close",
      forAnyone({ ...SUNDAY, metals: { ...QUIET, gold: { ...FRIDAY_CLOSE, state: "stale" } } }),
      200,
      "degraded",
      ["price_stale of gold"],
    ],
    [
      "a price is carried because the plan saves calls",
      forAnyone({ metals: metals({ state: "carried", age_seconds: 7200 }) }),
      200,
      "ok",
      [],
    ],
    [
      "a price is disputed",
      forAnyone({ metals: metals({ state: "disputed" }) }),
      200,
      "degraded",
      ["price_disputed of gold"],
    ],
    [
      "the pull of this slot is under way",
      forAnyone({ pulled_slot_at: "2026-01-15T11:51:00Z" }),
      200,
      "ok",
      [],
    ],
    [
      "two slots passed without a pull",
      forAnyone({ pulled_slot_at: "2026-01-15T11:50:59Z" }),
      503,
      "down",
      ["pulls_stopped of pulls"],
    ],
    [
      "pulls stopped on a Sunday",
      forAnyone({ ...SUNDAY, pulled_slot_at: "2026-01-18T16:00:00Z", metals: QUIET }),
      503,
      "down",
      ["pulls_stopped of pulls"],
    ],
    [
      "the last pull priced nothing",
      evidenceOf({ pulls: [{ slot_at: "2026-01-15T12:00:00Z", state: "failed", origin: "live" }] }),
      200,
      "degraded",
      ["pull_failed of pulls"],
    ],
    ["slots were missed", evidenceOf({ missed_slots_24h: 3 }), 200, "degraded", [
      "slots_missed of pulls",
    ]],
    ["the pull job is missing", evidenceOf({ jobs: HEALTHY_JOBS.slice(1) }), 503, "down", [
      "job_missing of prices-pull",
    ]],
    [
      "the pull job is switched off",
      withPullJob({ active: false }),
      503,
      "down",
      ["job_inactive of prices-pull"],
    ],
    [
      "the pull job fails",
      withPullJob({ last_status: "failed", last_message: "Vault lacks project_url" }),
      200,
      "degraded",
      ["job_failing of prices-pull"],
    ],
    [
      "a key is missing",
      evidenceOf({}, { hasKey: false }),
      200,
      "degraded",
      ["provider_key_missing of metals-dev"],
    ],
    [
      "a key was refused",
      provider({ breaker: { disabled_reason: "key_rejected", key_fingerprint: FINGERPRINT } }),
      200,
      "degraded",
      ["provider_down of metals-dev"],
    ],
    [
      "the key that was refused has been changed",
      provider({ breaker: { disabled_reason: "key_rejected", key_fingerprint: "0123456789ab" } }),
      200,
      "ok",
      [],
    ],
    [
      "a provider says that its quota is spent",
      provider({
        breaker: {
          disabled_reason: "quota_spent",
          key_fingerprint: FINGERPRINT,
          disabled_until: "2026-02-01T00:00:00Z",
        },
      }),
      200,
      "degraded",
      ["quota_spent of metals-dev"],
    ],
    [
      "a provider may be called again",
      provider({
        breaker: {
          disabled_reason: "quota_spent",
          key_fingerprint: FINGERPRINT,
          disabled_until: "2026-01-15T12:00:00Z",
        },
      }),
      200,
      "ok",
      [],
    ],
    [
      "a provider fails",
      provider({ last_success_at: "2026-01-15T11:00:00Z" }),
      200,
      "degraded",
      ["provider_failing of metals-dev"],
    ],
    ["a provider's breaker is open", provider({ breaker: { state: "open", failures: 3 } }), 200, "degraded", [
      "provider_down of metals-dev",
    ]],
    ["few calls are left", provider({ calls_this_month: 91 }), 200, "degraded", ["quota_low of metals-dev"]],
    [
      "few calls are left of few days",
      evidenceOf({
        now: "2026-01-30T12:01:00Z",
        ...LATE,
        providers: [providerFacts({ ...LATELY, calls_this_month: 95 })],
      }),
      200,
      "ok",
      [],
    ],
    ["no calls are left", provider({ calls_this_month: 100 }), 200, "degraded", [
      "quota_spent of metals-dev",
    ]],
    [
      "the provider counts fewer calls left than we do",
      provider({ quota: { total: 100, used: 97, remaining: 3, told_at: "2026-01-15T12:00:00Z" } }),
      200,
      "degraded",
      ["quota_low of metals-dev"],
    ],
    [
      "what it counted last month is over",
      provider({ quota: { total: 100, used: 100, remaining: 0, told_at: "2025-12-31T23:55:00Z" } }),
      200,
      "ok",
      [],
    ],
    [
      "a provider that is switched off may have any trouble",
      provider({ enabled: false, calls_this_month: 100, breaker: { state: "open" } }),
      200,
      "ok",
      [],
    ],
    ["the database is slow", evidenceOf({}, { latencyMs: 1001 }), 200, "degraded", [
      "database_slow of database",
    ]],
    [
      "an alert is open",
      withAlert("spread"),
      200,
      "degraded",
      ["price_disputed of gold", "alert_open of gold"],
    ],
    ["an alert is about a problem that is known", withAlert("disputed"), 200, "degraded", [
      "price_disputed of gold",
    ]],
  ];

for (const [what, evidence, httpStatus, status, problems] of CASES) {
  Deno.test(`diagnose() says ${status} with ${httpStatus} when ${what}`, () => {
    const diagnosis = diagnose(evidence);
    assert.deepEqual(diagnosis.problems.map(({ code, subject }) => `${code} of ${subject}`), problems);
    assert.deepEqual([diagnosis.status, diagnosis.httpStatus], [status, httpStatus]);
    for (const problem of diagnosis.problems) {
      assert.ok(problem.message.length > 10 && problem.what_to_do.length > 10, problem.code);
    }
  });
}

Deno.test("the table of diagnose() has a case for every kind of problem", () => {
  const seen = new Set(
    CASES.flatMap(([, , , , problems]) => problems.map((problem) => problem.split(" ")[0])),
  );
  assert.deepEqual([...HEALTH_CODES].filter((code) => !seen.has(code)), []);
});

Deno.test("diagnose() puts critical problems first", () => {
  const evidence = evidenceOf({ missed_slots_24h: 1, jobs: HEALTHY_JOBS.slice(1) });
  assert.deepEqual(diagnose(evidence).problems.map(({ severity }) => severity), ["critical", "warning"]);
});

Deno.test("explainPrice() says in words why a price is stale", () => {
  const price = priceFacts({ state: "stale", age_seconds: 7500 });
  const because = (facts: PublicFacts, more = {}) => explainPrice({ ...price, ...more }, facts);
  assert.match(because(publicFacts()), /2 h 5 min old.*Pulls run, but the provider's own time stands still/);
  assert.match(
    because(publicFacts(), { state_reason: "Metals.dev: timeout" }),
    /Reason: Metals.dev: timeout/,
  );
  assert.match(
    because(publicFacts(), { state_reason: `the last quote is of ${price.ts}` }),
    /Pulls run, but the provider's own time stands still/,
  );
  const stopped = publicFacts({ pulled_slot_at: "2026-01-15T10:00:00Z" });
  assert.match(because(stopped, { state_reason: "Metals.dev: timeout" }), /the schedule has stopped/);
  assert.match(because(publicFacts(SUNDAY)), /too old already when the market closed/);
});

Deno.test("explainPrice() says that a closed market gives no newer price", () => {
  assert.match(explainPrice(FRIDAY_CLOSE, publicFacts(SUNDAY)), /1 d 19 h old.*The market is closed/);
});

Deno.test("explainPrice() says that nothing confirms a price", () => {
  const price = priceFacts({ corroborated_by: null });
  assert.match(explainPrice(price, publicFacts()), /by consensus: one source, unconfirmed/);
  assert.doesNotMatch(explainPrice(priceFacts(), publicFacts()), /unconfirmed/);
});
