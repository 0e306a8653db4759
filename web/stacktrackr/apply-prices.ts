/// <reference lib="dom" />
import type { SpotPrice } from "../client/spot-price.ts";
import type { App, MetalFacts } from "./app-globals.ts";

/** Rows that say nothing about when the market had this price. */
const TIMELESS = ["seed", "cached", "default", "import"];
const OWN_FEED = "STAKTRAKR";

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

function isWanted({ state, ts, price }: SpotPrice, { name, key }: MetalFacts, app: App): boolean {
  if (state === "disputed") return false;
  // The app's times have whole seconds.
  const quoted = Math.floor(Date.parse(ts) / 1000) * 1000;
  const rows = app.history().filter(({ metal, source }) => metal === name && !TIMELESS.includes(source));
  const newest = Math.max(0, ...rows.map(({ timestamp }) => utc(timestamp)));
  return quoted > newest || (quoted === newest && app.prices[key] !== price);
}

function applyOne({ price, ts, provider }: SpotPrice, metal: MetalFacts, app: App): void {
  localStorage.setItem(metal.localStorageKey, String(price));
  app.prices[metal.key] = price;
  const card = app.display(metal);
  const text = app.format(price);
  if (card !== null && text !== null) card.textContent = text;
  app.call.cardColor(metal.key, price);
  app.call.record(price, { metal: metal.name, provider: `StackTrackr Prices: ${provider}`, iso: ts });
  app.call.timestamp(metal.name);
}

/** "2026-03-04 15:00:00", which is UTC though it does not say so. */
function utc(timestamp: string): number {
  const ms = Date.parse(`${timestamp.replace(" ", "T").replace(/Z$/, "")}Z`);
  return Number.isFinite(ms) ? ms : 0;
}
