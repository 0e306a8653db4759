import assert from "node:assert/strict";
import { join } from "node:path";
import { type HostedLookalike, startHostedLookalike } from "../support/hosted/hosted-lookalike.ts";
import { copyProject } from "../support/stack/project-copy.ts";
import { HAS_NPX } from "../../tools/common/supabase-cli.ts";

interface Scene extends HostedLookalike {
  readonly folder: string;
  readonly project: string;
}

async function withScene(body: (scene: Scene) => Promise<void>): Promise<void> {
  const folder = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "guided-test-" }));
  const project = join(folder, "project");
  Deno.mkdirSync(project);
  await copyProject(project);
  const hosted = await startHostedLookalike(folder);
  try {
    await body({ ...hosted, folder, project });
  } finally {
    await hosted.stop();
    Deno.removeSync(folder, { recursive: true });
  }
}

async function deploy(
  { project, ref, url, stack, api }: Scene,
  args: readonly string[],
): Promise<{ readonly code: number; readonly text: string }> {
  const target = ["--project-ref", ref, "--db-url", stack.dbUrl, "--project-url", url];
  const output = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "tools/deploy/main.ts", ...target, ...args],
    cwd: project,
    env: { ...api.env, NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code: output.code, text: decoder.decode(output.stdout) + decoder.decode(output.stderr) };
}

Deno.test({
  name: HAS_NPX
    ? "deno task deploy brings an empty project to its first price, and again without harm"
    : "deno task deploy (skipped: no npx)",
  ignore: !HAS_NPX,
  fn: (t) =>
    withScene(async (scene) => {
      const { folder, stack, url, api } = scene;
      const secretsFile = join(folder, "production.env");
      Deno.writeTextFileSync(secretsFile, "METALS_DEV_API_KEY=invented-1\nMETALS_API_KEY=\nHOME_PHONE=1\n");
      const given = ["--secrets-file", secretsFile];

      await t.step("a dry run says what would be done and changes nothing", async () => {
        const { code, text } = await deploy(scene, [...given, "--dry-run"]);
        assert.equal(code, 0, text);
        assert.match(text, /to apply: 20261123090000_create_spot_schema\.sql/);
        assert.match(text, /Secrets: METALS_DEV_API_KEY\n/);
        assert.match(text, /left out: HOME_PHONE/);
        assert.match(text, /nothing was changed/);
        assert.deepEqual(api.requests.filter((request) => !request.startsWith("GET ")), []);
        const [schema] = await stack.sql`select to_regnamespace('spot') as spot`;
        assert.equal(schema?.["spot"], null);
      });

      await t.step("without a terminal and without --yes it stops before the first change", async () => {
        const { code, text } = await deploy(scene, given);
        assert.equal(code, 1);
        assert.match(text, /Nothing was changed/);
        assert.equal(api.uploads.size, 0);
      });

      await t.step("migrations, secrets, functions, schedule, first pull, health", async () => {
        const { code, text } = await deploy(scene, [...given, "--yes"]);
        assert.equal(code, 0, text);
        assert.deepEqual([...api.secrets], [["METALS_DEV_API_KEY", "invented-1"]]);
        assert.match(text, /Schedule: \*\/5 \* \* \* \*/);
        assert.match(text, /First pull: (succeeded|partial|done)/);
        assert.match(text, new RegExp(`publishable key +${stack.keys.publishableKey}`));
        assert.ok(!text.includes(stack.keys.secretKey), "the secret key is not shown");
        assert.ok(!text.includes("invented-1"), "no provider key is shown");
        const vault = await stack.sql`
          select name, decrypted_secret as value from vault.decrypted_secrets
          where name in ('project_url', 'secret_key') order by name`;
        assert.deepEqual(vault.map((row) => row["value"]), [url, stack.keys.secretKey]);
      });

      await t.step("the deployed project answers the curl that it printed", async () => {
        const response = await fetch(`${url}/functions/v1/prices-read?metal=gold&currency=EUR&unit=g`);
        assert.equal(response.status, 200);
        assert.ok((await response.json()).price > 0);
      });

      await t.step("a second deployment applies nothing, keeps the prices and ends well", async () => {
        const [before] = await stack.sql`select count(*)::int as n from spot.prices`;
        const { code, text } = await deploy(scene, ["--yes"]);
        assert.equal(code, 0, text);
        assert.match(text, /none to apply/);
        const [after] = await stack.sql`select count(*)::int as n from spot.prices`;
        assert.ok(after?.["n"] >= before?.["n"] && before?.["n"] > 0);
      });
    }),
});
