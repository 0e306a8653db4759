import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Provider } from "../../../shared/providers/provider.ts";
import { PROVIDERS } from "../../../shared/providers/registry.ts";
import { METALS } from "../../../shared/schemas/metal.ts";
import { UPSTREAM_FAULTS } from "../../../stack/upstream/faults.ts";

const PAGE = readFileSync(resolve(import.meta.dirname ?? ".", "../../../docs/providers.md"), "utf8");

function rowOf(provider: Provider): string {
  const { key, name, kind, metals, givesFx, givesReference, auth, keyVariable, defaults } = provider;
  const listed = metals.length === METALS.length ? "4 metals" : metals.join(", ");
  const gives = [listed, givesFx ? "currencies" : "", givesReference ? "daily reference prices" : ""]
    .filter((text) => text !== "").join(", ");
  const place = auth.in === "none" ? "nowhere" : `${auth.in} \`${auth.name}\``;
  const variable = keyVariable === null ? "none" : `\`${keyVariable}\``;
  const quota = defaults.monthlyQuota ?? "no limit stated";
  const times = `${defaults.minimumIntervalSeconds} s | ${defaults.maximumAgeSeconds} s`;
  const starts = defaults.enabled ? "on" : "off";
  return `| ${name} | \`${key}\` | ${kind} | ${gives} | ${place} | ${variable} | ${quota} | ${times} | ${starts} |`;
}

for (const provider of PROVIDERS) {
  Deno.test(`docs/providers.md states the facts of ${provider.key} as the code has them`, () => {
    assert.ok(PAGE.includes(rowOf(provider)), `missing: ${rowOf(provider)}`);
    // The tables of requests and of codes have a row for it too.
    assert.ok(PAGE.split(`\n| ${provider.name} |`).length >= 4, "not in every table");
  });
}

Deno.test("docs/providers.md explains every failure once and no others", () => {
  const explained = [...PAGE.matchAll(/^\| `([a-z_]+)` \| /gm)].map((match) => match[1]);
  const known = /export type ProviderFailure =([^;]+);/.exec(
    readFileSync(resolve(import.meta.dirname ?? ".", "../../../shared/errors.ts"), "utf8"),
  )?.[1]?.match(/[a-z_]+/g);
  assert.deepEqual(explained.sort(), [...(known ?? [])].sort());
});

Deno.test("docs/providers.md names every fault of the stand-in", () => {
  for (const fault of UPSTREAM_FAULTS) assert.ok(PAGE.includes(`\`${fault}\``), fault);
});
