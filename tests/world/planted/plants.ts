import type { Plant } from "./plant.ts";

/**
 * Bugs that the worlds must find. The two below show that the way of planting works, one for each language; the old
 * rules follow as the new ones come.
 */
export const PLANTS: readonly Plant[] = [
  {
    name: "never-stale",
    about: "a price stays fresh whatever its age",
    sql: {
      create_price_state: [{
        was: "<= greatest(2 * price.fetch_interval_seconds, 600)",
        becomes: "<= 1000000",
      }],
    },
  },
  {
    name: "wide-floor",
    about: "families that are 20 % apart agree",
    source: {
      "shared/validation/thresholds.ts": [{
        was: "floorBps: { gold: 50, silver: 75, platinum: 150, palladium: 150 }",
        becomes: "floorBps: { gold: 2000, silver: 2000, platinum: 2000, palladium: 2000 }",
      }],
    },
  },
];
