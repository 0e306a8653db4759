import postgres from "postgres";
import type { Sql } from "postgres";
import { ignore } from "../ignore.ts";
import { log, messageOf } from "./log.ts";
import { startTimer, type Timer } from "./schedule.ts";

/** Row of cron.job, as far as it matters here. */
interface Job {
  readonly jobid: string;
  readonly schedule: string;
  readonly command: string;
  readonly database: string;
  readonly username: string;
}

interface Scheduled {
  readonly key: string;
  readonly timer: Timer;
}

/** The scheduler behind the pg_cron stand-in. One of its kind per database: an advisory lock keeps others waiting. */
export class CronJobs {
  readonly #sql: Sql;
  readonly #databaseUrl: string;
  readonly #scheduled = new Map<string, Scheduled>();
  readonly #running = new Set<string>();

  constructor(sql: Sql, databaseUrl: string) {
    this.#sql = sql;
    this.#databaseUrl = databaseUrl;
  }

  /** Begins to schedule, as soon as no other worker does. */
  async start(): Promise<void> {
    const lock = await this.#sql.reserve();
    await lock`select pg_advisory_lock(hashtext('cron_standin'))`;
    // Runs of a worker that was killed never end by themselves; pg_cron marks them the same way.
    await this.#sql`
      update cron.job_run_details set status = 'failed', return_message = 'server restarted', end_time = now()
      where status in ('starting', 'running')`;
    const sync = (): Promise<void> => this.#sync();
    await this.#sql.listen("cron_job_changed", sync, sync);
  }

  async #sync(): Promise<void> {
    try {
      const jobs = await this.#sql<Job[]>`
        select jobid::text, schedule, command, database, username
        from cron.job
        where active and database = current_database()`;
      for (const job of jobs) this.#schedule(job);
      const wanted = new Set(jobs.map((job) => job.jobid));
      for (const id of [...this.#scheduled.keys()]) if (!wanted.has(id)) this.#remove(id);
    } catch (error) {
      log(`cron: cannot read the jobs: ${messageOf(error)}`);
    }
  }

  #schedule(job: Job): void {
    const key = JSON.stringify([job.schedule, job.command, job.username]);
    const known = this.#scheduled.get(job.jobid);
    if (known?.key === key) return;
    known?.timer.stop();
    try {
      const timer = startTimer(job.schedule, () => void this.#run(job));
      this.#scheduled.set(job.jobid, { key, timer });
      log(`cron: job ${job.jobid} at "${job.schedule}"`);
    } catch (error) {
      // One bad row must not end the worker and with it every other job.
      this.#scheduled.delete(job.jobid);
      log(`cron: job ${job.jobid} has a schedule that cannot be read: ${messageOf(error)}`);
    }
  }

  #remove(id: string): void {
    this.#scheduled.get(id)?.timer.stop();
    this.#scheduled.delete(id);
    log(`cron: job ${id} removed`);
  }

  async #run(job: Job): Promise<void> {
    if (this.#running.has(job.jobid)) return; // One instance at a time, as in pg_cron.
    this.#running.add(job.jobid);
    try {
      await this.#runOnce(job);
    } catch (error) {
      log(`cron: job ${job.jobid} could not be run: ${messageOf(error)}`);
    } finally {
      this.#running.delete(job.jobid);
    }
  }

  async #runOnce(job: Job): Promise<void> {
    const session = postgres(this.#databaseUrl, {
      max: 1,
      onnotice: ignore,
      connection: { application_name: "pg_cron" },
    });
    try {
      const [backend] = await session<{ pid: number }[]>`select pg_backend_pid() as pid`;
      const [run] = await this.#sql<{ runid: string }[]>`
        insert into cron.job_run_details (jobid, job_pid, database, username, command, status, start_time)
        values (${job.jobid}, ${backend?.pid ?? null}, ${job.database}, ${job.username}, ${job.command},
          'running', clock_timestamp())
        returning runid::text`;
      const outcome = await execute(session, job);
      await this.#sql`
        update cron.job_run_details
        set status = ${outcome.status}, return_message = ${outcome.message}, end_time = clock_timestamp()
        where runid = ${run?.runid ?? null}`;
    } finally {
      await session.end({ timeout: 1 });
    }
  }
}

interface Outcome {
  readonly status: "succeeded" | "failed";
  readonly message: string;
}

async function execute(session: Sql, job: Job): Promise<Outcome> {
  try {
    await session.unsafe(`set session authorization "${job.username.replaceAll('"', '""')}"`);
    const result = await session.unsafe(job.command);
    return { status: "succeeded", message: commandTag(result) };
  } catch (error) {
    return { status: "failed", message: `ERROR:  ${messageOf(error)}\n` };
  }
}

/** What pg_cron stores: "1 row" for a select, the command tag for anything else. */
function commandTag(result: { readonly command?: string; readonly count?: number | null }): string {
  const last = Array.isArray(result) && Array.isArray(result.at(-1)) ? result.at(-1) : result;
  const count = last.count ?? 0;
  if (last.command === undefined || last.command === "SELECT") return `${count} row${count === 1 ? "" : "s"}`;
  return last.count === null || last.count === undefined ? last.command : `${last.command} ${count}`;
}
