import { ProviderError, type ProviderFailure } from "../../errors.ts";
import type { Secret } from "../../secret.ts";
import type { Sleep } from "../../sleep.ts";
import type { QuotaTold } from "../../schemas/quote.ts";
import type { OperationName, Provider, ProviderOperation, Reading } from "../provider.ts";
import { buildUrl } from "./build-url.ts";
import type { CallRecord } from "./call-record.ts";
import { discard, readBounded } from "./read-bounded.ts";
import { readJson, type Received } from "./read-json.ts";
import { readRetryAfter } from "./retry-after.ts";
import { Unusable } from "./unusable.ts";
import { withDeadline } from "./with-deadline.ts";

export interface AttemptTools {
  readonly fetch: (request: Request) => Promise<Response>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly sleep: Sleep;
  readonly route: (url: URL) => URL;
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

export interface AttemptSubject {
  readonly provider: Provider;
  readonly name: OperationName;
  readonly operation: ProviderOperation;
  readonly parameters: Readonly<Record<string, string>>;
  readonly key: Secret | null;
  /** Blots the key out of foreign text. */
  readonly clean: (text: string) => string;
}

export type Attempt =
  | { readonly record: CallRecord; readonly reading: Reading; readonly json: unknown }
  | { readonly record: CallRecord; readonly error: ProviderError; readonly isTransient: boolean };

/** Makes one request and says what came of it; never throws for what a provider does. */
export async function attempt(subject: AttemptSubject, tools: AttemptTools): Promise<Attempt> {
  const { provider, operation, parameters, clean } = subject;
  const request = prepare(subject, tools);
  const startedAt = tools.now();
  let head: Pick<Received, "status" | "headers"> | null = null;

  const record = (
    outcome: "ok" | ProviderFailure,
    more: { quota?: QuotaTold | null; detail?: string },
  ): CallRecord => ({
    provider: provider.key,
    operation: subject.name,
    calledAt: new Date(startedAt).toISOString(),
    outcome,
    httpStatus: head?.status ?? null,
    latencyMs: Math.max(0, Math.round(tools.now() - startedAt)),
    cost: operation.cost,
    quota: more.quota ?? (head === null ? null : provider.readQuotaHeaders?.(head.headers) ?? null),
    retryAfterSeconds: head === null ? null : readRetryAfter(head.headers, tools.now()),
    detail: more.detail ?? null,
  });

  try {
    const received = await withDeadline((signal) =>
      receive(new Request(request, { signal }), {
        ...tools,
        onHead: (response) => head = response,
      }), tools);
    const json = readJson(received, clean);
    const reading = operation.parse({ status: received.status, headers: received.headers, json }, parameters);
    return { record: record("ok", { quota: reading.quota }), reading, json };
  } catch (thrown) {
    const error = explain(thrown, subject);
    const detail = error.details === null ? error.message : `${error.message} (${error.details})`;
    return {
      record: record(error.failure, { detail }),
      error,
      isTransient: isTransient(thrown, error),
    };
  }
}

const TRANSIENT: readonly ProviderFailure[] = ["unreachable", "timeout", "server_error"];

/** The one decision whether asking again at once may help. */
function isTransient(thrown: unknown, { failure }: ProviderError): boolean {
  return TRANSIENT.includes(failure) || (thrown instanceof Unusable && thrown.isGarbled);
}

/** @throws ProviderError where no request can be made; nothing is charged then. */
function prepare({ provider, operation, parameters, key }: AttemptSubject, { route }: AttemptTools): Request {
  const url = buildUrl(provider, { request: operation.request(parameters), key });
  const headers = new Headers({ accept: "application/json" });
  if (provider.auth.in === "header" && key !== null) {
    try {
      headers.set(provider.auth.name, key.reveal());
    } catch {
      // The platform's own message would quote the value.
      throw new ProviderError(
        `Cannot ask ${provider.key}: its key holds characters that no header can carry`,
        {
          provider: provider.key,
          failure: "key_rejected",
        },
      );
    }
  }
  return new Request(route(url), { method: "GET", headers, redirect: "manual" });
}

async function receive(
  request: Request,
  { maxBytes, onHead, ...tools }: AttemptTools & { onHead: (response: Response) => void },
): Promise<Received> {
  const response = await tools.fetch(request).catch((cause: unknown) => {
    throw new Unusable("unreachable", "the connection failed", { cause });
  });
  onHead(response);
  // A redirect would carry the key to another address. Browsers hide its status behind this type.
  if (response.type === "opaqueredirect" || (response.status >= 300 && response.status < 400)) {
    discard(response);
    throw new Unusable("bad_response", "it redirects to another address");
  }
  return { status: response.status, headers: response.headers, text: await readBounded(response, maxBytes) };
}

/** What a provider does wrong becomes a ProviderError without foreign secrets; anything else is a bug of ours. */
function explain(thrown: unknown, { provider, clean }: AttemptSubject): ProviderError {
  if (thrown instanceof ProviderError) return thrown;
  if (!(thrown instanceof Unusable)) throw thrown;
  const { failure, message, cause } = thrown;
  // fetch names the address in its message, and the query string of that may hold the key.
  const said = cause instanceof Error ? clean(cause.message).replace(/\?[^\s)"']*/g, "").slice(0, 200) : null;
  const action = failure === "unreachable" ? "reach" : "use the answer of";
  return new ProviderError(`Cannot ${action} ${provider.key}: ${message}`, {
    provider: provider.key,
    failure,
    details: said,
  });
}
