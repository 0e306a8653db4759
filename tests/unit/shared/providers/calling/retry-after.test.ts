import assert from "node:assert/strict";
import { readRetryAfter } from "../../../../../shared/providers/calling/retry-after.ts";

const NOW = Date.parse("2026-11-20T15:30:00Z");

for (
  const [text, seconds] of [
    ["30", 30],
    ["0", 0],
    [" 7 ", 7],
    ["Fri, 20 Nov 2026 15:31:30 GMT", 90],
    ["Fri, 20 Nov 2026 15:29:00 GMT", 0],
    ["99999999999999", 31 * 86_400],
    ["-5", null],
    ["1.5", null],
    ["soon", null],
    ["", null],
  ] as const
) {
  Deno.test(`readRetryAfter() reads "${text}" as ${seconds}`, () => {
    assert.equal(readRetryAfter(new Headers({ "retry-after": text }), NOW), seconds);
  });
}

Deno.test("readRetryAfter() reads nothing where the header is missing", () => {
  assert.equal(readRetryAfter(new Headers(), NOW), null);
});
