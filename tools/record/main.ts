/**
 * Records live answers of one provider as cassettes, keys blotted out, for people who have a key:
 *
 *   METALS_DEV_API_KEY=… deno task record metals-dev            what it would ask, and what that costs
 *   METALS_DEV_API_KEY=… deno task record metals-dev --yes      asks and writes tests/cassettes/metals-dev/recorded-*.json
 *   … --only latest                                             one operation only
 */
import { parseArgs } from "node:util";
import { providerByKey, PROVIDERS } from "../../shared/providers/registry.ts";
import { Secret } from "../../shared/secret.ts";
import { sleep } from "../../shared/sleep.ts";
import { recordCassette } from "./record-cassette.ts";
import { recordingPlan } from "./recording-plan.ts";

async function main(): Promise<number> {
  const { positionals: [key = ""], values } = parseArgs({
    args: Deno.args,
    allowPositionals: true,
    options: { yes: { type: "boolean", default: false }, only: { type: "string" } },
  });
  const provider = providerByKey(key);
  if (provider === null) {
    say(`Cannot record "${key}": known are ${PROVIDERS.map((known) => known.key).join(", ")}`);
    return 1;
  }
  const secret = provider.keyVariable === null ? null : Deno.env.get(provider.keyVariable) ?? "";
  if (secret === "") {
    say(`Cannot record ${key}: ${provider.keyVariable} is not set`);
    return 1;
  }
  const plan = recordingPlan(provider, { now: Date.now(), only: values.only ?? null });
  for (const { operation, parameters, cost } of plan) {
    say(`${operation} ${JSON.stringify(parameters)}, cost ${cost}`);
  }
  if (!values.yes) {
    say(
      `Nothing was asked. With --yes this takes ${
        plan.reduce((sum, { cost }) => sum + cost, 0)
      } calls of the quota`,
    );
    return 0;
  }
  const tools = { fetch, now: Date.now, sleep, key: secret === null ? null : new Secret(secret) };
  for (const call of plan) {
    const cassette = await recordCassette(provider, { call, tools });
    const path = `tests/cassettes/${provider.key}/${call.name}.json`;
    await Deno.writeTextFile(path, `${JSON.stringify(cassette, null, 2)}\n`);
    say(`${path}${cassette.expect === undefined ? "" : ` (refused: ${cassette.expect.failure})`}`);
  }
  return 0;
}

function say(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

if (import.meta.main) {
  // Refusals are errors with a message; the rest of them would print the address.
  Deno.exit(
    await main().catch((error: unknown) => {
      say(error instanceof Error ? error.message : String(error));
      return 1;
    }),
  );
}
