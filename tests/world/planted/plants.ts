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
    name: "no-outlier-test",
    about: "a jump is believed at once, whoever says it",
    source: {
      "shared/validation/thresholds.ts": [{
        was: /inAnHour: 0\.0\d, inAll: 0\.\d+/,
        becomes: "inAnHour: 9, inAll: 9",
      }],
    },
  },
];
