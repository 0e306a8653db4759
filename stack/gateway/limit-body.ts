import { problem } from "./problem.ts";

/** Thrown into the reader of a body that grows past the limit. */
export class BodyTooLarge extends Error {
  override readonly name = "BodyTooLarge";
}

/** The body, or what stops its reader once more than `limit` bytes have come. */
export function limitBody(body: ReadableStream<Uint8Array>, limit: number): ReadableStream<Uint8Array> {
  let total = 0;
  return body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller): void {
        total += chunk.length;
        if (total > limit) controller.error(new BodyTooLarge(`more than ${limit} bytes`));
        else controller.enqueue(chunk);
      },
    }),
  );
}

/** The answer to a body whose declared length is already too much; null if it is not. */
export function refuseDeclaredLength(headers: Headers, limit: number): Response | null {
  return Number(headers.get("content-length") ?? 0) > limit ? tooLarge(limit) : null;
}

export function tooLarge(limit: number): Response {
  return problem(413, {
    code: "INPUT_BODY_TOO_LARGE",
    message: `Cannot read the body: it is larger than ${limit} bytes`,
  });
}
