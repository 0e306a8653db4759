import type { Sql } from "postgres";
import { log, messageOf } from "./log.ts";

/** Row of net.http_request_queue. */
interface QueuedRequest {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>> | null;
  readonly body: Uint8Array<ArrayBuffer> | null;
  readonly timeout_milliseconds: number;
}

interface Outcome {
  readonly status_code: number | null;
  readonly content_type: string | null;
  readonly headers: Readonly<Record<string, string>> | null;
  readonly content: string | null;
  readonly timed_out: boolean;
  readonly error_msg: string | null;
}

const MOST_AT_ONCE = 16;
/** A notification is lost while nobody listens, so the queue is also looked at in between. */
const POLL_MS = 1000;
const KEEP_ANSWERS = "6 hours";

/** The sender behind the pg_net stand-in: at most once, no retries, answers into net._http_response. */
export class NetRequests {
  readonly #sql: Sql;
  #inFlight = 0;
  #draining = false;
  #again = false;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  async start(): Promise<void> {
    const drain = (): void => void this.#drain();
    await this.#sql.listen("net_request_queued", drain, drain);
    setInterval(drain, POLL_MS);
    setInterval(() => void this.#forgetOld(), 60_000);
  }

  /** Takes what the limit allows; only one drain reads the queue at a time. */
  async #drain(): Promise<void> {
    if (this.#draining) {
      this.#again = true;
      return;
    }
    this.#draining = true;
    try {
      do {
        this.#again = false;
        await this.#takeSome();
      } while (this.#again);
    } catch (error) {
      log(`net: cannot read the queue: ${messageOf(error)}`);
    } finally {
      this.#draining = false;
    }
  }

  async #takeSome(): Promise<void> {
    const room = MOST_AT_ONCE - this.#inFlight;
    if (room <= 0) return;
    const rows = await this.#sql<QueuedRequest[]>`
      delete from net.http_request_queue
      where id in (select id from net.http_request_queue order by id limit ${room} for update skip locked)
      returning id::text, method::text, url, headers, body, timeout_milliseconds`;
    for (const row of rows) void this.#handle(row);
  }

  async #handle(request: QueuedRequest): Promise<void> {
    this.#inFlight++;
    try {
      const outcome = await send(request);
      const headers = outcome.headers === null ? null : this.#sql.json(outcome.headers);
      await this.#sql`
        insert into net._http_response
          (id, status_code, content_type, headers, content, timed_out, error_msg)
        values (${request.id}, ${outcome.status_code}, ${outcome.content_type}, ${headers}, ${outcome.content},
          ${outcome.timed_out}, ${outcome.error_msg})`;
    } catch (error) {
      log(`net: cannot store the answer to request ${request.id}: ${messageOf(error)}`);
    } finally {
      this.#inFlight--;
      void this.#drain();
    }
  }

  async #forgetOld(): Promise<void> {
    try {
      await this.#sql`delete from net._http_response where created < now() - ${KEEP_ANSWERS}::interval`;
    } catch (error) {
      log(`net: cannot delete old answers: ${messageOf(error)}`);
    }
  }
}

const NOTHING = { status_code: null, content_type: null, headers: null, content: null } as const;

async function send(request: QueuedRequest): Promise<Outcome> {
  try {
    const answer = await fetch(request.url, {
      method: request.method,
      headers: request.headers ?? {},
      body: request.body,
      redirect: "manual",
      signal: AbortSignal.timeout(request.timeout_milliseconds),
    });
    return {
      status_code: answer.status,
      content_type: answer.headers.get("content-type"),
      headers: Object.fromEntries(answer.headers),
      // Postgres text cannot hold a NUL.
      content: (await answer.text()).replaceAll("\0", ""),
      timed_out: false,
      error_msg: null,
    };
  } catch (error) {
    if (error instanceof DOMException && error.name === "TimeoutError") {
      const message = `Timeout of ${request.timeout_milliseconds} ms reached.`;
      return { ...NOTHING, timed_out: true, error_msg: message };
    }
    return { ...NOTHING, timed_out: false, error_msg: messageOf(error) };
  }
}
