import { Cron } from "croner";
import { ignore } from "../ignore.ts";

/** A running timer. */
export interface Timer {
  stop(): void;
}

/**
 * Calls `tick` at the times of a pg_cron schedule, in UTC as pg_cron does: five fields with `$` for the last day of
 * the month, a name such as `@daily`, or `[1-59] seconds`. Throws for a schedule it cannot read.
 * `@reboot` ticks once, now.
 */
export function startTimer(schedule: string, tick: () => void): Timer {
  const text = schedule.trim().toLowerCase();
  const seconds = /^([1-9]|[1-5]\d)\s+seconds?$/.exec(text)?.[1];
  if (seconds !== undefined) {
    const timer = setInterval(tick, Number(seconds) * 1000);
    return { stop: () => clearInterval(timer) };
  }
  if (text === "@reboot") {
    tick();
    return { stop: ignore };
  }
  const cron = new Cron(toCroner(text), { timezone: "UTC", domAndDow: false }, tick);
  return { stop: () => cron.stop() };
}

/** croner's dialect: "L" is the last day. */
function toCroner(text: string): string {
  return text.replace(/^(\S+\s+\S+\s+)\$/, "$1L");
}
