import assert from "node:assert/strict";
import { parseDeployOptions } from "../../../../tools/deploy/options.ts";
import { keysOf } from "../../../../tools/deploy/project-keys.ts";
import { readSecrets, secretsText } from "../../../../tools/deploy/secrets-file.ts";

const REF = "abcdefghijklmnopqrst";

Deno.test("parseDeployOptions() takes flags before the environment", () => {
  const options = parseDeployOptions(["--project-ref", REF, "-y"], {
    SUPABASE_PROJECT_ID: "zzzzzzzzzzzzzzzzzzzz",
  });
  assert.deepEqual([options.projectRef, options.yes, options.dryRun], [REF, true, false]);
  assert.equal(parseDeployOptions([], { SUPABASE_PROJECT_ID: REF }).projectRef, REF);
});

Deno.test("parseDeployOptions() refuses what is no reference and what it does not know", () => {
  assert.throws(
    () => parseDeployOptions(["--project-ref", "https://x.supabase.co"], {}),
    /is not a project reference/,
  );
  assert.throws(() => parseDeployOptions(["--force"], {}), /Unknown option '--force'/);
  assert.throws(() => parseDeployOptions(["--project-url", "nowhere"], {}), /is not an address/);
});

Deno.test("readSecrets() takes what functions read, leaves out the rest and empty values", () => {
  const { secrets, ignored } = readSecrets(
    "METALS_DEV_API_KEY='a b#c'\nGOLDAPI_KEY=\nSUPABASE_URL=x\nRATE_LIMIT=10\n",
  );
  assert.deepEqual(secrets, { METALS_DEV_API_KEY: "a b#c", RATE_LIMIT: "10" });
  assert.deepEqual(ignored, ["SUPABASE_URL"]);
  assert.deepEqual(readSecrets(secretsText(secrets)).secrets, secrets, "survives being written for the CLI");
});

const key = (name: string, type: string, api_key: string): unknown => ({ name, type, api_key });
const LEGACY = [key("anon", "legacy", "eyJ.anon"), key("service_role", "legacy", "eyJ.service")];

Deno.test("keysOf() prefers keys of the new kind and falls back to legacy ones", () => {
  const both = [
    ...LEGACY,
    key("other", "secret", "sb_secret_2"),
    key("default", "publishable", "sb_publishable_1"),
  ];
  assert.deepEqual(keysOf(JSON.stringify(both)), { publishable: "sb_publishable_1", secret: "sb_secret_2" });
  assert.deepEqual(keysOf(JSON.stringify({ keys: LEGACY })), {
    publishable: "eyJ.anon",
    secret: "eyJ.service",
  });
});

Deno.test("keysOf() says what is missing and never repeats what it read", () => {
  assert.throws(() => keysOf("[]"), /no publishable or no secret key/);
  assert.throws(
    () => keysOf('{"leak":"sb_secret_leak"'),
    (error: Error) => !error.message.includes("leak") && /printed something else/.test(error.message),
  );
});
