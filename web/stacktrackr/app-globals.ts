/// <reference lib="dom" />
import type { Metal } from "../client/spot-price.ts";

/**
 * Names of the StackTrackr app. They live in the global lexical scope of its classic scripts, so they are seen by
 * bare name and not on `window`; any of them may be missing in another version.
 */
declare const spotPrices: Partial<Record<Metal, number>> | undefined;
declare const spotHistory: readonly AppHistoryRow[] | undefined;
declare const METALS: Readonly<Record<string, AppMetal>> | undefined;
declare const elements: { readonly spotPriceDisplay?: Partial<Record<Metal, HTMLElement>> } | undefined;
declare const API_PROVIDERS: { readonly STAKTRAKR?: { readonly hourlyBaseUrls?: string[] } } | undefined;
declare const V2_API_ENDPOINTS: string[] | undefined;
declare const formatCurrency: ((usd: number) => string) | undefined;
declare const updateSpotCardColor: ((metal: Metal, price: number) => void) | undefined;
declare const recordSpot:
  | ((price: number, source: string, metal: string, provider: string, iso: string) => unknown)
  | undefined;
declare const updateSpotTimestamp: ((metal: string) => void) | undefined;
declare const loadApiConfig: (() => { readonly provider?: string }) | undefined;
declare const saveApiCache: ((prices: Partial<Record<Metal, number>>, provider: string) => void) | undefined;
declare const updateSummary: (() => void) | undefined;
declare const onGoldSpotPriceChanged: (() => void) | undefined;
declare const recordAllItemPriceSnapshots: (() => void) | undefined;
declare const updateAllSparklines: (() => void) | undefined;

/** A row of the app's history; `timestamp` is "YYYY-MM-DD HH:MM:SS" in UTC, without a zone. */
export interface AppHistoryRow {
  readonly spot: number;
  readonly metal: string;
  readonly source: string;
  readonly provider?: string | null;
  readonly timestamp: string;
}

export interface AppMetal {
  /** "Gold" */
  readonly name: string;
  readonly key: Metal;
  /** Of localStorage. */
  readonly localStorageKey: string;
}

export interface App {
  readonly prices: Partial<Record<Metal, number>>;
  readonly metals: readonly AppMetal[];
  history(): readonly AppHistoryRow[];
  /** Storage, memory and card, as the app fills them. */
  show(metal: AppMetal, price: number): void;
  /** The provider that the user has chosen; null where the app has no such setting. */
  chosenProvider(): string | null;
  /** The lists of addresses from which the app reads its own feed: v3.33, v3.36. */
  readonly feedV1: string[] | null;
  readonly feedV2: string[] | null;
  /** Functions that a version does not have do nothing. */
  readonly call: {
    cardColor(metal: Metal, price: number): void;
    record(
      price: number,
      facts: { readonly metal: string; readonly provider: string; readonly iso: string },
    ): void;
    timestamp(metal: string): void;
    saveCache(prices: Partial<Record<Metal, number>>, provider: string): void;
    /** What the app does once after all metals, in its own order. */
    afterAll(): void;
  };
}

/** The app on this page, or null where there is none. Asked at each use: the app fills its parts one by one. */
export function findApp(): App | null {
  if (typeof spotPrices === "undefined" || typeof METALS === "undefined") return null;
  return {
    prices: spotPrices,
    metals: Object.values(METALS),
    history: () => typeof spotHistory === "undefined" ? [] : spotHistory,
    show({ key, name, localStorageKey }, price): void {
      localStorage.setItem(localStorageKey, String(price));
      spotPrices[key] = price;
      const known = typeof elements === "undefined" ? undefined : elements.spotPriceDisplay?.[key];
      const card = known ?? document.getElementById(`spotPriceDisplay${name}`);
      if (card !== null && typeof formatCurrency !== "undefined") card.textContent = formatCurrency(price);
    },
    chosenProvider: () => typeof loadApiConfig === "undefined" ? null : loadApiConfig()?.provider ?? null,
    feedV1: typeof API_PROVIDERS === "undefined" ? null : API_PROVIDERS.STAKTRAKR?.hourlyBaseUrls ?? null,
    feedV2: typeof V2_API_ENDPOINTS === "undefined" ? null : V2_API_ENDPOINTS,
    call: {
      cardColor(metal, price): void {
        if (typeof updateSpotCardColor !== "undefined") updateSpotCardColor(metal, price);
      },
      record(price, { metal, provider, iso }): void {
        if (typeof recordSpot !== "undefined") recordSpot(price, "api", metal, provider, iso);
      },
      timestamp(metal): void {
        if (typeof updateSpotTimestamp !== "undefined") updateSpotTimestamp(metal);
      },
      saveCache(prices, provider): void {
        if (typeof saveApiCache !== "undefined") saveApiCache(prices, provider);
      },
      afterAll(): void {
        if (typeof updateSummary !== "undefined") updateSummary();
        // Goldback prices come from gold, and the snapshots of items from those.
        if (typeof onGoldSpotPriceChanged !== "undefined") onGoldSpotPriceChanged();
        if (typeof recordAllItemPriceSnapshots !== "undefined") recordAllItemPriceSnapshots();
        if (typeof updateAllSparklines !== "undefined") updateAllSparklines();
      },
    },
  };
}

/** The user has chosen to type prices by hand and wants no network (v3.36). */
export function isManual(): boolean {
  try {
    return (localStorage.getItem("spotPricingSource") ?? "").includes("MANUAL");
  } catch {
    // Storage can be forbidden; then nothing was chosen in it either.
    return false;
  }
}
