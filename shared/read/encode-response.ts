import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { FinishedResponse } from "./finished-response.ts";

export type Encoding = "br" | "gzip";

/** Below that the headers weigh more than what is saved. */
const LEAST_BYTES = 1000;
/** Above 5 brotli takes far longer for little. */
const BROTLI_QUALITY = 5;

const compressed = new WeakMap<FinishedResponse, Partial<Record<Encoding, Uint8Array<ArrayBuffer>>>>();

/** The bytes of an answer in an encoding; compressed when first asked for, then kept as long as the answer. */
export function encodeResponse(response: FinishedResponse, encoding: Encoding): Uint8Array<ArrayBuffer> {
  const kept = compressed.get(response) ?? {};
  const bytes = kept[encoding] ?? new Uint8Array(
    encoding === "gzip" ? gzipSync(response.bytes) : brotliCompressSync(response.bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: response.bytes.byteLength,
      },
    }),
  );
  compressed.set(response, { ...kept, [encoding]: bytes });
  return bytes;
}

/** Which encoding to use for a client that sent this Accept-Encoding (RFC 9110 §12.5.3); null for none. */
export function chooseEncoding(accepted: string | null, response: FinishedResponse): Encoding | null {
  if (accepted === null || response.bytes.byteLength < LEAST_BYTES) return null;
  return accepts(accepted, "br") ? "br" : accepts(accepted, "gzip") ? "gzip" : null;
}

function accepts(header: string, encoding: Encoding): boolean {
  if (!header.includes(encoding)) return false;
  return header.split(",").some((entry) => {
    const [name, ...parameters] = entry.split(";").map((part) => part.trim().toLowerCase());
    return name === encoding && !parameters.some((part) => /^q=0(\.0*)?$/.test(part));
  });
}
