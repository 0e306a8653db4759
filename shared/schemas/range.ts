import { z } from "zod";

/** A whole number in a range; whatever else is sent is answered with the range. */
export function whole(least: number, most: number): z.ZodInt {
  const error = `A whole number from ${least} to ${most}`;
  return z.int({ error }).min(least, { error }).max(most, { error });
}

/** A number in a range; whatever else is sent is answered with the range. */
export function between(least: number, most: number): z.ZodNumber {
  const error = `A number from ${least} to ${most}`;
  return z.number({ error }).min(least, { error }).max(most, { error });
}

/** A number above nothing; whatever else is sent is answered with the range. */
export function above0(most: number): z.ZodNumber {
  const error = `A number above 0, at most ${most}`;
  return z.number({ error }).positive({ error }).max(most, { error });
}
