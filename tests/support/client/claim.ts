/** Assertions that also run in a browser, where node:assert does not exist. */
export function claim(isTrue: boolean, what: string): asserts isTrue {
  if (!isTrue) throw new Error(`Not so: ${what}`);
}

/** Compares by JSON, so undefined fields do not count. */
export function claimEqual(actual: unknown, expected: unknown): void {
  const [is, should] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (is !== should) throw new Error(`Is ${is}\nshould be ${should}`);
}

/** The error that a promise is rejected with. */
export async function claimRejects(promise: Promise<unknown>): Promise<Record<string, unknown>> {
  const error: unknown = await promise.then(() => null, (thrown: unknown) => thrown);
  claim(error instanceof Error, "it is rejected with an error");
  return { ...error, name: error.name, message: error.message };
}

/** One test, for Deno and for a browser. */
export interface Case {
  readonly name: string;
  readonly run: () => Promise<void>;
}
