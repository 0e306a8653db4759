/** What went wrong, to branch on. The text of an error is for people and may change. */
export type SpotErrorCode =
  | "UNREACHABLE"
  | "TIMEOUT"
  | "BAD_ANSWER"
  | "SERVER_FAILED"
  | "RATE_LIMITED"
  | "KEY_REJECTED"
  | "REFUSED"
  | "NEEDS_BACKEND"
  | "NO_SOURCE"
  | "CLOSED";

export interface SpotErrorFacts {
  readonly hint: string;
  readonly status?: number | null;
  /** The server's own code, such as INPUT_UNKNOWN_CURRENCY (docs/errors.md). */
  readonly serverCode?: string | null;
  readonly retryAfterSeconds?: number | null;
  readonly cause?: unknown;
}

/** Every error that the client throws. `hint` says what to do. */
export class SpotError extends Error {
  override readonly name = "SpotError";
  readonly code: SpotErrorCode;
  readonly hint: string;
  readonly status: number | null;
  readonly serverCode: string | null;
  readonly retryAfterSeconds: number | null;

  constructor(code: SpotErrorCode, message: string, facts: SpotErrorFacts) {
    super(message, { cause: facts.cause });
    this.code = code;
    this.hint = facts.hint;
    this.status = facts.status ?? null;
    this.serverCode = facts.serverCode ?? null;
    this.retryAfterSeconds = facts.retryAfterSeconds ?? null;
  }
}

/** True where another source may well answer: nobody there, no answer in time, nonsense, or a failing server. */
export function isOutage(error: unknown): boolean {
  return error instanceof SpotError &&
    ["UNREACHABLE", "TIMEOUT", "BAD_ANSWER", "SERVER_FAILED"].includes(error.code);
}
