import { ledgerBudgets } from "../budget/ledger-budgets.ts";
import type { ProviderBudget } from "../budget/provider-budget.ts";
import type { Environment } from "../environment.ts";
import type { AppError } from "../errors.ts";
import { type KeyState, keyState } from "../providers/key-state.ts";
import { PROVIDERS } from "../providers/registry.ts";
import {
  type OperatorFacts,
  type PublicFacts,
  readOperatorFacts,
  readPublicFacts,
  unreadable,
} from "./facts.ts";

/** How a function's answers in memory fare, since its isolate began. */
export interface CacheFacts {
  readonly hits: number;
  readonly misses: number;
  /** Answers given in place of a database that could not be reached. */
  readonly standIns: number;
  readonly entries: number;
  readonly bytes: number;
}

/** What an operator sees, with what the functions themselves know of the providers. */
export interface OperatorEvidence {
  readonly kind: "operator";
  readonly facts: OperatorFacts;
  readonly budgets: readonly ProviderBudget[];
  readonly keyStates: Readonly<Record<string, KeyState>>;
  readonly databaseLatencyMs: number;
  /** By function; only of those in this isolate, which on the platform is none but health itself. */
  readonly caches: Readonly<Record<string, CacheFacts>>;
}

/** What is known: what anyone may see, what an operator sees, or that the database gave nothing. */
export type Evidence =
  | { readonly kind: "public"; readonly facts: PublicFacts }
  | OperatorEvidence
  | { readonly kind: "none"; readonly error: AppError };

/** @throws AppError STORE_REFUSED where the text holds something else than facts */
export function publicEvidence(text: string): Evidence {
  return { kind: "public", facts: readPublicFacts(text) };
}

/** @throws AppError STORE_REFUSED where the text holds something else than facts */
export function operatorEvidence(
  text: string,
  { environment, databaseLatencyMs, caches }:
    & { readonly environment: Environment }
    & Pick<OperatorEvidence, "databaseLatencyMs" | "caches">,
): OperatorEvidence {
  const facts = readOperatorFacts(text);
  const keyStates = Object.fromEntries(
    PROVIDERS.map((provider) => [provider.key, keyState(provider, environment.providerKey)]),
  );
  try {
    const budgets = ledgerBudgets(facts.providers, environment).map(({ budget }) => budget);
    return { kind: "operator", facts, budgets, keyStates, databaseLatencyMs, caches };
  } catch (cause) {
    throw unreadable(cause);
  }
}
