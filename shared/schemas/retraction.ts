import { z } from "zod";
import { METALS } from "./metal.ts";
import { strictObject } from "./strict-object.ts";

/** Prices that are wrong and are to be taken out: of a metal, from one time to another; both times count. */
export const Retraction = strictObject({
  metal: z.enum(METALS),
  from_at: z.iso.datetime({ offset: true }),
  to_at: z.iso.datetime({ offset: true }),
  reason: z.string().trim().min(1).max(200).describe("Kept with the rows"),
  dry_run: z.boolean().default(false).describe("Only counts"),
});
export type Retraction = z.infer<typeof Retraction>;
