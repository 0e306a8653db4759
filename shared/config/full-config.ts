import { z } from "zod";
import type { PlannedMonth } from "../budget/planned-month.ts";
import { keyState } from "../providers/key-state.ts";
import type { Provider } from "../providers/provider.ts";
import { ProviderSwitches, Settings } from "../schemas/settings.ts";
import type { Secret } from "../secret.ts";
import type { ConfigDocument } from "./config-document.ts";
import { publicConfig } from "./public-config.ts";

export interface FullConfigFacts {
  readonly providers: readonly Provider[];
  readonly keys: (variable: string) => Secret | null;
  /** What the budget makes of it. */
  readonly plan: readonly PlannedMonth[];
}

/** Everything for an operator: all settings, every provider with its use, the plan, and what may be changed how. */
export function fullConfig(
  config: ConfigDocument,
  facts: FullConfigFacts,
): Readonly<Record<string, unknown>> {
  const byKey = new Map(facts.providers.map((provider) => [provider.key, provider]));
  return {
    ...publicConfig(config),
    ...config,
    providers: config.providers.map((configured) => {
      const provider = byKey.get(configured.key);
      return {
        ...configured,
        // A row that no adapter knows can never be called, whatever its switches say.
        key_state: provider === undefined ? "no_adapter" : keyState(provider, facts.keys),
        key_variable: provider?.keyVariable ?? null,
      };
    }),
    plan: facts.plan,
    editable: {
      settings: z.toJSONSchema(Settings.partial()),
      providers: z.toJSONSchema(ProviderSwitches.partial()),
    },
  };
}
