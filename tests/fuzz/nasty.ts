import * as fc from "fast-check";

/** Texts that have broken somebody's reader before. */
const NASTY = [
  "",
  " ",
  "\0",
  "%00",
  "%",
  "__proto__",
  "constructor",
  "toString",
  "[object Object]",
  "null",
  "undefined",
  "true",
  "' or 1=1 --",
  '"; drop table spot.prices; --',
  "$$",
  "{{7*7}}",
  "${7*7}",
  "../../../etc/passwd",
  "<script>",
  "gold\r\nX: y",
  "NaN",
  "Infinity",
  "-0",
  "1e999",
  "0x10",
  "9007199254740993",
  "💥",
  "\ud800",
  "ﷺ",
  "\u202egold",
  "ı",
  "İ",
  "ſ",
  "a".repeat(9000),
  ",".repeat(3000),
  "[".repeat(5000),
  "(".repeat(3000),
  "0".repeat(5000),
  "2026-02-30",
  "9999-12-31",
  "0000-00-00",
  "2026-01-01T25:00:00Z",
  "+010000-01-01",
  "2026-01-01T00:00:00+99:99",
  "infinity",
  "now",
];

/** A text of any kind: known trouble, letters, bytes. */
export const nastyText: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...NASTY) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 60 }) },
  { weight: 1, arbitrary: fc.string({ maxLength: 60 }) },
);

/** One of the good values, one of them with a little damage, or anything. */
export function nearly(...good: readonly string[]): fc.Arbitrary<string> {
  const one = fc.constantFrom(...good);
  return fc.oneof(
    { weight: 5, arbitrary: one },
    { weight: 2, arbitrary: one.chain(damaged) },
    { weight: 2, arbitrary: nastyText },
  );
}

/** A text with one piece cut out, doubled, replaced or put in. */
export function damaged(text: string): fc.Arbitrary<string> {
  const place = fc.nat({ max: text.length });
  return fc.tuple(
    place,
    place,
    fc.oneof(fc.constant(""), nastyText, fc.constantFrom(...",.-0e\"'{}[]:")),
    fc.boolean(),
  )
    .map(([a, b, piece, isDouble]) => {
      const [from, to] = [Math.min(a, b), Math.max(a, b)];
      return text.slice(0, from) + piece + (isDouble ? text.slice(from, to).repeat(2) : "") + text.slice(to);
    });
}

const junk: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    0,
    -0,
    -1,
    1e308,
    1e-308,
    2 ** 53,
    5e-324,
    Number.MAX_VALUE,
    "",
    "0",
    "NaN",
    "null",
    [],
    {},
    [[]],
  ),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  nastyText,
  fc.jsonValue({ maxDepth: 3 }),
);

/** A JSON value with up to three of its nodes replaced, dropped, renamed, scaled or wrapped. */
export function mutatedJson(json: unknown): fc.Arbitrary<unknown> {
  const change = fc.record({
    at: fc.nat({ max: 10_000 }),
    how: fc.constantFrom("replace", "drop", "rename", "scale", "text", "wrap", "repeat"),
    junk,
    factor: fc.constantFrom(-1, 0, 0.5, 1e-9, 31.1034768, 1 / 31.1034768, 1000, 1e12, 1e300),
    name: nastyText,
  });
  return fc.array(change, { minLength: 1, maxLength: 3 }).map((changes) =>
    changes.reduce<unknown>((value, one) => {
      const places = placesOf(value);
      const place = places[one.at % Math.max(1, places.length)] ?? [];
      return changedAt(value, { place, change: (node) => changed(node, one) });
    }, json)
  );
}

const DROPPED = Symbol("dropped");
type Place = readonly (string | number)[];

function changed(
  node: unknown,
  { how, junk, factor }: { how: string; junk: unknown; factor: number },
): unknown {
  switch (how) {
    case "drop":
      return DROPPED;
    case "scale":
      return typeof node === "number" ? node * factor : junk;
    case "text":
      return typeof node === "number"
        ? String(node)
        : typeof node === "string"
        ? Number(node) || 0
        : JSON.stringify(node);
    case "wrap":
      return [node];
    case "repeat":
      return Array.isArray(node) ? [...node, ...node] : { a: node, b: node };
    default:
      return junk;
  }
}

/** Where a value can be changed: itself and all that it holds, at most some thousand places. */
function placesOf(value: unknown, place: Place = [], found: Place[] = []): readonly Place[] {
  if (found.length > 3000) return found;
  found.push(place);
  if (typeof value !== "object" || value === null) return found;
  for (const [key, inner] of Object.entries(value)) {
    placesOf(inner, [...place, Array.isArray(value) ? Number(key) : key], found);
  }
  return found;
}

function changedAt(
  value: unknown,
  { place, change }: { place: Place; change: (node: unknown) => unknown },
): unknown {
  const [key, ...rest] = place;
  if (key === undefined) {
    const made = change(value);
    return made === DROPPED ? null : made;
  }
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).flatMap(([name, inner]): [string, unknown][] => {
    if (name !== String(key)) return [[name, inner]];
    const made = rest.length === 0 ? change(inner) : changedAt(inner, { place: rest, change });
    return made === DROPPED ? [] : [[name, made]];
  });
  return Array.isArray(value) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
}
