import assert from "node:assert/strict";
import { DEFAULT_BUDGET_SETTINGS } from "../../shared/budget/budget-settings.ts";
import { ALERT_KINDS } from "../../shared/alerts/alert.ts";
import { type BreakerState, NEW_BREAKER } from "../../shared/budget/breaker-state.ts";
import { writeBreaker } from "../../shared/budget/breaker-record.ts";
import { unusableBecause } from "../../shared/budget/obstacles.ts";
import { paceOf } from "../../shared/budget/pace.ts";
import { createRateLimit } from "../../shared/http/rate-limit.ts";
import { readQuery } from "../../shared/http/query.ts";
import { INTERVALS, READ_RULES, UNITS, WINDOWS } from "../../shared/read/read-parameters.ts";
import { GRAMS_PER_TROY_OUNCE, METAL_CODES, METALS } from "../../shared/schemas/metal.ts";
import { labelOf, originOf, ORIGINS } from "../../shared/schemas/origin.ts";
import { Settings } from "../../shared/schemas/settings.ts";
import { startTestStack, type TestStack } from "../../stack/testing/test-stack.ts";
import { provider } from "../support/scenes/budget-scene.ts";

// What SQL and TypeScript both know, as docs/architecture.md lists it: each is asked the same and must say the same.

async function onDatabase(check: (sql: TestStack["sql"]) => Promise<void>): Promise<void> {
  const stack = await startTestStack({ services: [] });
  try {
    await check(stack.sql);
  } finally {
    await stack.stop();
  }
}

Deno.test("units, windows, steps and metals are the same in SQL and TypeScript", () =>
  onDatabase(async (sql) => {
    const windows = await sql`select name from spot.window_steps()`;
    assert.deepEqual(windows.map(({ name }) => name), [...WINDOWS]);
    const grams = { toz: 1, g: GRAMS_PER_TROY_OUNCE, kg: GRAMS_PER_TROY_OUNCE / 1000 };
    for (const unit of UNITS) {
      const [row] = await sql`select spot.units_per_troy_ounce(${unit})::float8 as n`;
      assert.ok(Math.abs(row?.["n"] - grams[unit]) < 1e-15, unit);
    }
    for (const step of INTERVALS) {
      const [row] = await sql`select spot.interval_step(${step}) is not null as known`;
      assert.ok(row?.["known"], step);
    }
    const [all] = await sql`select spot.metals_named('all') as metals`;
    assert.deepEqual(all?.["metals"], [...METALS]);
    const [coded] = await sql`select spot.metals_named(${Object.values(METAL_CODES).join(",")}) as metals`;
    assert.deepEqual(coded?.["metals"], [...METALS]);
  }));

Deno.test("a label states the same origin to SQL and to TypeScript", () =>
  onDatabase(async (sql) => {
    for (const origin of ORIGINS) {
      const label = labelOf("Metals.dev", origin);
      const [row] = await sql`select spot.origin_of(${label}) as origin`;
      assert.deepEqual([row?.["origin"], originOf(label)], [origin, origin]);
    }
  }));

Deno.test("the grammar of at is the same in SQL and TypeScript", () =>
  onDatabase(async (sql) => {
    const names = [
      "2019-05-04",
      "2019-5-4",
      "2019-02-30",
      "1899-12-31",
      "1900-01-01",
      "2019-05-04T12:00Z",
      "2019-05-04t12:00:00z",
      "2019-05-04 12:00:00.123456+02:00",
      "2019-05-04T12:00:00.1234567Z",
      "2019-05-04T12:00:00",
      "2019-05-04T25:00:00Z",
      "2019-05-04T12:60:00Z",
      "2019-05-04T12:00:00+0200",
      "now",
      "yesterday",
    ];
    const onlyTypeScript: string[] = [];
    for (const name of names) {
      const bySql = await sql`select spot.moment_named(${name})`.then(() => true, () => false);
      if (isTaken(name) && !bySql) onlyTypeScript.push(name);
      else assert.equal(isTaken(name), bySql, name);
    }
    // TypeScript reads the form; whether there is such a day, and whether it is in the range, SQL says.
    assert.deepEqual(onlyTypeScript, [
      "2019-02-30",
      "1899-12-31",
      "2019-05-04T25:00:00Z",
      "2019-05-04T12:60:00Z",
    ]);
  }));

function isTaken(at: string): boolean {
  try {
    readQuery(new URL(`http://f/?${new URLSearchParams({ at })}`), READ_RULES);
    return true;
  } catch {
    return false;
  }
}

Deno.test("the whole settings have the same ranges in SQL and TypeScript", () =>
  onDatabase(async (sql) => {
    // run_details_retention_days has its range in TypeScript only.
    const numbers = [
      "fetch_interval_seconds",
      "rate_limit_per_minute",
      "quote_retention_days",
      "call_retention_days",
    ] as const;
    for (const name of numbers) {
      const { minValue, maxValue } = Settings.shape[name];
      assert.ok(minValue !== null && maxValue !== null, name);
      for (const value of [minValue - 1, minValue, maxValue, maxValue + 1]) {
        const bySql = await takes(sql, { [name]: value });
        assert.equal(bySql, Settings.shape[name].safeParse(value).success, `${name} ${value}`);
      }
    }
    for (const access of ["secret", "publishable", "everyone"]) {
      const byZod = Settings.shape.proxy_access.safeParse(access).success;
      assert.equal(await takes(sql, { proxy_access: access }), byZod, access);
    }
  }));

