import type { ZodType } from "zod";
import { ProviderError } from "../../errors.ts";

/**
 * Reads a parsed body by its schema, whatever the HTTP status was.
 *
 * @throws ProviderError `bad_response`; the text names the field that does not fit, never its value.
 */
export function readProviderBody<T>(
  schema: ZodType<T>,
  json: unknown,
  about: { provider: string; thing: string },
): T {
  const read = schema.safeParse(json);
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  const field = issue?.path.join(".") || "body";
  throw new ProviderError(
    `Cannot read ${about.thing} of ${about.provider}: "${field}" is not as documented`,
    {
      provider: about.provider,
      failure: "bad_response",
      details: issue?.code ?? null,
    },
  );
}
