import type { OperatorFacts, PublicFacts } from "./facts.ts";
import type { HealthProblem } from "./health-problem.ts";
import { durationInWords } from "./in-words.ts";

/** No slot of the last two was pulled: the schedule is dead or prices-pull cannot be reached. */
export function havePullsStopped(facts: PublicFacts): boolean {
  const { pulled_slot_at: slot, fetch_interval_seconds: interval } = facts;
  if (slot === null || interval === null) return false;
  return Date.parse(facts.now) > Date.parse(slot) + 2 * interval * 1000;
}

export function pullProblems(facts: PublicFacts): HealthProblem[] {
  if (!havePullsStopped(facts) || facts.pulled_slot_at === null) return [];
  const since = durationInWords((Date.parse(facts.now) - Date.parse(facts.pulled_slot_at)) / 1000);
  return [{
    code: "pulls_stopped",
    severity: "critical",
    subject: "pulls",
    message: `The last pull was for the slot of ${facts.pulled_slot_at}, ${since} ago; one is due every ` +
      durationInWords(facts.fetch_interval_seconds ?? 0),
    what_to_do:
      "Look at cron.job_run_details for prices-pull and at net._http_response; check that Vault holds " +
      "project_url and secret_key and that the function prices-pull is deployed. A pull by hand: POST prices-pull " +
      "with the secret key",
  }];
}

/** What only an operator sees: single failed pulls and gaps. */
export function pullDetailProblems(facts: OperatorFacts): HealthProblem[] {
  const problems: HealthProblem[] = [];
  const [last] = facts.pulls;
  if (last !== undefined && (last.state === "failed" || last.state === "abandoned")) {
    problems.push({
      code: "pull_failed",
      severity: "warning",
      subject: "pulls",
      message: last.state === "failed"
        ? `The pull of ${last.slot_at} asked and priced no metal`
        : `The pull of ${last.slot_at} began and never ended`,
      what_to_do: last.state === "failed"
        ? "Look at pulls[0].summary here and at spot.provider_calls for what the providers answered"
        : "The function was stopped in the middle; the next slot pulls again. If it repeats, look at its log",
    });
  }
  if (facts.missed_slots_24h > 0) {
    problems.push({
      code: "slots_missed",
      severity: "warning",
      subject: "pulls",
      message: `${facts.missed_slots_24h} slot${
        facts.missed_slots_24h === 1 ? " was" : "s were"
      } not pulled in 24 h`,
      what_to_do: "Look at cron.job_run_details around the gaps (select * from spot.missed_slots(now() - " +
        "interval '24 hours', now())); prices of missed slots can be asked for by a backfill",
    });
  }
  return problems;
}
