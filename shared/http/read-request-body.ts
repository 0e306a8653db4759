import type { ZodType } from "zod";
import { AppError } from "../errors.ts";

/** Far more than any body of this API needs. */
const MOST_BYTES = 64 * 1024;

/**
 * Reads a JSON body; no body at all reads as `{}`.
 *
 * @throws AppError INPUT_BODY_TOO_LARGE, INPUT_BAD_BODY naming the field and what is allowed
 */
export async function readRequestBody<T>(request: Request, schema: ZodType<T>): Promise<T> {
  const text = await boundedText(request);
  let json: unknown = {};
  if (text.trim() !== "") {
    try {
      json = JSON.parse(text);
    } catch (cause) {
      throw new AppError("INPUT_BAD_BODY", "Cannot read the body: it must be JSON", { cause });
    }
  }
  const read = schema.safeParse(json);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const where = issue?.path.map(String).join(".").slice(0, 80) ?? "";
  const what = where === "" ? "it is not what this call takes" : `${JSON.stringify(where)} is not allowed`;
  throw new AppError("INPUT_BAD_BODY", `Cannot read the body: ${what}`, {
    hint: issue?.message.slice(0, 400) ?? null,
  });
}

async function boundedText(request: Request): Promise<string> {
  if (request.body === null) return "";
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  let size = 0;
  try {
    for await (const chunk of request.body) {
      size += chunk.byteLength;
      if (size > MOST_BYTES) break;
      text += decoder.decode(chunk, { stream: true });
    }
    text += decoder.decode();
  } catch (cause) {
    if (size <= MOST_BYTES) {
      throw new AppError("INPUT_BAD_BODY", "Cannot read the body: it must be UTF-8", { cause });
    }
  }
  if (size > MOST_BYTES) {
    throw new AppError("INPUT_BODY_TOO_LARGE", "Cannot read the body: it is too large", {
      hint: `At most ${MOST_BYTES} bytes`,
    });
  }
  return text;
}
