import assert from "node:assert/strict";
import { join } from "node:path";
import { readProjectConfig } from "../../stack/config/project-config.ts";
import { runBundle } from "../support/hosted/bundle-process.ts";
import { type HostedProject, platformEnv, startHostedProject } from "../support/hosted/hosted-project.ts";
import { importGraph } from "../../tools/generate/uploads/import-graph.ts";
import { copyProject, PLANTED } from "../support/stack/project-copy.ts";
import { startRecordingApi } from "../support/hosted/recording-api.ts";
import { startTestStack, type TestStack } from "../../stack/testing/test-stack.ts";
import { HAS_NPX, runSupabase, warnings } from "../../tools/common/supabase-cli.ts";
import { readUploadsPage, uploadsTable } from "../../tools/generate/uploads/uploads-page.ts";

const REF = "abcdefghijklmnopqrst";
/** Sources with their comments; what judges rates, references and corroboration took 95 kB. Less is better. */
const LARGEST_BUNDLE = 400 * 1024;

/** One request to each function, and what shows that its answer is real. */
const PROBES: Readonly<
  Record<string, { readonly path: string; readonly method?: "POST"; readonly has: string }>
> = {
  "prices-pull": { path: "prices-pull", method: "POST", has: "status" },
  "prices-read": { path: "prices-read?metal=all", has: "prices" },
  "provider-proxy": { path: "provider-proxy/gold-api/latest?metal=gold", has: "price" },
  "config": { path: "config", has: "plan" },
  "health": { path: "health", has: "status" },
  "feed": { path: "feed/spot/latest.json", has: "data" },
};

function ask(
  base: string,
  { slug, key }: { readonly slug: string; readonly key: string },
): Promise<Response> {
  const probe = PROBES[slug];
  assert.ok(probe, `${slug} needs a probe in this test`);
  return fetch(`${base}/functions/v1/${probe.path}`, {
    method: probe.method ?? "GET",
    headers: { apikey: key, "content-type": "application/json" },
    ...(probe.method === "POST" ? { body: "{}" } : {}),
  });
}

Deno.test({
  name: HAS_NPX
    ? "functions deploy with the real CLI uploads what runs under Deno 2.1, and nothing else"
    : "functions deploy (skipped: no npx)",
  ignore: !HAS_NPX,
  async fn(t): Promise<void> {
    const folder = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "deploy-test-" }));
    const project = join(folder, "project");
    Deno.mkdirSync(project);
    const api = startRecordingApi({ projectRef: REF, folder });
    let stack: TestStack | null = null;
    let hosted: HostedProject | null = null;
    try {
      await copyProject(project);
      const { functions: declared } = readProjectConfig(project);

      await t.step("the CLI uploads every declared function without a warning", async () => {
        const args = ["functions", "deploy", "--use-api", `--remote=${REF}`, "--yes"];
        const { code, text } = await runSupabase(args, { cwd: project, env: api.env });
        assert.equal(code, 0, text);
        assert.deepEqual(warnings(text), []);
        assert.deepEqual([...api.uploads.keys()].sort(), declared.map(({ name }) => name).sort());
      });

      for (const { name, entrypoint } of declared) {
        const upload = api.uploads.get(name);
        assert.ok(upload);
        await t.step(`the upload of ${name} is complete, minimal, small and without secrets`, async () => {
          const reached = await importGraph(entrypoint, { root: project });
          assert.deepEqual([...upload.files.keys()].sort(), ["functions/imports.json", ...reached].sort());
          for (const [path, bytes] of upload.files) {
            assert.match(path, /^(functions|shared)\/[\w./-]+\.(ts|json)$/);
            assert.ok(!path.includes("..") && !/\.test\.|\.env/.test(path), path);
            assert.ok(!new TextDecoder().decode(bytes).includes(PLANTED), `${path} holds no secret`);
          }
          const size = [...upload.files.values()].reduce((sum, bytes) => sum + bytes.length, 0);
          assert.ok(size < LARGEST_BUNDLE, `${size} bytes`);
          assert.deepEqual(upload.metadata, {
            name,
            entrypoint_path: `functions/${name}/index.ts`,
            import_map_path: "functions/imports.json",
            static_patterns: [],
            verify_jwt: false,
          });
        });
      }

      await t.step("dist/uploads.md lists the files of every upload", () => {
        const files = new Map(
          [...api.uploads].map(([slug, upload]) => [slug, [...upload.files.keys()].sort()]),
        );
        assert.equal(readUploadsPage(), uploadsTable(files), "run `deno task generate uploads`");
      });

      stack = await startTestStack({ quietCron: true });
      hosted = startHostedProject(stack, { folder });
      await hosted.deploy(api.uploads.values());
      // The first pull is the uploaded function's own.
      for (
        const slug of [
          "prices-pull",
          ...declared.map(({ name }) => name).filter((name) => name !== "prices-pull"),
        ]
      ) {
        await t.step(`${slug} answers under Deno 2.1 from nothing but its upload`, async () => {
          assert.match(hosted?.functions.get(slug)?.deno ?? "", /^2\.1\./);
          const response = await ask(hosted?.url ?? "", { slug, key: stack?.keys.secretKey ?? "" });
          const text = await response.text();
          assert.equal(response.status, 200, text);
          assert.ok((PROBES[slug]?.has ?? "") in JSON.parse(text), text.slice(0, 200));
        });
      }

      await t.step("every function boots within the limits of the platform", () => {
        for (const [slug, { bootCpuMs, residentBytes }] of hosted?.functions ?? []) {
          // Time of the clock says more about what else the machine does. `deno task bench` has it.
          assert.ok((bootCpuMs ?? 0) < 2000, `${slug} boots in ${bootCpuMs} ms of the processor`);
          assert.ok(residentBytes < 256 * 2 ** 20, `${slug} takes ${residentBytes} bytes`);
        }
      });

      await t.step("a project that has legacy keys only is served as well", async () => {
        const upload = api.uploads.get("prices-pull");
        assert.ok(upload && stack);
        const { SUPABASE_PUBLISHABLE_KEYS: _, SUPABASE_SECRET_KEYS: __, SUPABASE_JWKS: ___, ...legacy } =
          platformEnv(
            stack,
          );
        const alone = await runBundle(upload, { folder: join(folder, "legacy"), env: legacy });
        try {
          const statuses = [];
          for (const key of [stack.keys.serviceRoleKey, stack.keys.anonKey, stack.keys.secretKey]) {
            const response = await fetch(`${alone.url}/prices-pull`, {
              method: "POST",
              headers: { apikey: key, authorization: `Bearer ${key}` },
              body: "{}",
            });
            await response.body?.cancel();
            statuses.push(response.status);
          }
          assert.deepEqual(statuses, [200, 403, 401], "service_role, anon, a key of the new kind");
        } finally {
          await alone.stop();
        }
      });
    } finally {
      await hosted?.stop();
      await stack?.stop();
      await api.close();
      Deno.removeSync(folder, { recursive: true });
    }
  },
});
