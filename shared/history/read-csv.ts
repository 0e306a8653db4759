import { AppError } from "../errors.ts";
import type { ReadRow } from "./history-row.ts";
import { makeRow } from "./make-row.ts";

const COLUMNS = ["ts", "metal", "price_usd_toz", "provider"] as const;

/**
 * Reads the lines of a CSV with the columns ts, metal, price_usd_toz and provider, in any order and among others.
 *
 * @throws AppError INPUT_BAD_BODY when the first line does not name them
 */
export async function* readCsv(
  lines: AsyncIterable<readonly string[]>,
  file: string,
): AsyncGenerator<ReadRow[]> {
  let places: number[] | null = null;
  let count = 0;
  for await (const chunk of lines) {
    const rows: ReadRow[] = [];
    for (const line of chunk) {
      count++;
      if (places === null) {
        places = columnsOf(line.replace(/^\uFEFF/, ""), file);
        continue;
      }
      if (line === "") continue;
      const fields = line.includes('"') ? unquote(line) : line.split(",");
      const [ts = "", metal = "", price = "", provider = ""] = places.map((place) => fields[place]?.trim());
      const place = `${file}:${count}`;
      // Number("") is 0, which would be refused for the wrong reason.
      rows.push(makeRow({ ts, metal, price: price === "" ? NaN : Number(price), provider, place }));
    }
    if (rows.length > 0) yield rows;
  }
}

function columnsOf(header: string, file: string): number[] {
  const names = header.split(",").map((name) => name.trim().replace(/^"(.*)"$/, "$1").toLowerCase());
  const places = COLUMNS.map((column) => names.indexOf(column));
  const missing = COLUMNS.filter((_, index) => places[index] === -1);
  if (missing.length === 0) return places;
  throw new AppError("INPUT_BAD_BODY", `Cannot read ${file}: column ${missing.join(", ")} is missing`, {
    hint: `The first line names the columns: ${COLUMNS.join(",")}`,
  });
}

/** RFC 4180, without line breaks inside of fields. */
function unquote(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map((match) =>
    match[1]?.replaceAll('""', '"') ?? match[2] ?? ""
  );
}
