/** The process behind the pg_cron and pg_net stand-ins. Its settings come as one JSON line on standard input. */
import postgres from "postgres";
import { z } from "zod";
import { ignore } from "../ignore.ts";
import { firstLineThenWatch, leaveInterruptToParent } from "../process/parent-watch.ts";
import { CronJobs } from "./cron-jobs.ts";
import { log, messageOf } from "./log.ts";
import { NetRequests } from "./net-requests.ts";

const Settings = z.object({
  /** Connection string of the superuser: jobs run as the user who scheduled them. */
  databaseUrl: z.string(),
  /** False where the real pg_cron runs the jobs. */
  withCron: z.boolean(),
  /** Loopback port that opens when the worker is up. */
  healthPort: z.number(),
});

export type WorkerSettings = z.infer<typeof Settings>;

async function main(): Promise<void> {
  leaveInterruptToParent();
  const { databaseUrl, withCron, healthPort } = Settings.parse(JSON.parse(await firstLineThenWatch()));
  addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    log(`unhandled rejection: ${messageOf(event.reason)}`);
  });
  const sql = postgres(databaseUrl, {
    max: 8,
    onnotice: ignore,
    connection: { application_name: "stack_worker" },
  });
  await new NetRequests(sql).start();
  if (withCron) await new CronJobs(sql, databaseUrl).start();
  Deno.serve(
    { hostname: "127.0.0.1", port: healthPort, onListen: ignore },
    (): Response => new Response("ready"),
  );
  log("worker ready");
}

await main();
