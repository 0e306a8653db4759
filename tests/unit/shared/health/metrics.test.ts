import assert from "node:assert/strict";
import { AppError } from "../../../../shared/errors.ts";
import { diagnose } from "../../../../shared/health/diagnose.ts";
import { metricsOf } from "../../../../shared/health/metrics.ts";
import { prometheusText } from "../../../../shared/health/prometheus-text.ts";
import { evidenceOf, publicFacts } from "../../../support/scenes/health-scene.ts";

function textOf(evidence: Parameters<typeof diagnose>[0]): string {
  return prometheusText(metricsOf(evidence, diagnose(evidence)));
}

Deno.test("prometheusText() escapes labels and help", () => {
  const samples = [{ labels: { path: 'C:\\x "y"\nz' }, value: 1.5 }, { value: 2 }];
  const text = prometheusText([{ name: "a_total", help: "one \\ two\nthree", type: "counter", samples }]);
  assert.equal(
    text,
    '# HELP a_total one \\\\ two\\nthree\n# TYPE a_total counter\na_total{path="C:\\\\x \\"y\\"\\nz"} 1.5\na_total 2\n',
  );
});

Deno.test("metricsOf() gives each name once, with HELP and TYPE, and only lines that Prometheus can read", () => {
  const text = textOf(evidenceOf({
    missed_slots_24h: 2,
    alerts: [{
      kind: "spread",
      subject: "gold",
      severity: "warning",
      opened_at: "2026-01-15T11:00:00Z",
      details: {},
    }],
  }));
  const names = [...text.matchAll(/^# TYPE (\S+) (?:gauge|counter)$/gm)].map(([, name]) => name);
  assert.equal(new Set(names).size, names.length);
  const sample = /^[a-z_]+(\{[a-z_]+="[^"\n]*"(,[a-z_]+="[^"\n]*")*\})? -?\d+(\.\d+)?$/;
  for (const line of text.trimEnd().split("\n")) {
    assert.ok(line.startsWith("# ") || sample.test(line), line);
  }
  assert.match(text, /^spot_healthy 1$/m);
  assert.match(text, /^spot_database_latency_seconds 0\.008$/m);
  assert.match(text, /^spot_price_state\{metal="gold",state="fresh"\} 1$/m);
  assert.match(text, /^spot_provider_calls_left\{provider="metals-dev"\} 60$/m);
  assert.match(text, /^spot_last_pull_slot_timestamp_seconds 1768478400$/m);
  assert.match(text, /^spot_cache_hits_total\{function="prices-read"\} 97$/m);
  assert.match(text, /^spot_problems\{code="slots_missed",severity="warning"\} 1$/m);
  assert.match(text, /^spot_alert_open\{kind="spread",subject="gold",severity="warning"\} 1$/m);
});

Deno.test("metricsOf() tells anyone of prices but not of providers", () => {
  const text = textOf({ kind: "public", facts: publicFacts() });
  assert.match(text, /spot_price_age_seconds\{metal="silver"\} 60/);
  assert.ok(!text.includes("spot_provider"));
});

Deno.test("metricsOf() says that the database is down", () => {
  const text = textOf({ kind: "none", error: new AppError("STORE_UNAVAILABLE", "x") });
  assert.match(text, /^spot_database_up 0$/m);
  assert.match(text, /^spot_healthy 0$/m);
});

Deno.test("metricsOf() gives service levels as ratios, and none where there was nothing to count", () => {
  const minutes = { period: "24 hours", open_minutes: 1380, fresh_minutes: 1379 } as const;
  const counts = { succeeded: 285, partial: 1, failed: 1, abandoned: 0, skipped: 0 };
  const text = textOf(evidenceOf({
    service_levels: {
      freshness: [
        { ...minutes, metal: "gold", fresh_percent: 99.93 },
        { ...minutes, metal: "silver", open_minutes: null, fresh_percent: null },
      ],
      pulls: [{ period: "7 days", pulls: 287, ...counts, success_percent: 99.5 }],
    },
  }));
  assert.match(text, /^spot_fresh_ratio\{metal="gold",period="24 hours"\} 0\.9993$/m);
  assert.match(text, /^spot_pull_success_ratio\{period="7 days"\} 0\.995$/m);
  assert.ok(!text.includes('spot_fresh_ratio{metal="silver"'));
});
