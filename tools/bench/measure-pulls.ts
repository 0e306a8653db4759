import type { BenchStack } from "./bench-stack.ts";
import { RECORDING_STARTS, STEP } from "./recording.ts";
import { ms, type Row, row } from "./row.ts";
import { percentile } from "./statistics.ts";

/** Pulls through the gateway, with providers that answer at once, each on the recording's own clock. */
export async function measurePulls(stack: BenchStack, { pulls }: { pulls: number }): Promise<Row[]> {
  const times: number[] = [];
  let providers = 0;
  for (let turn = 0; turn < pulls; turn++) {
    const time = new Date(RECORDING_STARTS + turn * STEP).toISOString();
    await post(`${stack.upstreamUrl}/control/clock`, { now: time }, {});
    const began = performance.now();
    const answer = await post(`${stack.url}/functions/v1/prices-pull`, {
      trigger: "replay",
      now: time,
      slot: time,
    }, {
      apikey: stack.secretKey,
    });
    times.push(performance.now() - began);
    if (!JSON.stringify(answer).includes('"status":"done"')) {
      throw new Error(JSON.stringify(answer).slice(0, 300));
    }
  }
  const [asked] = await stack.sql`
    select round(avg(calls)) as calls from (
      select count(distinct provider_key) as calls from spot.provider_calls
      join spot.providers using (provider_key)
      where kind = 'spot' and outcome = 'ok' group by pull_id
    ) as per_pull`;
  providers = Number(asked?.["calls"] ?? 0);
  const p50 = percentile(times, 0.5);
  return [row(`pull with ${providers} instant providers, p50 of ${pulls}`, {
    value: `${ms(p50)} (p99 ${ms(percentile(times, 0.99))})`,
    goal: "≤ 100 ms",
    isMet: p50 <= 100,
  })];
}

async function post(url: string, body: unknown, headers: Record<string, string>): Promise<unknown> {
  const response = await fetch(url, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url}: ${response.status} ${text.slice(0, 300)}`);
  return JSON.parse(text);
}
