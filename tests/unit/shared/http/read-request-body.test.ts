import assert from "node:assert/strict";
import { z } from "zod";
import { AppError } from "../../../../shared/errors.ts";
import { readRequestBody } from "../../../../shared/http/read-request-body.ts";

const Schema = z.strictObject({
  settings: z.strictObject({ seconds: z.int({ message: "A whole number" }) }).optional(),
});

function read(body: BodyInit | null): Promise<unknown> {
  return readRequestBody(new Request("http://function/", { method: "POST", body }), Schema);
}

async function refusal(body: BodyInit): Promise<AppError> {
  const error = await read(body).then(
    (value) => assert.fail(JSON.stringify(value)),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AppError)) throw error;
  return error;
}

Deno.test("readRequestBody() reads JSON, and nothing or blanks as an empty object", async () => {
  assert.deepEqual(await read('{"settings":{"seconds":300}}'), { settings: { seconds: 300 } });
  for (const body of [null, "", " \n"]) assert.deepEqual(await read(body), {});
});

Deno.test("readRequestBody() names the field that does not fit and what would", async () => {
  const error = await refusal('{"settings":{"seconds":"300"}}');
  assert.equal(error.code, "INPUT_BAD_BODY");
  assert.match(error.message, /settings\.seconds/);
  assert.equal(error.hint, "A whole number");
});

Deno.test("readRequestBody() refuses what is no JSON, no UTF-8 or no object", async () => {
  for (
    const body of [
      "{",
      "<xml/>",
      "[]",
      "null",
      '"text"',
      "NaN",
      '{"a":1}',
      new Uint8Array([0x7b, 0xff, 0x7d]),
    ]
  ) {
    assert.equal((await refusal(body)).code, "INPUT_BAD_BODY", String(body));
  }
});

Deno.test("readRequestBody() stops reading at 64 KiB, however much is still to come", async () => {
  let sent = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller): void {
      sent++;
      controller.enqueue(new TextEncoder().encode(" ".repeat(16 * 1024)));
    },
  });
  assert.equal((await refusal(endless)).code, "INPUT_BODY_TOO_LARGE");
  assert.ok(sent < 10, `${sent} chunks were read`);
});
