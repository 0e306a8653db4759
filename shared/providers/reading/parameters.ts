import * as z from "zod";
import { METALS } from "../../schemas/metal.ts";

/** Parameters of operations, as they arrive in a query string. Strict: an unknown name is refused. */
export const NO_PARAMETERS = z.strictObject({});
export const ONE_METAL = z.strictObject({ metal: z.enum(METALS) });
export const ONE_DATE = z.strictObject({ date: z.iso.date() });
export const METAL_AND_DATE = z.strictObject({ metal: z.enum(METALS), date: z.iso.date() });
export const DATE_RANGE = inOrder(z.strictObject({ start_date: z.iso.date(), end_date: z.iso.date() }));
export const METAL_AND_DATE_RANGE = inOrder(
  z.strictObject({ metal: z.enum(METALS), start_date: z.iso.date(), end_date: z.iso.date() }),
);

/** The provider would refuse the range too, but only after counting the call. */
function inOrder<T extends z.ZodObject<{ start_date: z.ZodISODate; end_date: z.ZodISODate }>>(schema: T): T {
  return schema.refine(({ start_date, end_date }) => start_date <= end_date, {
    path: ["end_date"],
    message: "end_date may not be before start_date",
  });
}
