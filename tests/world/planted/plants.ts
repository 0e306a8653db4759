import type { Plant } from "./plant.ts";

/** Bugs that the worlds must find: the rules that the product had before, and two that nobody ever wrote. */
export const PLANTS: readonly Plant[] = [
  {
    name: "any-rate",
    about: "an exchange rate is believed whatever is known of the currency",
    source: {
      "shared/fx/compare-with-known.ts": [{
        was: /(export function compareWithKnown\([^{]*\{[^{]*\{)/,
        becomes: "$1\n  if (candidate !== null) return null;",
      }],
    },
  },
  {
    name: "own-witness",
    about: "a family that is alone bears out its own price",
    source: {
      "shared/consensus/corroborate.ts": [{
        was: 'if (families.length > 1) return "families";',
        becomes: 'if (families.length > 0) return "families";',
      }],
    },
  },
  {
    name: "past-vetoes",
    about: "what the past speaks against is refused for good",
    source: {
      "shared/validation/validate-quotes.ts": [{
        was: "return { reason, rule, isOfThePast: true };",
        becomes: "return { reason, rule, isOfThePast: false };",
      }],
    },
  },
  {
    name: "silence-agrees",
    about: "a family that was not asked has agreed",
    source: {
      "shared/consensus/witnesses.ts": [{
        was: "if (openMillisecondsBetween(seenAt, facts.now) > limit) continue;",
        becomes: "if (limit > 0) continue;",
      }],
    },
  },
  {
    name: "dispute-for-ever",
    about: "a disputed price never goes stale",
    sql: {
      create_latest_prices: [{
        was: "  if price.status = 'imported' then",
        becomes: "  if v_is_disputed then\n    state := 'disputed';\n  elsif price.status = 'imported' then",
      }],
    },
  },
  {
    name: "never-stale",
    about: "a price stays fresh whatever its age",
    sql: {
      create_latest_prices: [{
        was: "return greatest(2 * fetch_interval_seconds, 600);",
        becomes: "return 1000000;",
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
