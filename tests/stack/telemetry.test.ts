import assert from "node:assert/strict";
import { ignore } from "../../stack/ignore.ts";
import { startTestStack } from "../../stack/testing/test-stack.ts";
import { until } from "../support/basics/until.ts";

Deno.test("with OTEL_DENO the functions send spans to the collector", async () => {
  const paths: string[] = [];
  const collector = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: ignore }, async (request) => {
    paths.push(`${new URL(request.url).pathname} ${(await request.bytes()).length > 0}`);
    return Response.json({});
  });
  const before = Deno.env.toObject();
  Deno.env.set("OTEL_DENO", "true");
  Deno.env.set("OTEL_EXPORTER_OTLP_ENDPOINT", `http://127.0.0.1:${collector.addr.port}`);
  Deno.env.set("OTEL_BSP_SCHEDULE_DELAY", "100");
  const stack = await startTestStack({ services: ["postgrest", "functions"], quietCron: true });
  try {
    await (await fetch(`${stack.url}/functions/v1/config`)).body?.cancel();
    await until(() => paths.includes("/v1/traces true"));
    assert.ok(paths.length > 0);
  } finally {
    await stack.stop();
    for (const name of ["OTEL_DENO", "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_BSP_SCHEDULE_DELAY"]) {
      if (before[name] === undefined) Deno.env.delete(name);
    }
    await collector.shutdown();
  }
});
