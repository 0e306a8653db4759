import assert from "node:assert/strict";
import { z } from "zod";
import { readEnvironment } from "../../../shared/environment.ts";
import type { Environment } from "../../../shared/environment.ts";
import { PROVIDER_KEYS } from "../../../stack/config/environment.ts";
import type { TestStack } from "../../../stack/testing/test-stack.ts";

/** POSTs prices-pull with the secret key. */
export function postPull(stack: TestStack, body: unknown): Promise<Response> {
  return fetch(`${stack.url}/functions/v1/prices-pull`, {
    method: "POST",
    headers: { apikey: stack.keys.secretKey, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

/** Gives an order to the simulator. */
export async function order(stack: TestStack, what: "clock" | "faults", body: unknown): Promise<void> {
  const response = await fetch(`${stack.upstreamUrl}/control/${what}`, {
    method: "POST",
    body: JSON.stringify(body),
  });
  assert.equal(response.status, 200, await response.text());
}

/** Makes the simulator honest again. */
export async function endFaults(stack: TestStack): Promise<void> {
  await (await fetch(`${stack.upstreamUrl}/control/faults`, { method: "DELETE" })).body?.cancel();
}

const Calls = z.object({
  counts: z.record(z.string(), z.number()),
  calls: z.array(z.object({ provider: z.string(), path: z.string(), query: z.array(z.string()) })),
});

/** What the simulator was asked since it was started. */
export async function upstreamCalls(stack: TestStack): Promise<z.infer<typeof Calls>> {
  return Calls.parse(await (await fetch(`${stack.upstreamUrl}/control/calls`)).json());
}

/** The environment of the stack's functions, for a handler that a test runs in its own process. */
export function environmentOf(stack: TestStack): Environment {
  const values: Record<string, string> = {
    SUPABASE_URL: stack.url,
    SUPABASE_PUBLISHABLE_KEYS: JSON.stringify({ default: stack.keys.publishableKey }),
    SUPABASE_SECRET_KEYS: JSON.stringify({ default: stack.keys.secretKey }),
    SPOT_ORIGIN: "simulated",
    SPOT_UPSTREAM_URL: stack.upstreamUrl ?? "",
    ...Object.fromEntries(PROVIDER_KEYS.map((name) => [name, "invented-for-a-test"])),
  };
  return readEnvironment((name) => values[name]);
}

/** Asks again and again until the answer is there; fails after a while, so that a test cannot hang. */
export async function until<T>(look: () => Promise<T | null>, what: string): Promise<T> {
  const deadline = performance.now() + 20_000;
  while (performance.now() < deadline) {
    const found = await look();
    if (found !== null) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return assert.fail(`waited in vain: ${what}`);
}
