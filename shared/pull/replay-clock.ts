import { z } from "zod";
import type { Environment } from "../environment.ts";
import { AppError } from "../errors.ts";

/** The time at which a pull lives. */
export interface PullClock {
  /** RFC 3339; absent where the database's own clock counts. */
  readonly startsAt?: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export interface PullClockTools {
  readonly environment: Environment;
  readonly fetch: (request: Request) => Promise<Response>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

const Health = z.object({ now: z.iso.datetime() });

/**
 * The clock of a pull: the real one, but for recorded prices the time that the caller names, or else the one at which
 * the recording stands. It runs on from there, so that ages and latencies are those of a pull made then.
 *
 * @throws AppError INPUT_BAD_BODY where a time is given and prices are not replayed
 */
export async function pullClock(given: string | undefined, tools: PullClockTools): Promise<PullClock> {
  const { environment: { origin, upstreamUrl }, now } = tools;
  if (origin !== "replayed") {
    if (given === undefined) return { now };
    throw new AppError("INPUT_BAD_BODY", 'Cannot read the body: "now" is not allowed', {
      hint: "Only a replay of recorded prices brings its own clock; leave it out",
    });
  }
  if (given === undefined && upstreamUrl === null) return { now };
  const startsAt = given ?? await recordedTime(`${upstreamUrl}/health`, tools);
  const shift = Date.parse(startsAt) - now();
  return { startsAt, now: () => now() + shift };
}

async function recordedTime(url: string, tools: PullClockTools): Promise<string> {
  try {
    const response = await tools.fetch(new Request(url));
    return Health.parse(await response.json()).now;
  } catch (cause) {
    throw new AppError("PROVIDER_UNREACHABLE", "Cannot read the clock of the recording: it does not answer", {
      cause,
    });
  }
}
