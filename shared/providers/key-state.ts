import type { Secret } from "../secret.ts";
import type { Provider } from "./provider.ts";

export type KeyState = "set" | "missing" | "not_needed";

/** Whether the key of a provider is there; never the key itself. */
export function keyState(provider: Provider, keys: (variable: string) => Secret | null): KeyState {
  if (provider.keyVariable === null) return "not_needed";
  return keys(provider.keyVariable) === null ? "missing" : "set";
}
