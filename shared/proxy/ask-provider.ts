import { ProviderError } from "../errors.ts";
import type { Log } from "../http/app.ts";
import { CallFailed, type CallRecord } from "../providers/calling/call-record.ts";
import type { Engine } from "../providers/engine.ts";
import type { Secret } from "../secret.ts";
import type { Store } from "../store/store.ts";
import { beginCall, type Charged, costOf, finishCall } from "./charge.ts";
import type { ProxyQuestion } from "./proxy-question.ts";

export interface ProxyTools {
  readonly store: Store;
  readonly engine: Engine;
  readonly keys: (variable: string) => Secret | null;
  readonly log: Log;
  /** Digest of who asks. */
  readonly client: string;
}

export interface ProxiedBody {
  /** The provider's own body as JSON text, keys blotted out. */
  readonly text: string;
  /** Calls left this month, told or counted; null where no quota is known. */
  readonly quotaRemaining: number | null;
}

/**
 * Asks a provider once, charged to its budget.
 *
 * @throws ProviderError where it gives no answer; AppError LIMIT_REQUESTS, LIMIT_BUDGET, PROVIDER_DISABLED before it is asked
 */
export async function askProvider(question: ProxyQuestion, tools: ProxyTools): Promise<ProxiedBody> {
  const { provider, name, operation, parameters } = question;
  // Looked at before the ledger: what cannot be asked must not be charged.
  if (provider.keyVariable !== null && tools.keys(provider.keyVariable) === null) {
    throw new ProviderError(`Cannot ask ${provider.key}: no key is set`, {
      provider: provider.key,
      failure: "key_rejected",
      hint: `Set ${provider.keyVariable} as a secret of the functions`,
    });
  }
  const charged = await beginCall(question, tools);
  const mayRetry = charged.left === null || charged.left >= operation.cost;
  try {
    const { json, attempts } = await tools.engine.call(provider, { operation: name, parameters, mayRetry });
    await settle(question, { charged, attempts, tools });
    return { text: JSON.stringify(json), quotaRemaining: remaining(question, { charged, attempts }) };
  } catch (error) {
    if (error instanceof CallFailed) await settle(question, { charged, attempts: error.attempts, tools });
    throw error;
  }
}

interface Ended {
  readonly charged: Charged;
  readonly attempts: readonly CallRecord[];
}

/** An answer that was paid for is given even if the ledger cannot be told; the call then stays "pending" in it. */
async function settle(
  { provider, name }: ProxyQuestion,
  { tools, ...ended }: Ended & { tools: ProxyTools },
): Promise<void> {
  try {
    await finishCall(tools.store, ended);
  } catch (error) {
    tools.log({
      level: "error",
      function: "provider-proxy",
      message: "Cannot write the end of a call into the ledger",
      provider: provider.key,
      operation: name,
      cause: error instanceof Error ? error.message : null,
    });
  }
}

function remaining({ operation }: ProxyQuestion, { charged, attempts }: Ended): number | null {
  const told = attempts.at(-1)?.quota?.remaining;
  if (told != null) return told;
  const retries = costOf(attempts) - operation.cost;
  return charged.left === null ? null : Math.max(0, charged.left - retries);
}
