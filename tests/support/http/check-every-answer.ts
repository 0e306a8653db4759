// Preloaded by `deno task test http`: every answer of a function that any test receives is held to the contract of
// shared/answers, without a word in the tests. Set SPOT_CONTRACT=off to look at something else first.
import { checkAnswer } from "./check-answer.ts";

const plainFetch = globalThis.fetch;

async function checkedFetch(input: Request | URL | string, init?: RequestInit): Promise<Response> {
  const response = await plainFetch(input, init);
  const url = input instanceof Request ? input.url : String(input);
  if (!isLoopback(url) || response.body === null) return response;
  const method = (init?.method ?? (input instanceof Request ? input.method : "GET")).toUpperCase();
  // Read here as a whole and handed on: a body that is only peeked at would be left open.
  const bytes = await response.bytes();
  const { status, statusText, headers } = response;
  checkAnswer({
    method,
    url,
    status,
    contentType: headers.get("content-type"),
    text: new TextDecoder().decode(bytes),
  });
  return new Response(bytes, { status, statusText, headers });
}

function isLoopback(url: string): boolean {
  return /^http:\/\/(127\.0\.0\.1|localhost|\[::1\]):\d+\//.test(url);
}

if (Deno.env.get("SPOT_CONTRACT") !== "off") globalThis.fetch = checkedFetch;
