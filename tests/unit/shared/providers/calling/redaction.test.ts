import assert from "node:assert/strict";
import fc from "fast-check";
import { createRedactor } from "../../../../../shared/providers/calling/redact.ts";
import { metalpriceapi } from "../../../../../shared/providers/metalpriceapi.ts";
import { metalsDev } from "../../../../../shared/providers/metals-dev.ts";
import { Secret } from "../../../../../shared/secret.ts";
import { json, play } from "../../../../support/scenes/engine-scene.ts";

// Marks around a random middle: the key is then long enough that no other text holds it by chance.
const KEY = fc.string({ unit: "binary-ascii", minLength: 8, maxLength: 40 }).map((text) =>
  `k$${text.trim()}^9`
);
const HEADER_KEY = fc.stringMatching(/^[!-~]{8,40}$/);

/** Every form in which a key may come out of a URL, a log line or a JSON text. */
function forms(key: string): readonly string[] {
  return [
    key,
    encodeURIComponent(key),
    encodeURI(key),
    new URLSearchParams({ k: key }).toString().slice(2),
    JSON.stringify(key).slice(1, -1),
  ];
}

function assertHidden(key: string, ...things: readonly unknown[]): void {
  for (const thing of things) {
    const text = typeof thing === "string" ? thing : JSON.stringify(thing);
    for (const form of forms(key)) assert.ok(!text.includes(form), `"${form}" is in ${text}`);
  }
}

function texts(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [];
  return [
    error.message,
    String(error.stack),
    JSON.stringify(error),
    Deno.inspect(error),
    ...texts(error.cause),
  ];
}

Deno.test("createRedactor() leaves no form of a key in a text, whatever signs the key has", () => {
  fc.assert(fc.property(KEY, (key) => {
    const clean = createRedactor(new Secret(key));
    for (const form of forms(key)) assertHidden(key, clean(`before ${form} after, ${form}`));
    assert.equal(clean("a text without it"), "a text without it");
  }));
});

Deno.test("call() lets no key out of a failed connection, a refusal that echoes it, or an answer", async () => {
  await fc.assert(
    fc.asyncProperty(KEY, fc.constantFrom(0, 1, 2), async (key, kind) => {
      const echo = {
        status: "failure",
        error_code: 1101,
        error_message: `Key ${key} (${encodeURIComponent(key)})`,
      };
      const played = await play({
        provider: metalsDev,
        key,
        answer: (request) => {
          if (kind === 0) throw new TypeError(`error sending request for url (${request.url})`);
          return json(kind === 1 ? echo : { status: "success", [key]: [key], unit: { key } });
        },
      });
      assertHidden(key, played.attempts, ...texts(played.error));
    }),
    { numRuns: 60 },
  );
});

Deno.test("call() blots the key out of a body that it passes on, in names and in values", async () => {
  const key = "k.+*?^${}()|[]\\9";
  const body = { success: true, base: "USD", rates: { USDXAU: 4391.86 }, note: `for ${key}`, [key]: 1 };
  const played = await play({ provider: metalpriceapi, key, answer: () => json(body) });
  assert.equal(played.result?.reading.quotes[0]?.price, 4391.86);
  assertHidden(key, played.result?.json);
});

Deno.test("call() does not quote a key that no header can carry", async () => {
  const key = "key-with-\u20ac-and-\n";
  const played = await play({ provider: metalpriceapi, key, answer: () => json({}) });
  assert.equal(played.error?.failure, "key_rejected");
  assert.equal(played.requests.length, 0);
  assertHidden(key, ...texts(played.error));
});

Deno.test("call() keeps header keys out of what it records", async () => {
  await fc.assert(
    fc.asyncProperty(HEADER_KEY, async (key) => {
      const error = { success: false, error: { statusCode: 102, message: `invalid: ${key}` } };
      const played = await play({ provider: metalpriceapi, key, answer: () => json(error) });
      assertHidden(key, played.attempts, ...texts(played.error));
      const broken = await play({
        provider: metalpriceapi,
        key,
        answer: () => Promise.reject(new TypeError(`cannot send header "x-api-key: ${key}"`)),
      });
      assertHidden(key, broken.attempts, ...texts(broken.error));
    }),
    { numRuns: 40 },
  );
});

Deno.test("call() never changes a number, even where a key looks like one", async () => {
  const body = { success: true, base: "USD", timestamp: 1795188600, rates: { USDXAU: 4391.86 } };
  const played = await play({ provider: metalpriceapi, key: "4391", answer: () => json(body) });
  assert.equal(played.result?.reading.quotes[0]?.price, 4391.86);
});