/** Whether the constraints of the settings let the change pass; it is undone. */
async function takes(
  sql: TestStack["sql"],
  change: Readonly<Record<string, string | number>>,
): Promise<boolean> {
  const undo = new Error("undo");
  return await sql.begin(async (transaction) => {
    await transaction`update spot.settings set document = document || ${sql.json(change)} where settings_id`;
    throw undo;
  }).then(() => false, (error: unknown) => error === undo);
}

Deno.test("a bucket of the database holds and refills like one in memory", () =>
  onDatabase(async (sql) => {
    const client = "a".repeat(64);
    await sql`update spot.settings set document = document || '{"rate_limit_per_minute": 6}' where settings_id`;
    let now = 0;
    const inMemory = createRateLimit({ perMinute: () => 6, now: () => now });
    // Seconds before each request: the bucket is emptied, refills by one in ten seconds, and never overflows.
    for (const [index, seconds] of [0, 0, 0, 0, 0, 0, 0, 11, 0, 21, 0, 0, 600, 0, 0, 0, 0, 0, 0].entries()) {
      now += seconds * 1000;
      await sql`
        update spot.rate_buckets set filled_at = filled_at - make_interval(secs => ${seconds})
        where client = ${client}`;
      const bySql = await sql`select spot.take_token('config', ${client})`.then(() => true, () => false);
      const byMemory = inMemory(new Request("http://f/"))?.refusal === null;
      assert.equal(bySql, byMemory, `request ${index}`);
    }
  }));

Deno.test("SQL and TypeScript agree whether a provider may be called, and why not", () =>
  onDatabase(async (sql) => {
    const now = Date.now();
    const [before, after] = [now - 60_000, now + 60_000];
    const open: BreakerState = { ...NEW_BREAKER, state: "open", failures: 3, openedAt: before };
    const spent: BreakerState = { ...NEW_BREAKER, disabledReason: "quota_spent", keyFingerprint: "k1" };
    const cases: readonly (readonly [string, BreakerState, number, boolean])[] = [
      ["closed", NEW_BREAKER, 0, true],
      ["switched off", NEW_BREAKER, 0, false],
      ["open", { ...open, retryAt: after }, 0, true],
      ["open until a moment ago", { ...open, retryAt: before }, 0, true],
      ["quota spent, as told", { ...spent, disabledUntil: after }, 0, true],
      ["quota spent until a moment ago", { ...spent, disabledUntil: before }, 0, true],
      ["the last call", NEW_BREAKER, 99, true],
      ["no call left", NEW_BREAKER, 100, true],
    ];
    for (const [what, breaker, calls, enabled] of cases) {
      const budget = provider("metals-dev", { breaker, callsThisMonth: calls, enabled });
      const byPlan = unusableBecause(paceOf(budget, now, DEFAULT_BUDGET_SETTINGS), now);
      assert.equal(await sqlReason(sql, { breaker, calls, enabled }), byPlan, what);
    }
  }));

async function sqlReason(
  sql: TestStack["sql"],
  { breaker, calls, enabled }: {
    readonly breaker: BreakerState;
    readonly calls: number;
    readonly enabled: boolean;
  },
): Promise<string | null> {
  const key = "metals-dev";
  await sql`update spot.providers set monthly_quota = 100, is_enabled = ${enabled} where provider_key = ${key}`;
  await sql`
    insert into spot.provider_states (provider_key, breaker) values (${key}, ${
    sql.json({ ...writeBreaker(breaker) })
  })
    on conflict (provider_key) do update set breaker = excluded.breaker`;
  await sql`delete from spot.provider_usage where provider_key = ${key}`;
  await sql`select spot.charge_calls(${key}, now(), ${calls})`;
  const [row] = await sql`select public.begin_provider_call(${key}, 'latest', 1) as begun`;
  return row?.["begun"].allowed === true ? null : row?.["begun"].reason;
}

Deno.test("a backfill leaves the reserve that the plan keeps back", () =>
  onDatabase(async (sql) => {
    const [row] = await sql`select spot.backfill_reserve(1000, '2026-11-30 23:59:59.999999Z') as calls`;
    assert.equal(
      row?.["calls"],
      Math.ceil(1000 * DEFAULT_BUDGET_SETTINGS.reserveShare) + 1,
      "and a call for the last second",
    );
  }));

Deno.test("an alert is raised by a pull or by the watchdog, never by both", () =>
  onDatabase(async (sql) => {
    const [row] = await sql`select prosrc from pg_proc where oid = 'spot.watch'::regproc`;
    const kinds = [...String(row?.["prosrc"]).matchAll(/'kind', '([a-z_]+)'/g)].map(([, kind]) => kind);
    assert.deepEqual(kinds.sort(), ["slot_missed", "stale"]);
    for (const kind of ALERT_KINDS) assert.ok(!kinds.includes(kind), kind);
  }));
