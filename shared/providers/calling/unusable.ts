import type { ProviderFailure } from "../../errors.ts";

/** Why one attempt gave nothing, inside the engine; it leaves the engine as a ProviderError. */
export class Unusable extends Error {
  override readonly name = "Unusable";
  readonly failure: ProviderFailure;
  /** True where the body came but cannot be read: the same request may succeed a moment later. */
  readonly isGarbled: boolean;

  constructor(failure: ProviderFailure, reason: string, more: { isGarbled?: boolean; cause?: unknown } = {}) {
    super(reason, { cause: more.cause });
    this.failure = failure;
    this.isGarbled = more.isGarbled ?? false;
  }
}
