import assert from "node:assert/strict";
import { join } from "node:path";
import { type HostedProject, startHostedProject } from "../support/hosted-project.ts";
import { copyProject } from "../support/project-copy.ts";
import { type RecordingApi, startRecordingApi } from "../support/recording-api.ts";
import { startTestStack, type TestStack } from "../support/stack.ts";
import { until } from "../support/until.ts";
import { HAS_NPX } from "../../tools/deploy/supabase-cli.ts";

const REF = "abcdefghijklmnopqrst";

interface Scene {
  readonly folder: string;
  readonly project: string;
  readonly stack: TestStack;
  readonly hosted: HostedProject;
  readonly api: RecordingApi;
}

/** An empty database, a management API that records, and a place where the uploads run. */
async function withScene(body: (scene: Scene) => Promise<void>): Promise<void> {
  const folder = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "guided-test-" }));
  const project = join(folder, "project");
  Deno.mkdirSync(project);
  await copyProject(project);
  const stack = await startTestStack({ migrations: null, quietCron: true });
  const hosted = startHostedProject(stack, { folder });
  const api: RecordingApi = startRecordingApi({
    projectRef: REF,
    folder,
    keys: { publishable: stack.keys.publishableKey, secret: stack.keys.secretKey },
    onDeployed: () => hosted.deploy(api.uploads.values()),
  });
  try {
    await body({ folder, project, stack, hosted, api });
  } finally {
    await hosted.stop();
    await stack.stop();
    await api.close();
    Deno.removeSync(folder, { recursive: true });
  }
}

async function deploy(
  { project, stack, hosted, api }: Scene,
  args: readonly string[],
): Promise<{ readonly code: number; readonly text: string }> {
  const target = ["--project-ref", REF, "--db-url", stack.dbUrl, "--project-url", hosted.url];
  const output = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "tools/deploy.ts", ...target, ...args],
    cwd: project,
    env: { ...api.env, NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code: output.code, text: decoder.decode(output.stdout) + decoder.decode(output.stderr) };
}

/** Supabase reloads PostgREST after each migration by an event trigger that only a superuser can make. */
async function reloadApi({ stack }: Scene): Promise<void> {
  await stack.sql`notify pgrst, 'reload schema'`;
  const question = `${stack.url}/rest/v1/rpc/read_config`;
  await until(async () => {
    const response = await fetch(question, { headers: { apikey: stack.keys.secretKey } });
    await response.body?.cancel();
    return response.status === 200;
  });
}

Deno.test({
  name: HAS_NPX
    ? "deno task deploy brings an empty project to its first price, and again without harm"
    : "deno task deploy (skipped: no npx)",
  ignore: !HAS_NPX,
  fn: (t) =>
    withScene(async (scene) => {
      const { folder, stack, hosted, api } = scene;
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
        const first = await deploy(scene, [...given, "--yes"]);
        // The stack's PostgREST has not seen the migrations; on Supabase it reloads by itself.
        if (first.code !== 0) {
          assert.match(first.text, /set_project_address answered 404/, first.text);
          await reloadApi(scene);
        }
        const { code, text } = first.code === 0 ? first : await deploy(scene, [...given, "--yes"]);
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
        assert.deepEqual(vault.map((row) => row["value"]), [hosted.url, stack.keys.secretKey]);
      });

      await t.step("the deployed project answers the curl that it printed", async () => {
        const response = await fetch(`${hosted.url}/functions/v1/prices-read?metal=gold&currency=EUR&unit=g`);
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
