/** Resolves as soon as the condition holds; a throw counts as "not yet". Throws after `within` milliseconds. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  { within = 15_000 }: { readonly within?: number } = {},
): Promise<void> {
  const deadline = performance.now() + within;
  let reason: unknown = null;
  while (performance.now() < deadline) {
    try {
      if (await condition()) return;
    } catch (error) {
      reason = error;
    }
    await new Promise((done) => setTimeout(done, 25));
  }
  throw new Error(`Not true after ${within} ms: ${condition}`, { cause: reason });
}
