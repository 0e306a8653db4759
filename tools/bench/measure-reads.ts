import { join } from "node:path";
import { freePorts } from "../../stack/process/ports.ts";
import type { BenchStack } from "./bench-stack.ts";
import { type Load, load } from "./load.ts";
import { ms, perSecond, type Row, row, wholePercent } from "./row.ts";
import { percentile, timed } from "./statistics.ts";
import { PROJECT_ROOT } from "../../stack/project-root.ts";

const PATH = "/prices-read?metal=gold&window=24h";
const ROUNDS = 5;

interface Served {
  readonly cached: string;
  readonly uncached: string;
  readonly bare: string;
}

/** Reads from memory, 304 and uncached reads against bare bytes and a bare rpc, at 1 and 32 connections. */
export async function measureReads(stack: BenchStack, { seconds }: { seconds: number }): Promise<Row[]> {
  const [cached = 0, uncached = 0, bare = 0] = freePorts(3);
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--config",
      join(PROJECT_ROOT, "deno.json"),
      join(PROJECT_ROOT, "tools/bench/serve.ts"),
      ...[cached, uncached, bare].map(String),
      PATH,
    ],
    env: {
      SUPABASE_URL: stack.url,
      SUPABASE_PUBLISHABLE_KEY: stack.publishableKey,
      SUPABASE_SECRET_KEY: stack.secretKey,
    },
  }).spawn();
  const at = (port: number): string => `http://127.0.0.1:${port}`;
  const served = { cached: at(cached), uncached: at(uncached), bare: at(bare) };
  try {
    await waitFor(`${served.bare}/memory`);
    const rows = [
      ...await fromMemory(served, { connections: 32, seconds }),
      ...await fromMemory(served, { connections: 1, seconds }),
      ...await throughGateway(stack, { bare: served.bare, seconds }),
      ...await fromDatabase(stack, served, seconds),
      ...await atManyDates(stack, served),
    ];
    const { rss } = await (await fetch(`${served.bare}/memory`)).json();
    rows.push(row("memory of the process after all that", { value: `${Math.round(rss / 1e6)} MB` }));
    return rows;
  } finally {
    child.kill("SIGTERM");
    await child.status;
  }
}

async function fromMemory(
  { cached, bare }: Served,
  { connections, seconds }: { connections: number; seconds: number },
): Promise<Row[]> {
  const first = await fetch(cached + PATH);
  await first.body?.cancel();
  const headers = { "if-none-match": first.headers.get("etag") ?? "" };
  const best = await inTurn(
    new Map([
      ["base", () => load(bare, { connections, seconds })],
      ["hit", () => load(cached + PATH, { connections, seconds })],
      ["known", () => load(cached + PATH, { connections, seconds, headers })],
    ]),
  );
  const [base, hit, known] = [best("base"), best("hit"), best("known")];
  return [
    against(`cached read, ${connections} connections`, hit, base, 0.6),
    against(`304, ${connections} connections`, known, base, 0.7),
    row(`cached read, ${connections} connections, p99`, {
      value: ms(hit.p99),
      baseline: ms(base.p99),
      goal: "≤ 5 ms",
      isMet: hit.p99 <= 5,
    }),
  ];
}

async function throughGateway(
  stack: BenchStack,
  { bare, seconds }: { bare: string; seconds: number },
): Promise<Row[]> {
  const url = `${stack.url}/functions/v1${PATH}`;
  const best = await inTurn(
    new Map([
      ["base", () => load(bare, { connections: 32, seconds })],
      ["hit", () => load(url, { connections: 32, seconds })],
    ]),
  );
  return [against("cached read through the local gateway, 32 connections", best("hit"), best("base"), null)];
}

async function fromDatabase(stack: BenchStack, { uncached }: Served, seconds: number): Promise<Row[]> {
  const queries = ["gold", "silver", "platinum", "palladium"].flatMap((metal) =>
    ["6h", "12h", "24h", "7d"].flatMap((window) =>
      ["toz", "g", "kg"].map((unit) => `metal=${metal}&window=${window}&unit=${unit}`)
    )
  );
  const rows: Row[] = [];
  for (const connections of [1, 32]) {
    // Through the same front door as the function's own calls.
    const rpcs = queries.map((query) => `/rest/v1/rpc/read_prices?${query}`);
    const headers = { apikey: stack.publishableKey };
    const reads = queries.map((query) => `/prices-read?${query}`);
    const best = await inTurn(
      new Map([
        ["base", () => load(stack.url, { connections, seconds, headers, paths: rpcs })],
        ["read", () => load(uncached, { connections, seconds, paths: reads })],
      ]),
    );
    const [base, read] = [best("base"), best("read")];
    rows.push(
      {
        ...against(`uncached read, ${connections} connections`, read, base, 0.5),
        baseline: `rpc ${perSecond(base.perSecond)}`,
      },
      row(`uncached read, ${connections} connections, p99`, { value: ms(read.p99), baseline: ms(base.p99) }),
    );
  }
  const raw = await timed(200, (turn) => {
    const metal = ["gold", "silver", "platinum", "palladium"][turn % 4] ?? "gold";
    return stack.sql`select public.read_prices(${metal}, 'USD', 'toz', '24h')`;
  });
  rows.push(
    row("raw SQL read_prices, 24h", {
      value: `p50 ${ms(percentile(raw, 0.5))}, p99 ${ms(percentile(raw, 0.99))}`,
    }),
  );
  return rows;
}

async function atManyDates(stack: BenchStack, { uncached }: Served): Promise<Row[]> {
  const dates = Array.from(
    { length: 500 },
    (_, index) =>
      new Date(Date.parse("2025-12-01T00:00:00Z") - index * 86_400_000).toISOString().slice(0, 10),
  );
  const through = await timed(40, async () => {
    const response = await fetch(`${uncached}/prices-read?at=${dates.join(",")}`);
    if (!response.ok) throw new Error(await response.text());
    await response.body?.cancel();
  });
  const raw = await timed(40, () => stack.sql`select public.read_prices_at(${dates.join(",")})`);
  return [row("500 dates in one call, uncached, p50", {
    value: ms(percentile(through, 0.5)),
    baseline: `raw SQL ${ms(percentile(raw, 0.5))}`,
  })];
}

function against(what: string, one: Load, base: Load, least: number | null): Row {
  const ratio = one.perSecond / base.perSecond;
  const errors = one.errors === 0 ? "" : ` (${one.errors} errors)`;
  return row(what, {
    value: perSecond(one.perSecond) + errors,
    baseline: `bare ${perSecond(base.perSecond)}`,
    ratio: wholePercent(ratio),
    ...(least === null
      ? {}
      : { goal: `≥ ${wholePercent(least)}`, isMet: ratio >= least && one.errors === 0 }),
  });
}

/** Several rounds, each thing in each round, so that what else the machine does meets all of them; the best of each. */
async function inTurn<Name extends string>(
  things: ReadonlyMap<Name, () => Promise<Load>>,
): Promise<(name: Name) => Load> {
  const best = new Map<Name, Load>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, thing] of things) {
      const found = await thing();
      const before = best.get(name) ?? found;
      best.set(name, {
        perSecond: Math.max(before.perSecond, found.perSecond),
        p50: Math.min(before.p50, found.p50),
        p99: Math.min(before.p99, found.p99),
        errors: Math.max(before.errors, found.errors),
      });
    }
  }
  return (name) => {
    const found = best.get(name);
    if (found === undefined) throw new Error(`${name} was not measured`);
    return found;
  };
}

async function waitFor(url: string): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    try {
      await (await fetch(url)).body?.cancel();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  throw new Error(`${url} does not answer`);
}
