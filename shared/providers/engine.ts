import { AppError, ProviderError } from "../errors.ts";
import type { Secret } from "../secret.ts";
import type { Sleep } from "../sleep.ts";
import { attempt, type AttemptSubject, type AttemptTools } from "./calling/attempt.ts";
import { CallFailed, type CallRecord } from "./calling/call-record.ts";
import { createRedactor } from "./calling/redact.ts";
import type { OperationName, Provider, Reading } from "./provider.ts";

export interface EngineOptions {
  readonly fetch: (request: Request) => Promise<Response>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly sleep: Sleep;
  /** The key held in an environment variable, or null. */
  readonly keys: (variable: string) => Secret | null;
  /** Sends requests elsewhere; see `routeTo`. */
  readonly route?: (url: URL) => URL;
  /** For one attempt, body included. */
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
  /** Between 0 and 1, for the jitter of the one retry. */
  readonly random?: () => number;
  /** Told of every request as it ends. */
  readonly onCall?: (record: CallRecord) => void;
}

export interface Call {
  readonly operation: OperationName;
  readonly parameters: Readonly<Record<string, string>>;
  /** False where the budget has no second call left. */
  readonly mayRetry?: boolean;
}

export interface CallResult {
  readonly reading: Reading;
  /** The provider's own body, keys blotted out; what the proxy passes on. */
  readonly json: unknown;
  readonly attempts: readonly CallRecord[];
}

export interface Engine {
  /**
   * Asks a provider once, and once more after a transient failure.
   *
   * @throws CallFailed (a ProviderError) with every request that was made
   * @throws AppError INPUT_… for an operation or parameters that the provider does not have
   */
  call(provider: Provider, call: Call): Promise<CallResult>;
}

const DEFAULT_TIMEOUT_MS = 8000;
// The largest answer, 60 days of 200 currencies as rows of some 60 bytes, is about 750 kB.
const DEFAULT_MAX_BYTES = 1024 * 1024;
const BACKOFF_MS = { least: 250, spread: 500 };
/** A provider that asks for a longer pause than this gets it: no retry in this pull. */
const LONGEST_PAUSE_SECONDS = 2;

/** The one place that sends requests upstream: time, size, redirects, one retry, and no key in what leaves it. */
export function createEngine(options: EngineOptions): Engine {
  const tools: AttemptTools = {
    fetch: options.fetch,
    now: options.now,
    sleep: options.sleep,
    route: options.route ?? ((url) => url),
    timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    maxBytes: options.maxBytes ?? DEFAULT_MAX_BYTES,
  };
  const random = options.random ?? Math.random;

  return {
    async call(provider, call): Promise<CallResult> {
      const subject = choose(provider, { call, keys: options.keys });
      const attempts: CallRecord[] = [];
      for (;;) {
        const made = await attempt(subject, tools).catch((error: unknown) => failed(error, attempts));
        attempts.push(made.record);
        options.onCall?.(made.record);
        if ("reading" in made) return { reading: made.reading, json: made.json, attempts };
        const { error, record, isTransient } = made;
        const mustWait = (record.retryAfterSeconds ?? 0) > LONGEST_PAUSE_SECONDS;
        if (!isTransient || mustWait || attempts.length > 1 || call.mayRetry === false) {
          failed(error, attempts);
        }
        const pause = Math.round(BACKOFF_MS.least + random() * BACKOFF_MS.spread);
        await tools.sleep(Math.max(pause, (record.retryAfterSeconds ?? 0) * 1000));
      }
    },
  };
}

function choose(
  provider: Provider,
  { call, keys }: { call: Call; keys: EngineOptions["keys"] },
): AttemptSubject {
  const operation = Object.hasOwn(provider.operations, call.operation)
    ? provider.operations[call.operation]
    : undefined;
  if (operation === undefined) {
    throw new AppError(
      "INPUT_NOT_FOUND",
      `Cannot ask ${provider.key} for "${call.operation}": it has no such operation`,
      {
        details: `operations: ${Object.keys(provider.operations).join(", ")}`,
      },
    );
  }
  const read = operation.parameters.safeParse(call.parameters);
  if (!read.success) {
    throw new AppError(
      "INPUT_BAD_VALUE",
      `Cannot ask ${provider.key} for "${call.operation}": the parameters do not fit`,
      {
        details: read.error.issues.map((issue) => [...issue.path, issue.message].join(": ")).join("; "),
      },
    );
  }
  const key = provider.keyVariable === null ? null : keys(provider.keyVariable);
  if (provider.keyVariable !== null && key === null) {
    throw new CallFailed(`Cannot ask ${provider.key}: no key is set`, {
      provider: provider.key,
      failure: "key_rejected",
      hint: `Set ${provider.keyVariable}`,
      attempts: [],
    });
  }
  return {
    provider,
    name: call.operation,
    operation,
    parameters: call.parameters,
    key,
    clean: createRedactor(key),
  };
}

function failed(error: unknown, attempts: readonly CallRecord[]): never {
  if (!(error instanceof ProviderError)) throw error;
  const { provider, failure, details, hint } = error;
  const wait = attempts.at(-1)?.retryAfterSeconds ?? null;
  throw new CallFailed(error.message, {
    provider,
    failure,
    details,
    hint,
    attempts,
    ...(wait === null ? {} : { retryAfterSeconds: wait }),
  });
}
