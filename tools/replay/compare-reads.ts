import { createClient } from "@supabase/supabase-js";

export interface ReadTarget {
  /** Origin of the gateway. */
  readonly url: string;
  readonly publishableKey: string;
}

/** Parameters of a read, by the names that function and RPC share. */
export type ReadQuestion = Readonly<Record<"metal" | "currency" | "unit" | "window" | "at", string>>;

/** When an answer was made is all in which two right ones may differ. */
const VOLATILE = new Set(["generated_at", "cached_at", "stale_after"]);

export interface Comparison {
  /** Questions that both ways answered with 200. */
  readonly answered: number;
  /** What differs, in words. */
  readonly differences: readonly string[];
}

/** Asks each question twice, as anybody may: by supabase-js through `public.read_prices`, and through the function. */
export async function compareReads(
  questions: readonly ReadQuestion[],
  target: ReadTarget,
): Promise<Comparison> {
  const client = createClient(target.url, target.publishableKey, {
    auth: { persistSession: false, autoRefreshToken: false },
  });
  const differences: string[] = [];
  let answered = 0;
  for (const question of questions) {
    const byRpc = await client.rpc("read_prices", question, { get: true });
    const query = new URLSearchParams(question);
    const response = await fetch(`${target.url}/functions/v1/prices-read?${query}`, {
      headers: { apikey: target.publishableKey },
    });
    const byFunction: unknown = await response.json();
    const [one, other] = [lasting(byRpc.data ?? byRpc.error), lasting(byFunction)];
    if (byRpc.status === 200 && response.status === 200) answered++;
    if (byRpc.status !== response.status || one !== other) {
      differences.push(
        `${query}: ${byRpc.status} ${one.slice(0, 200)} ≠ ${response.status} ${other.slice(0, 200)}`,
      );
    }
  }
  return { answered, differences };
}

/** Questions about times of a recording, over all windows, units and several currencies in turn. */
export function questionsAbout(
  times: readonly number[],
  { count }: { readonly count: number },
): ReadQuestion[] {
  const step = Math.max(1, Math.floor(times.length / count));
  const chosen = times.filter((_, index) => index % step === step - 1).slice(0, count);
  return chosen.map((at, index) => ({
    metal: pick(["gold", "silver", "platinum", "palladium", "gold,silver", "all"], index),
    currency: pick(["USD", "EUR", "JPY", "GBP", "KWD"], index),
    unit: pick(["toz", "g", "kg"], index),
    window: pick(["1h", "6h", "12h", "24h", "7d", "30d", "1y"], index),
    at: new Date(at).toISOString().replace(".000Z", "Z"),
  }));
}

function pick(values: readonly string[], index: number): string {
  return values[index % values.length] ?? "";
}

function lasting(answer: unknown): string {
  return JSON.stringify(answer, (key, value: unknown) => (VOLATILE.has(key) ? undefined : value));
}
