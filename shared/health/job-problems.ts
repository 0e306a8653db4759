import type { JobFacts } from "./facts.ts";
import type { HealthProblem } from "./health-problem.ts";

/** Each with the function that schedules it again. */
const EXPECTED_JOBS = {
  "prices-pull": "spot.schedule_pulls()",
  "spot-clean-up": "spot.schedule_clean_up()",
  "spot-watchdog": "spot.schedule_watchdog()",
  "spot-alert-delivery": "spot.schedule_watchdog()",
};

/** Cron jobs that are missing, switched off or failing. */
export function jobProblems(jobs: readonly JobFacts[]): HealthProblem[] {
  const missing = Object.entries(EXPECTED_JOBS).filter(([name]) => jobs.every((job) => job.name !== name));
  return [
    ...missing.map(([name, remedy]): HealthProblem => ({
      code: "job_missing",
      severity: name === "prices-pull" ? "critical" : "warning",
      subject: name,
      message: `The cron job ${name} does not exist`,
      what_to_do: `As owner of the database: select ${remedy}`,
    })),
    ...jobs.flatMap((job): HealthProblem[] => {
      if (!job.active) {
        return [{
          code: "job_inactive",
          severity: job.name === "prices-pull" ? "critical" : "warning",
          subject: job.name,
          message: `The cron job ${job.name} is switched off`,
          what_to_do:
            `select cron.alter_job(jobid, active := true) from cron.job where jobname = '${job.name}'`,
        }];
      }
      if (job.last_status !== "failed") return [];
      return [{
        code: "job_failing",
        severity: "warning",
        subject: job.name,
        message: `The last run of ${job.name} (${job.last_run_at ?? "time unknown"}) failed: ${
          job.last_message ?? "no message"
        }`,
        what_to_do: `select * from cron.job_run_details order by runid desc limit 10; then cure what it says`,
      }];
    }),
  ];
}
