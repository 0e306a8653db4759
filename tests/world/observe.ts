import { z } from "zod";
import { AppError } from "../../shared/errors.ts";
import { type Metal, METALS } from "../../shared/schemas/metal.ts";
import type { World } from "./world.ts";

const Point = z.object({ ts: z.string(), price: z.number(), carried: z.boolean() });
const Answer = z.object({
  metal: z.enum(METALS),
  currency: z.string(),
  latest: z.looseObject({
    ts: z.string(),
    price: z.number(),
    state: z.enum(["fresh", "carried", "stale", "disputed"]),
    state_reason: z.string().nullable(),
    corroborated_by: z.string().nullable(),
    sources: z.array(z.looseObject({ provider: z.string(), verdict: z.string() })),
  }),
  fx: z.object({ usd_value: z.number(), ts: z.string(), source: z.string() }).nullable(),
  series: z.array(Point),
});
export type MetalAnswer = z.infer<typeof Answer>;
const Answers = z.object({ prices: z.array(Answer) });
const Health = z.object({ metals: z.record(z.string(), z.object({ state: z.string(), ts: z.string() })) });
const Feed = z.object({
  data: z.record(z.string(), z.object({ price: z.number(), ts: z.number() })),
  generated_at: z.string(),
}).nullable();
const Inside = z.object({
  statuses: z.record(z.string(), z.string()),
  breakers: z.record(
    z.string(),
    z.looseObject({
      state: z.string().optional(),
      retry_at: z.unknown().optional(),
      disabled_until: z.unknown().optional(),
      disabled_reason: z.string().nullish(),
    }),
  ),
  alerts: z.array(z.object({ kind: z.string(), subject: z.string() })),
  last_priced: z.record(z.string(), z.string()),
});

/** All that the world looks at after a step, read at one moment. */
export interface Observation {
  /** Epoch milliseconds. */
  readonly at: number;
  /** In US dollars; a metal without an answer is missing. */
  readonly metals: ReadonlyMap<Metal, MetalAnswer>;
  /** Another currency; null where it has no answer. */
  readonly currency: string;
  readonly inCurrency: ReadonlyMap<Metal, MetalAnswer> | null;
  readonly health: z.infer<typeof Health>;
  readonly feed: z.infer<typeof Feed>;
  readonly inside: z.infer<typeof Inside>;
}

/** Reads as the public does, and what only the owner sees. `window` decides which series comes with it. */
export async function observe(
  world: World,
  { currency, window }: { readonly currency: string; readonly window: string },
): Promise<Observation> {
  const { anon } = world.database;
  const [metals, inCurrency, health, feed, inside] = await Promise.all([
    pricesIn(world, { metal: "all", currency: "USD", window }),
    // One metal tells the rate.
    pricesIn(world, { metal: "gold,silver", currency, window: "1h" }),
    anon.read("read_health", {}).then((text) => Health.parse(JSON.parse(text))),
    anon.read("feed_latest", {}).then((text) => Feed.parse(text === "" ? null : JSON.parse(text))),
    readInside(world),
  ]);
  return { at: world.now, metals: metals ?? new Map(), currency, inCurrency, health, feed, inside };
}

async function pricesIn(
  world: World,
  parameters: { readonly metal: string; readonly currency: string; readonly window: string },
): Promise<ReadonlyMap<Metal, MetalAnswer> | null> {
  try {
    const text = await world.database.anon.read("read_prices", parameters);
    return new Map(Answers.parse(JSON.parse(text)).prices.map((answer) => [answer.metal, answer]));
  } catch (error) {
    // No price yet, or no rate of the currency: an answer in its way.
    if (error instanceof AppError && !error.code.startsWith("STORE_")) return null;
    throw error;
  }
}

async function readInside(world: World): Promise<z.infer<typeof Inside>> {
  const [row] = await world.database.owner<{ inside: unknown }[]>`
    select jsonb_build_object(
      'statuses', (
        select coalesce(jsonb_object_agg(metal, status), '{}') from spot.latest_prices where currency = 'USD'
      ),
      'breakers', (select jsonb_object_agg(provider_key, breaker) from spot.provider_states),
      'alerts', (
        select coalesce(jsonb_agg(jsonb_build_object('kind', kind, 'subject', subject)), '[]')
        from spot.alerts where closed_at is null
      ),
      'last_priced', (
        select coalesce(jsonb_object_agg(metal, spot.utc(at)), '{}')
        from (select metal, max(priced_at) as at from spot.prices where status <> 'imported' group by metal) as newest
      )
    ) as inside`;
  return Inside.parse(row?.inside);
}
