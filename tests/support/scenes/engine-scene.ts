import {
  type Call,
  type CallResult,
  createEngine,
  type EngineOptions,
} from "../../../shared/providers/engine.ts";
import { CallFailed, type CallRecord } from "../../../shared/providers/calling/call-record.ts";
import type { Provider } from "../../../shared/providers/provider.ts";
import { Secret } from "../../../shared/secret.ts";
import { FakeTime } from "../basics/fake-time.ts";

export interface Played {
  readonly result: CallResult | null;
  readonly error: CallFailed | null;
  /** What was asked, in order. */
  readonly requests: readonly Request[];
  readonly attempts: readonly CallRecord[];
  readonly time: FakeTime;
}

export interface Play extends Partial<EngineOptions> {
  readonly provider: Provider;
  readonly call?: Partial<Call>;
  readonly key?: string;
  readonly answer: (request: Request, count: number) => Response | Promise<Response>;
}

/** Lets the engine make one call against a made-up provider side, on a fake clock. */
export async function play(
  { provider, call, key = "key-of-the-test", answer, ...options }: Play,
): Promise<Played> {
  const time = new FakeTime("2026-11-20T15:30:00Z");
  const requests: Request[] = [];
  const engine = createEngine({
    fetch: async (request) => {
      requests.push(request);
      return await answer(request, requests.length);
    },
    now: time.now,
    sleep: time.sleep,
    keys: () => new Secret(key),
    random: () => 0.5,
    ...options,
  });
  try {
    const result = await time.run(engine.call(provider, { operation: "latest", parameters: {}, ...call }));
    return { result, error: null, requests, attempts: result.attempts, time };
  } catch (error) {
    if (!(error instanceof CallFailed)) throw error;
    return { result: null, error, requests, attempts: error.attempts, time };
  }
}

export function json(body: unknown, init: ResponseInit = {}): Response {
  return Response.json(body, init);
}

/** A good answer of metals.dev with invented numbers. */
export const GOOD = {
  status: "success",
  currency: "USD",
  unit: "toz",
  metals: { gold: 4391.86 },
  timestamps: { metal: "2026-11-20T15:29:02.829Z" },
};
