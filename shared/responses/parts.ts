import { z } from "zod";
import { METALS } from "../schemas/metal.ts";

/**
 * Parts that several answers share. Answers are described strictly: a field that is not here fails the tests, so that
 * nothing is sent that the contract does not name.
 */

export const TimeSchema = z.iso.datetime().describe("RFC 3339, UTC, with Z");
export const MetalSchema = z.enum(METALS);
export const UnitSchema = z.enum(["toz", "g", "kg"]).describe("toz: troy ounce, 31.1034768 g");
export const CurrencySchema = z.string().regex(/^[A-Z]{3}$/).describe("ISO 4217");
export const PriceSchema = z.number().positive().describe("In the answer's currency per its unit");
export const StateSchema = z.enum(["fresh", "carried", "stale", "disputed"]);
export const CorroborationSchema = z.enum(["families", "reference", "history"]).nullable()
  .describe("What else says that the price is right; null: one source, unconfirmed");
export const PullStateSchema = z.enum(["running", "succeeded", "partial", "failed", "skipped", "abandoned"]);

export const SourceSchema = z.strictObject({
  provider: z.string(),
  family: z.string().describe("Providers that resell one feed; a family has one vote"),
  price: z.number(),
  weight: z.number().min(0).max(1),
  verdict: z.string(),
  reason: z.string().nullable().describe("Why it does not count; null where it does"),
});

export const ProblemSchema = z.strictObject({
  code: z.string().describe("FAMILY_REASON, see docs/errors.md"),
  message: z.string(),
  details: z.string().nullable(),
  hint: z.string().nullable().describe("What to do"),
});
