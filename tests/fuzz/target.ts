import type * as fc from "fast-check";

/** Something that is given bad inputs, and what must hold whatever it is given. */
export interface Target<T> {
  readonly name: string;
  readonly inputs: fc.Arbitrary<T>;
  /** Resolves to the kind of outcome, to count by; throws where the input has broken something. */
  check(input: T): Promise<string>;
}
