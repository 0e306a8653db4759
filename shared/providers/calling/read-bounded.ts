import { Unusable } from "./unusable.ts";

/**
 * Reads a body as UTF-8 text and gives up as soon as it is larger than `maxBytes`.
 *
 * @throws Unusable
 */
export async function readBounded(response: Response, maxBytes: number): Promise<string> {
  const tooLarge = new Unusable("bad_response", `its body is larger than ${maxBytes} bytes`);
  if (Number(response.headers.get("content-length") ?? 0) > maxBytes) {
    discard(response);
    throw tooLarge;
  }
  if (response.body === null) return "";
  const reader = response.body.getReader();
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let size = 0;
  let text = "";
  for (;;) {
    const { done, value } = await reader.read().catch((cause: unknown) => {
      throw new Unusable("unreachable", "the connection broke off", { cause });
    });
    if (done) return text + decode(decoder);
    size += value.byteLength;
    if (size > maxBytes) {
      reader.cancel().catch(() => {});
      throw tooLarge;
    }
    text += decode(decoder, value);
  }
}

function decode(decoder: TextDecoder, chunk?: Uint8Array): string {
  try {
    return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
  } catch (cause) {
    throw new Unusable("bad_response", "its body is not UTF-8", { isGarbled: true, cause });
  }
}

/** Lets go of a body that nobody reads; a stream that cannot be cancelled is left to the garbage collector. */
export function discard(response: Response): void {
  response.body?.cancel().catch(() => {});
}
