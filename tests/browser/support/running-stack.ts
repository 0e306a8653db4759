import { startTestStack, type TestStack, type TestStackOptions } from "../../../stack/testing/test-stack.ts";

/** A stack with a first pull done, so that there are prices to show. */
export async function startWithPrices(options: TestStackOptions = {}): Promise<TestStack> {
  const stack = await startTestStack(options);
  const response = await fetch(`${stack.url}/functions/v1/prices-pull`, {
    method: "POST",
    headers: { apikey: stack.keys.secretKey, "content-type": "application/json" },
    body: "{}",
  });
  const answer = await response.text();
  if (!response.ok) {
    await stack.stop();
    throw new Error(`Cannot pull: ${response.status} ${answer}`);
  }
  return stack;
}
