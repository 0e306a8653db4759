import { z } from "zod";
import { AppError, ERROR_STATUS, type ErrorCode } from "../errors.ts";
import type { Secret } from "../secret.ts";

export interface StoreOptions {
  /** Address of the project; the Data API is below it. */
  readonly supabaseUrl: string;
  /** Decides the database role: publishable → anon, secret → service_role. */
  readonly key: Secret;
  readonly fetch: (request: Request) => Promise<Response>;
  /** For one call, body included. */
  readonly timeoutMs?: number;
}

/** Calls of the database's functions through the Data API. Every read and write of this project is one of them. */
export interface Store {
  /** Writes, or reads what is no plain GET. @throws AppError STORE_…, or the code that the SQL gave */
  call(name: string, parameters: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** Calls a STABLE function by GET, which a read replica can answer. Resolves to the JSON text as it came. */
  read(name: string, parameters: Readonly<Record<string, string>>): Promise<string>;
}

/**
 * States of Postgres that pass without anybody changing the question: a connection lost (class 08), a deadlock (40), no
 * room or no connection left (53), a lock not to be had (55P03), a timeout, a shutdown or a start (57), a disk fault (58).
 */
const PASSING = /^(?:08|40|53|57|58)[0-9A-Z]{3}$|^55P03$/;
const DEFAULT_TIMEOUT_MS = 15_000;
const Body = z.object({ code: z.string(), message: z.string(), details: z.unknown(), hint: z.unknown() });

/** @see Store */
export function createStore(options: StoreOptions): Store {
  const base = `${options.supabaseUrl}/rest/v1/rpc/`;
  const key = options.key.reveal();
  const headers = { "apikey": key, "Accept": "application/json" };

  async function send(request: Request): Promise<string> {
    const signal = AbortSignal.timeout(options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
    let response: Response;
    let text: string;
    try {
      response = await options.fetch(new Request(request, { signal }));
      text = await response.text();
    } catch (cause) {
      throw unavailable("it cannot be reached", cause);
    }
    if (response.ok) return text;
    throw refusal(response, text);
  }

  return {
    async call(name, parameters): Promise<unknown> {
      const body = JSON.stringify(parameters);
      const text = await send(
        new Request(base + name, {
          method: "POST",
          headers: { ...headers, "Content-Type": "application/json" },
          body,
        }),
      );
      return text === "" ? null : parsed(text);
    },
    read(name, parameters): Promise<string> {
      const query = new URLSearchParams(parameters);
      return send(new Request(`${base}${name}?${query}`, { headers }));
    },
  };
}

/** Something on the way answers in the Data API's place. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw unavailable("its answer is no JSON", cause);
  }
}

/** Our own codes pass; everything else is the store's trouble and is not shown to callers. */
function refusal({ status, headers }: Response, text: string): AppError {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = null;
  }
  const body = Body.safeParse(json);
  if (body.success && isErrorCode(body.data.code)) {
    return new AppError(body.data.code, body.data.message, {
      details: textOf(body.data.details),
      hint: textOf(body.data.hint),
      ...retryAfter(headers),
    });
  }
  const what = body.success ? `${body.data.code} ${body.data.message}` : `status ${status}`;
  const cause = new Error(what);
  // 502 to 504 come from the gateway, PGRST000 to 003 from a Data API that has lost its database.
  if (status >= 502 && status <= 504) return unavailable("it does not answer", cause);
  if (body.success && PASSING.test(body.data.code)) return unavailable("it cannot serve the call now", cause);
  return new AppError("STORE_REFUSED", "Cannot use the database: it refused the call", { cause });
}

function unavailable(what: string, cause: unknown): AppError {
  return new AppError("STORE_UNAVAILABLE", `Cannot use the database: ${what}`, {
    hint: "It is usually back within seconds; the function health says more",
    retryAfterSeconds: 2,
    cause,
  });
}

function retryAfter(headers: Headers): { retryAfterSeconds?: number } {
  const seconds = headers.get("retry-after") ?? "";
  return /^\d{1,7}$/.test(seconds) ? { retryAfterSeconds: Number(seconds) } : {};
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERROR_STATUS, code);
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
