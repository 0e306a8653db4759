import { PROVIDER_KEYS } from "./environment.ts";
import type { Origin } from "../../shared/schemas/origin.ts";
import type { OriginChoice } from "./options.ts";

/** Where prices come from, and how that was decided. */
export interface StackOrigin {
  readonly kind: "live" | "simulate" | "replay";
  readonly file?: string;
  /** In words, for the person who started the stack. */
  readonly reason: string;
}

const PROBE_URL = "https://api.gold-api.com/price/XAU";
const PROBE_MS = 2000;

/** Decides at once where the choice is explicit or keys are set; else asks a keyless provider, for 2 s at most. */
export async function decideOrigin(
  choice: OriginChoice,
  { env, fetch }: { readonly env: Readonly<Record<string, string>>; readonly fetch: typeof globalThis.fetch },
): Promise<StackOrigin> {
  if (choice.kind === "replay") return { ...choice, reason: `recorded prices of ${choice.file}` };
  if (choice.kind === "live") return { kind: "live", reason: "real providers, as asked" };
  if (choice.kind === "simulate") return { kind: "simulate", reason: "invented prices, as asked" };
  const keys = PROVIDER_KEYS.filter((name) => (env[name] ?? "") !== "");
  if (keys.length > 0) return { kind: "live", reason: `real providers: ${keys.join(", ")} set` };
  if (await answers(fetch)) return { kind: "live", reason: "real providers: keyless gold-api.com answers" };
  return {
    kind: "simulate",
    reason: "invented prices: no provider key is set and gold-api.com does not answer",
  };
}

async function answers(fetch: typeof globalThis.fetch): Promise<boolean> {
  try {
    const response = await fetch(PROBE_URL, { signal: AbortSignal.timeout(PROBE_MS), redirect: "manual" });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false; // Offline, refused or too slow: all the same here, and the reason says so.
  }
}

/** The word with which stored prices of an origin are marked. */
export function originLabel(origin: StackOrigin): Origin {
  return origin.kind === "live" ? "live" : origin.kind === "simulate" ? "simulated" : "replayed";
}
