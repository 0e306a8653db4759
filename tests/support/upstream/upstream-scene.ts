import { CallFailed, type CallRecord } from "../../../shared/providers/calling/call-record.ts";
import { routeTo } from "../../../shared/providers/calling/build-url.ts";
import { type Call, createEngine } from "../../../shared/providers/engine.ts";
import type { Provider, Reading } from "../../../shared/providers/provider.ts";
import { Secret } from "../../../shared/secret.ts";
import {
  createUpstream,
  type Upstream,
  type UpstreamOptions,
} from "../../../stack/upstream/create-upstream.ts";
import type { UpstreamFault } from "../../../stack/upstream/faults.ts";
import { FakeTime } from "../basics/fake-time.ts";

const BASE = "http://127.0.0.1:9";

/** What a call came to: the answer or the word for why there is none, and the requests made for it. */
export interface Asked {
  readonly reading: Reading | null;
  readonly failure: string | null;
  readonly attempts: readonly CallRecord[];
}

/** The real adapters and the real engine against the stand-in, in one process and on one fake clock. */
export class UpstreamScene {
  readonly time: FakeTime;
  readonly upstream: Upstream;

  constructor(startsAt: string, options: Omit<UpstreamOptions, "now"> = {}) {
    this.time = new FakeTime(startsAt);
    this.upstream = createUpstream({ ...options, now: this.time.now });
  }

  async ask(
    provider: Provider,
    { key = "a-key", ...call }: Partial<Call> & { key?: string } = {},
  ): Promise<Asked> {
    const engine = createEngine({
      fetch: this.upstream,
      now: this.time.now,
      sleep: this.time.sleep,
      keys: () => new Secret(key),
      route: routeTo(BASE),
      random: () => 0,
    });
    const [first] = provider.pull;
    if (first === undefined) throw new Error(`${provider.key} has an empty pull`);
    try {
      const { reading, attempts } = await this.time.run(engine.call(provider, { ...first, ...call }));
      return { reading, failure: null, attempts };
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
      return { reading: null, failure: error.failure, attempts: error.attempts };
    }
  }

  async order(
    fault: UpstreamFault,
    { provider = "*", times }: { provider?: string; times?: number } = {},
  ): Promise<void> {
    const response = await this.control("POST", "faults", { provider, fault, times });
    if (!response.ok) throw new Error(await response.text());
  }

  async setClock(now: string): Promise<void> {
    await this.control("POST", "clock", { now });
  }

  async control(method: string, what: string, body?: unknown): Promise<Response> {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    return await this.upstream(new Request(`${BASE}/control/${what}`, { method, ...sent }));
  }
}
