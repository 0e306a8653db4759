import { z } from "zod";
import type { QueryRules } from "../http/query.ts";

const FORMATS = ["json", "prometheus"] as const;

const HealthParameters = z.strictObject({
  format: z.enum(FORMATS, { message: `Formats: ${FORMATS.join(", ")}` }).default("json"),
});

export const HEALTH_RULES: QueryRules<z.infer<typeof HealthParameters>> = {
  schema: HealthParameters,
  allowed: Object.keys(HealthParameters.shape),
};
