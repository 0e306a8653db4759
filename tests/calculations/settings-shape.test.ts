import assert from "node:assert/strict";
import { z } from "zod";
import { Settings } from "../../shared/schemas/settings.ts";
import { startTestStack } from "../../stack/testing/test-stack.ts";

interface Node {
  readonly path: readonly string[];
  readonly type: string;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
}

const Schema = z.looseObject({
  type: z.string().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  minimum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  maximum: z.number().optional(),
});

/** Every object and number within the groups of the settings, with its range. */
function nodes(json: unknown, path: readonly string[]): Node[] {
  const { type = "", properties = {}, minimum, exclusiveMinimum, maximum } = Schema.parse(json);
  const own: Node = {
    path,
    type,
    ...(minimum === undefined ? {} : { minimum }),
    ...(exclusiveMinimum === undefined ? {} : { exclusiveMinimum }),
    ...(maximum === undefined ? {} : { maximum }),
  };
  return [own, ...Object.entries(properties).flatMap(([key, child]) => nodes(child, [...path, key]))];
}

function wrap(path: readonly string[], value: unknown): unknown {
  return path.toReversed().reduce((inner, key) => ({ [key]: inner }), value);
}

/** Values that must be refused for a node. */
function wrongValues({ type, minimum, exclusiveMinimum, maximum }: Node): unknown[] {
  if (type === "object") return [7, null, []];
  return [
    "7",
    null,
    ...(minimum === undefined ? [] : [minimum - 0.001]),
    ...(exclusiveMinimum === undefined ? [] : [exclusiveMinimum]),
    ...(maximum === undefined ? [] : [maximum + 1]),
    ...(type === "integer" ? [(minimum ?? 0) + 0.5] : []),
  ];
}

Deno.test("the database holds every group of the settings to the ranges of the API", async () => {
  const stack = await startTestStack({ services: [] });
  try {
    const properties = Schema.parse(z.toJSONSchema(Settings)).properties ?? {};
    const groups = ["budget", "alerts", "validation"];
    const all = groups.flatMap((group) => nodes(properties[group], [group]));
    assert.ok(all.length > 60);
    const accepted: string[] = [];
    for (const node of all) {
      for (const value of wrongValues(node)) {
        const document = JSON.stringify(wrap(node.path, value));
        const [row] = await stack
          .sql`select spot.settings_problem(${document}::text::jsonb) as problem`;
        if (typeof row?.["problem"] !== "string") accepted.push(document);
      }
    }
    assert.deepEqual(accepted, []);
    const rules = await stack.sql<{ path: string }[]>`select path from spot.setting_rules()`;
    const known = new Set(
      all.map(({ path }) =>
        path.map((key) => /^(gold|silver|platinum|palladium)$/.test(key) ? "*" : key).join(".")
      ),
    );
    assert.deepEqual(rules.map(({ path }) => path).toSorted(), [...known].toSorted());
  } finally {
    await stack.stop();
  }
});
