// deno-lint-ignore-file
// Top-level const and let of classic scripts: seen by bare name, not on window.
const METALS = {
  SILVER: { name: "Silver", key: "silver", localStorageKey: "spotSilver", defaultPrice: 25 },
  GOLD: { name: "Gold", key: "gold", localStorageKey: "spotGold", defaultPrice: 2500 },
  PLATINUM: { name: "Platinum", key: "platinum", localStorageKey: "spotPlatinum", defaultPrice: 1000 },
  PALLADIUM: { name: "Palladium", key: "palladium", localStorageKey: "spotPalladium", defaultPrice: 1000 },
};
const ALLOWED_STORAGE_KEYS = [
  "spotSilver",
  "spotGold",
  "spotPlatinum",
  "spotPalladium",
  "metalSpotHistory",
  "metalApiConfig",
  "metalApiCache",
  "lastApiSync",
  "lastCacheRefresh",
  "spotPricingSource",
];
window.ALLOWED_STORAGE_KEYS = ALLOWED_STORAGE_KEYS;
const OWN_FEED = document.documentElement.dataset.feed;
