import { existsSync, readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { z } from "zod";

const FOLDER = resolve(import.meta.dirname ?? ".", "../../cassettes");

const ExpectedQuote = z.strictObject({
  metal: z.string(),
  price: z.number(),
  bid: z.number().nullable(),
  ask: z.number().nullable(),
  quotedAt: z.string().nullable(),
});
const Quota = z.strictObject({
  total: z.number().nullable(),
  used: z.number().nullable(),
  remaining: z.number().nullable(),
});

const Reference = z.strictObject({ metal: z.string(), price: z.number(), date: z.iso.date() });
const Refused = z.strictObject({ what: z.string(), reason: z.string() });

export const Cassette = z.strictObject({
  origin: z.enum(["invented", "recorded"]),
  /** Where the shape is documented, where that is not plain from docs/providers.md. */
  shape: z.string().optional(),
  recordedAt: z.iso.datetime().optional(),
  operation: z.enum(["latest", "spot", "timeseries", "historical", "usage", "currencies"]),
  parameters: z.record(z.string(), z.string()),
  request: z.strictObject({ path: z.string(), query: z.record(z.string(), z.string()) }),
  response: z.strictObject({
    status: z.number(),
    headers: z.record(z.string(), z.string()),
    json: z.unknown(),
  }),
  expect: z.union([
    z.strictObject({
      quotes: z.array(ExpectedQuote),
      fx: z.record(z.string(), z.number()),
      quota: Quota.nullable(),
      quotaHeaders: Quota.optional(),
      references: z.array(Reference).optional(),
      refused: z.array(Refused).optional(),
    }),
    z.strictObject({ failure: z.string() }),
  ]).optional(),
});

export type Cassette = z.infer<typeof Cassette>;

/**
 * The cassettes of a provider by the names of their cases.
 *
 * @throws Error where there is none, saying how to make one
 */
export function cassettesOf(provider: string): ReadonlyMap<string, Cassette> {
  const names = namesOf(provider);
  if (names.length === 0) {
    throw new Error(
      `no cassette for ${provider}: record with \`deno task record ${provider} --yes\`, or write ` +
        `tests/cassettes/${provider}/*.json in its documented shape (tests/cassettes/README.md)`,
    );
  }
  return new Map(names.map((name) => {
    const text = readFileSync(`${FOLDER}/${provider}/${name}`, "utf8");
    return [name.replace(".json", ""), Cassette.parse(JSON.parse(text))];
  }));
}

function namesOf(provider: string): readonly string[] {
  const folder = `${FOLDER}/${provider}`;
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => name.endsWith(".json")).sort();
}

/** The folders that hold cassettes. */
export function cassetteFolders(): readonly string[] {
  return readdirSync(FOLDER, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) =>
    entry.name
  );
}
