import assert from "node:assert/strict";
import { checkAnswer } from "../../support/http/check-answer.ts";
import { CONTRACT } from "../../../shared/responses/contract.ts";
import { openApiDocument } from "../../../tools/generate/openapi/document.ts";
import { readExamples } from "../../../tools/generate/openapi/examples.ts";

const COMMITTED = new URL("../../../docs/api/openapi.json", import.meta.url);

Deno.test("docs/api/openapi.json is what the schemas say (else run `deno task generate openapi`)", () => {
  const document = JSON.parse(Deno.readTextFileSync(COMMITTED));
  assert.deepEqual(document, JSON.parse(JSON.stringify(openApiDocument(readExamples()))));
});

Deno.test("every example is an answer that the contract knows", () => {
  for (const { request, status, body } of readExamples()) {
    const [method = "", path = ""] = request.split(" ");
    const facts = {
      method,
      url: `http://127.0.0.1:1/functions/v1${path}`,
      status,
      text: JSON.stringify(body),
    };
    assert.equal(checkAnswer({ ...facts, contentType: "application/json" }), true);
  }
});

Deno.test("every operation but changes and files has an example of a good answer", () => {
  const shown = new Set(readExamples().filter(({ status }) => status === 200).map(({ id }) => id));
  const without = CONTRACT.map(({ id }) => id).filter((id) => !shown.has(id));
  assert.deepEqual(without, ["changeConfig", "retractPrices", "readFeed"]);
});

Deno.test("checkAnswer() notices a field too many, one too few, and an error that is no problem", () => {
  const example = readExamples().find(({ name }) => name === "oneMetal");
  const url = "http://127.0.0.1:1/functions/v1/prices-read";
  const facts = { method: "GET", url, status: 200, contentType: "application/json" };
  const good = JSON.parse(JSON.stringify(example?.body));
  assert.equal(checkAnswer({ ...facts, text: JSON.stringify(good) }), true);
  const more = JSON.stringify({ ...good, colour: "gold" });
  assert.throws(() => checkAnswer({ ...facts, text: more }), /Unrecognized key: "colour"/);
  const { count: _, ...less } = good;
  assert.throws(() => checkAnswer({ ...facts, text: JSON.stringify(less) }), /does not know/);
  assert.throws(() => checkAnswer({ ...facts, status: 400, text: '{"error":"no"}' }), /does not know/);
  assert.throws(() => checkAnswer({ ...facts, status: 201, text: "{}" }), /does not know that/);
});
