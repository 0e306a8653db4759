import type { SpotPrice } from "../client/spot-price.ts";
import type { App, AppHistoryRow, AppMetal } from "./app-globals.ts";

/** Rows that say nothing about when the market had this price. */
const TIMELESS = ["seed", "cached", "default", "import"];
const OWN_FEED = "STAKTRAKR";
const PROVIDER_PREFIX = "StackTrackr Prices: ";
const SYNC_LAG_MS = 15 * 60_000;

/**
 * Brings prices (USD per troy ounce) into the app exactly as its own sync does: storage, memory, card, history row
 * with the quote's time, then once the summary, goldbacks, snapshots and sparklines. A price that is disputed, or
 * not newer than what the app has, is left out. Gives the metals that were taken over.
 */
export function applyPrices(prices: readonly SpotPrice[], app: App): readonly string[] {
  const applied = prices.flatMap((price) => {
    const metal = app.metals.find(({ key }) => key === price.metal);
    if (metal === undefined || !isWanted(price, metal, app)) return [];
    applyOne(price, metal, app);
    return [price];
  });
  if (applied.length === 0) return [];
  const chosen = app.chosenProvider();
  // There is one cache slot. Another provider's content there spares the user's quota, so it stays.
  if (chosen === null || chosen === OWN_FEED) {
    app.call.saveCache(Object.fromEntries(applied.map(({ metal, price }) => [metal, price])), OWN_FEED);
  }
  app.call.afterAll();
  return applied.map(({ metal }) => metal);
}

function isWanted({ state, ts, price }: SpotPrice, { name, key }: AppMetal, app: App): boolean {
  if (state === "disputed") return false;
  // The app's times have whole seconds.
  const quoted = Math.floor(Date.parse(ts) / 1000) * 1000;
  const rows = app.history().filter(({ metal, source }) => metal === name && !TIMELESS.includes(source));
  const newest = Math.max(0, ...rows.map(quotedAt));
  return quoted > newest || (quoted === newest && app.prices[key] !== price);
}

/**
 * When a row's price was quoted, at the earliest. Rows of the app's own sync carry the time of the sync: what they hold
 * is older by up to the hour of its files, so a quote of ours that is only minutes older is the newer price.
 */
function quotedAt({ timestamp, source, provider }: AppHistoryRow): number {
  const isExact = source === "manual" || provider?.startsWith(PROVIDER_PREFIX);
  return utc(timestamp) - (isExact ? 0 : SYNC_LAG_MS);
}

function applyOne({ price, ts, provider }: SpotPrice, metal: AppMetal, app: App): void {
  app.show(metal, price);
  app.call.cardColor(metal.key, price);
  app.call.record(price, { metal: metal.name, provider: PROVIDER_PREFIX + provider, iso: ts });
  app.call.timestamp(metal.name);
}

/** "2026-03-04 15:00:00", which is UTC though it does not say so. */
function utc(timestamp: string): number {
  const ms = Date.parse(`${timestamp.replace(" ", "T").replace(/Z$/, "")}Z`);
  return Number.isFinite(ms) ? ms : 0;
}
