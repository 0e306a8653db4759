/**
 * Every error that may become an answer. Any other throw is a bug and leaves as 500 INTERNAL.
 *
 * On the wire an error has PostgREST's four fields, so that one parser serves rpc and functions.
 * Codes are FAMILY_REASON and are listed in docs/errors.md, which a test holds to this file.
 */

/** Code → HTTP status. The one list of codes; docs/errors.md is held to it by a test. */
export const ERROR_STATUS = {
  INPUT_UNKNOWN_PARAMETER: 400,
  INPUT_UNKNOWN_METAL: 400,
  INPUT_UNKNOWN_CURRENCY: 400,
  INPUT_UNKNOWN_UNIT: 400,
  INPUT_UNKNOWN_WINDOW: 400,
  INPUT_BAD_VALUE: 400,
  INPUT_BAD_BODY: 400,
  INPUT_BODY_TOO_LARGE: 413,
  INPUT_NOT_FOUND: 404,
  INPUT_METHOD_NOT_ALLOWED: 405,
  INPUT_VERSION_MISSING: 428,
  INPUT_VERSION_CONFLICT: 412,
  AUTH_KEY_MISSING: 401,
  AUTH_KEY_INVALID: 401,
  AUTH_FORBIDDEN: 403,
  LIMIT_REQUESTS: 429,
  LIMIT_BUDGET: 429,
  CONFIG_INVALID: 500,
  PULL_LEASE_LOST: 409,
  PULL_ORIGIN_MIXED: 409,
  IMPORT_ORIGIN_MIXED: 409,
  STORE_UNAVAILABLE: 503,
  STORE_REFUSED: 500,
  PRICE_NOT_YET: 503,
  PRICE_NOT_RECORDED: 404,
  PROVIDER_UNREACHABLE: 502,
  PROVIDER_TIMEOUT: 504,
  PROVIDER_RATE_LIMITED: 503,
  PROVIDER_REJECTED: 502,
  PROVIDER_BAD_RESPONSE: 502,
  PROVIDER_DISABLED: 403,
  INTERNAL: 500,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

export interface ErrorFacts {
  readonly details?: string | null;
  readonly hint?: string | null;
  readonly cause?: unknown;
  /** Seconds after which a retry makes sense; becomes Retry-After. */
  readonly retryAfterSeconds?: number;
}

/** What an error looks like on the wire. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly details: string | null;
  readonly hint: string | null;
}

/** Anything the handler may turn into an answer. */
export class AppError extends Error {
  override readonly name: string = "AppError";
  readonly code: ErrorCode;
  readonly details: string | null;
  readonly hint: string | null;
  readonly retryAfterSeconds: number | null;

  constructor(code: ErrorCode, message: string, facts: ErrorFacts = {}) {
    super(message, { cause: facts.cause });
    this.code = code;
    this.details = facts.details ?? null;
    this.hint = facts.hint ?? null;
    this.retryAfterSeconds = facts.retryAfterSeconds ?? null;
  }

  get status(): number {
    return ERROR_STATUS[this.code];
  }

  toJSON(): Problem {
    return { code: this.code, message: this.message, details: this.details, hint: this.hint };
  }
}

/**
 * What went wrong at a provider, in the words of the policy table of docs/providers.md. The value is stored as
 * the outcome of the call.
 */
export type ProviderFailure =
  | "unreachable"
  | "timeout"
  | "server_error"
  | "rate_limited"
  | "quota_spent"
  | "key_rejected"
  | "plan_lacks_operation"
  | "no_data"
  | "bad_request"
  | "bad_response"
  | "blocked";

const FAILURE_CODE: Record<ProviderFailure, ErrorCode> = {
  unreachable: "PROVIDER_UNREACHABLE",
  timeout: "PROVIDER_TIMEOUT",
  server_error: "PROVIDER_UNREACHABLE",
  rate_limited: "PROVIDER_RATE_LIMITED",
  quota_spent: "PROVIDER_RATE_LIMITED",
  key_rejected: "PROVIDER_REJECTED",
  plan_lacks_operation: "PROVIDER_REJECTED",
  no_data: "PROVIDER_BAD_RESPONSE",
  bad_request: "PROVIDER_REJECTED",
  bad_response: "PROVIDER_BAD_RESPONSE",
  blocked: "PROVIDER_REJECTED",
};

export interface ProviderErrorFacts extends ErrorFacts {
  readonly provider: string;
  readonly failure: ProviderFailure;
}

/** A provider answered badly, late or not at all. Messages never hold a key, a body or a query string. */
export class ProviderError extends AppError {
  override readonly name = "ProviderError";
  readonly provider: string;
  readonly failure: ProviderFailure;

  constructor(message: string, facts: ProviderErrorFacts) {
    super(FAILURE_CODE[facts.failure], message, facts);
    this.provider = facts.provider;
    this.failure = facts.failure;
  }
}
