import { type ReferencePrice, roundPrice } from "../../schemas/quote.ts";
import type { Sieve } from "./sieve.ts";

// No ounce of a metal was or will be worth less or more; beyond these a value is not the price of a fixing.
const SMALLEST = 1e-3;
const LARGEST = 1e9;

/** The price of a metal at a day's fixings, held to six decimals; empty, and refused, where it is not a price. */
export function makeReference(said: ReferencePrice, sieve: Sieve): readonly ReferencePrice[] {
  if (!(said.price >= SMALLEST && said.price <= LARGEST)) {
    sieve.refuse(said.metal, "a value that no metal has");
    return [];
  }
  return [{ ...said, price: roundPrice(said.price) }];
}
