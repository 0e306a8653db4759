import assert from "node:assert/strict";
import { partsOf } from "../../../../tools/testing/parts.ts";

const TASKS = ["ok", "test", "test:http", "test:new", "test:unit", "test:rights-mutation", "test:db"];

Deno.test("partsOf() runs unit, db and http first, then what deno.json lists besides", () => {
  assert.deepEqual(partsOf(TASKS, []), ["test:unit", "test:db", "test:http", "test:new"]);
});

Deno.test("partsOf() runs the long ones too when all are asked for", () => {
  assert.deepEqual(partsOf(TASKS, ["all"]), [
    "test:unit",
    "test:db",
    "test:http",
    "test:new",
    "test:rights-mutation",
  ]);
});

Deno.test("partsOf() runs what is asked for, the long ones too", () => {
  assert.deepEqual(partsOf(TASKS, ["rights-mutation", "http"]), ["test:http", "test:rights-mutation"]);
});

Deno.test("partsOf() refuses an unknown part and names those there are", () => {
  assert.throws(() => partsOf(TASKS, ["htpp"]), /htpp.*Parts: http, new, unit/);
});
