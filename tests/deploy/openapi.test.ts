import assert from "node:assert/strict";
import { join } from "node:path";
import { HAS_NPX } from "../../tools/common/supabase-cli.ts";
import { PROJECT_ROOT } from "../../stack/project-root.ts";

Deno.test({
  name: HAS_NPX
    ? "docs/api/openapi.json passes Redocly's linter without a warning"
    : "OpenAPI linter (skipped: no npx)",
  ignore: !HAS_NPX,
  async fn(): Promise<void> {
    const output = await new Deno.Command("npx", {
      args: [
        "-y",
        "@redocly/cli@2.77.0",
        "lint",
        "--format=json",
        join(PROJECT_ROOT, "docs", "api", "openapi.json"),
      ],
      // Away from the project: a package.json or a configuration found there must not matter.
      cwd: Deno.makeTempDirSync(),
      env: { REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" },
      stdin: "null",
    }).output();
    const decoder = new TextDecoder();
    const text = decoder.decode(output.stdout) + decoder.decode(output.stderr);
    assert.equal(output.code, 0, text);
    const report = JSON.parse(decoder.decode(output.stdout).replace(/^[^{]*/, ""));
    assert.deepEqual(report.totals, { errors: 0, warnings: 0, ignored: 0 });
  },
});
