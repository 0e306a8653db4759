import type { TestStack } from "../../stack/testing/test-stack.ts";

export interface Asked {
  /** 0 where no answer came within the patience. */
  readonly status: number;
  // deno-lint-ignore no-explicit-any -- bodies of any function are looked at
  readonly body: any;
  readonly headers: Headers;
  readonly milliseconds: number;
}

/** Asks a function with the patience of a monitor. */
export async function ask(
  stack: TestStack,
  path: string,
  { secret = false, patienceMs = 20_000 }: { readonly secret?: boolean; readonly patienceMs?: number } = {},
): Promise<Asked> {
  const began = performance.now();
  const took = (): number => performance.now() - began;
  try {
    const response = await fetch(`${stack.url}/functions/v1/${path}`, {
      headers: secret ? { apikey: stack.keys.secretKey } : {},
      signal: AbortSignal.timeout(patienceMs),
    });
    const body = await response.json();
    return { status: response.status, body, headers: response.headers, milliseconds: took() };
  } catch {
    return { status: 0, body: null, headers: new Headers(), milliseconds: took() };
  }
}

let count = 0;

/**
 * A question that no memory holds, so that the whole chain must answer: a list of times, which is answered whatever the
 * history holds of them.
 */
export function freshQuestion(): string {
  count++;
  const at = new Date(Date.now() - 2000).toISOString().replace(
    /\.\d+Z$/,
    `.${String(count).padStart(6, "0")}Z`,
  );
  return `prices-read?at=2026-03-02,${at}`;
}

/** Codes of what health says is wrong. */
export async function problemsOf(stack: TestStack): Promise<readonly string[]> {
  const { body } = await ask(stack, "health", { secret: true });
  return (body?.problems ?? []).map(({ code }: { code: string }) => code);
}
