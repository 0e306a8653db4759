import { AppError } from "./errors.ts";

const MASK = "***";

/**
 * A key that shows itself only to `reveal()`. Printed, put into JSON, inspected or joined to a text it is "***",
 * so that a careless log line cannot hold it.
 */
export class Secret {
  readonly #value: string;

  /** @throws AppError CONFIG_INVALID for an empty value */
  constructor(value: string) {
    if (value.trim() === "") {
      throw new AppError("CONFIG_INVALID", "Cannot use a secret: it is empty", {
        hint: "Leave the variable unset instead of empty",
      });
    }
    this.#value = value;
  }

  /** The value itself. Only for the place that sends or compares it. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [Symbol.toPrimitive](): string {
    return MASK;
  }

  [Symbol.for("Deno.customInspect")](): string {
    return MASK;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return MASK;
  }
}
