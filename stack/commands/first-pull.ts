import { z } from "zod";
import type { RunningStack } from "../stack.ts";

const Price = z.object({ price: z.number(), latest: z.object({ provider: z.string() }) });

/** Pulls once now, so that nobody waits for the schedule, and says what gold costs. Problems are told, not thrown. */
export async function firstPull(
  stack: RunningStack,
  { report }: { readonly report: (line: string) => void },
): Promise<void> {
  const functions = `${stack.projectUrl}/functions/v1`;
  const pull = await ask(`${functions}/prices-pull`, {
    method: "POST",
    headers: { apikey: stack.secrets.secretKey, "content-type": "application/json" },
    body: JSON.stringify({ trigger: "manual" }),
  });
  if (!pull.ok) {
    if (pull.status !== 404) report(`first pull failed: ${pull.text}`);
    return;
  }
  const read = await ask(`${functions}/prices-read?metal=gold`, {});
  const price = read.ok ? Price.safeParse(JSON.parse(read.text)) : null;
  if (price?.success) report(`first price: gold ${price.data.price} USD/toz (${price.data.latest.provider})`);
  else report(`no price yet: ${read.text}`);
}

interface Asked {
  readonly ok: boolean;
  readonly status: number;
  readonly text: string;
}

async function ask(url: string, init: RequestInit): Promise<Asked> {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(30_000) });
    return { ok: response.ok, status: response.status, text: (await response.text()).slice(0, 20_000) };
  } catch (error) {
    return { ok: false, status: 0, text: error instanceof Error ? error.message : String(error) };
  }
}
