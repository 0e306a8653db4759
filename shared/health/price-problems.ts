import { METALS } from "../schemas/metal.ts";
import type { MetalFacts, PublicFacts } from "./facts.ts";
import type { HealthProblem } from "./health-problem.ts";
import { durationInWords } from "./in-words.ts";
import { havePullsStopped } from "./pull-problems.ts";

/** Metals without a price, with an old one, or with one that two families dispute. */
export function priceProblems(facts: PublicFacts): HealthProblem[] {
  if (METALS.every((metal) => facts.metals[metal] === undefined)) return [noPriceYet()];
  return METALS.flatMap((metal): HealthProblem[] => {
    const price = facts.metals[metal];
    if (price === undefined) {
      return [{
        code: "metal_without_price",
        severity: "warning",
        subject: metal,
        message: `No price of ${metal} has been stored yet`,
        what_to_do:
          `Enable a provider that prices ${metal}, or look in spot.quotes why its quotes were refused`,
      }];
    }
    if (price.state === "stale") return [stale(metal, { price, facts })];
    if (price.state !== "disputed") return [];
    return [{
      code: "price_disputed",
      severity: "warning",
      subject: metal,
      message: `Two sources differ about ${metal}${
        reasonOf(price)
      }; the price nearer to the last one is served`,
      what_to_do:
        "Compare the sources of the answer of prices-read with a third one; disable the provider that is wrong",
    }];
  });
}

/** Why the price of a metal is as old as it is, in one or two sentences for people. */
export function explainPrice(price: MetalFacts, facts: PublicFacts): string {
  const age = durationInWords(price.age_seconds);
  const from = `From ${price.ts} (${age} old), by ${price.provider}${unconfirmed(price)}`;
  if (price.state === "disputed") return `${from}. Two sources differ${reasonOf(price)}`;
  if (price.state === "stale") return `${from}. ${whyStale(price, facts)}`;
  if (facts.market.state === "closed") return `${from}. The market is closed; this is its last price`;
  return price.state === "carried" ? `${from}. The plan expects no newer price yet, to save calls` : from;
}

/** A disputed price is known to be in doubt; an old one has a graver fault. */
function unconfirmed({ corroborated_by, state }: MetalFacts): string {
  return corroborated_by === null && (state === "fresh" || state === "carried")
    ? ": one source, unconfirmed"
    : "";
}

function noPriceYet(): HealthProblem {
  return {
    code: "no_price_yet",
    severity: "critical",
    subject: "prices",
    message: "No price has been stored yet",
    what_to_do:
      "Wait for the first pull, or make one: POST prices-pull with the secret key, whose answer says what " +
      "each provider did. Without a keyless provider, set a provider key first",
  };
}

function stale(metal: string, { price, facts }: { price: MetalFacts; facts: PublicFacts }): HealthProblem {
  // Nobody can get a newer price while the market is closed, so that is no outage.
  const isOpen = facts.market.state === "open";
  return {
    code: "price_stale",
    severity: isOpen ? "critical" : "warning",
    subject: metal,
    message: `The price of ${metal} is ${durationInWords(price.age_seconds)} old. ${whyStale(price, facts)}`,
    what_to_do: havePullsStopped(facts)
      ? "Get the pulls going again first, see pulls_stopped"
      : "Look at the providers here (with the secret key) and in spot.provider_calls and spot.quotes; enable another " +
        "provider or set its key",
  };
}

function whyStale(price: MetalFacts, facts: PublicFacts): string {
  if (havePullsStopped(facts)) return "No pull has run since: the schedule has stopped";
  const age = facts.market.state === "closed"
    ? "It was too old already when the market closed"
    : "Pulls run, but the provider's own time stands still";
  // What the database says where it knows nothing but the age.
  if (price.state_reason === null || price.state_reason === `the last quote is of ${price.ts}`) return age;
  return `Reason: ${price.state_reason}`;
}

function reasonOf({ state_reason: reason }: MetalFacts): string {
  return reason === null ? "" : ` (${reason})`;
}
