import { AppError } from "../errors.ts";
import type { Provider } from "../providers/provider.ts";
import { PROVIDERS } from "../providers/registry.ts";
import { type Metal, METALS } from "../schemas/metal.ts";

/** One request of a provider's time series. */
export interface Chunk {
  /** Null where one answer holds all metals. */
  readonly metal: Metal | null;
  /** First and last day, YYYY-MM-DD. */
  readonly from: string;
  readonly to: string;
}

interface Range {
  readonly from: string;
  readonly to: string;
}

const DAY = 86_400_000;

/** Keys of the providers that have a history of metals. */
export const BACKFILL_PROVIDERS: readonly string[] = PROVIDERS.filter(({ series }) => series !== undefined)
  .map(({ key }) => key);

/**
 * The requests that a range takes. Chunks begin where the range begins, so that the same range gives the same chunks.
 *
 * @throws AppError INPUT_BAD_VALUE where the range is not of the past or the provider has no series
 */
export function chunksOf(provider: Provider, { from, to }: Range, now: number): Chunk[] {
  const limit = provider.series;
  if (limit === undefined || provider.operations.timeseries === undefined) {
    throw new AppError(
      "INPUT_BAD_VALUE",
      `Cannot backfill from ${provider.key}: it has no history of metals`,
      {
        hint: `Providers: ${BACKFILL_PROVIDERS.join(", ")}`,
      },
    );
  }
  const [first, last] = [Date.parse(from), Date.parse(to)];
  // Today's close is not known yet, and some providers refuse a range that holds today.
  if (!(first <= last) || last >= Math.floor(now / DAY) * DAY) {
    throw new AppError(
      "INPUT_BAD_VALUE",
      `Cannot backfill ${from} to ${to}: it must be a range of past days`,
      {
        hint: "from is not after to, and to is yesterday (UTC) or earlier",
      },
    );
  }
  const chunks: Chunk[] = [];
  for (let begin = first; begin <= last; begin += limit.days * DAY) {
    const range = { from: dateOf(begin), to: dateOf(Math.min(last, begin + (limit.days - 1) * DAY)) };
    if (limit.oneMetal) chunks.push(...METALS.map((metal) => ({ metal, ...range })));
    else chunks.push({ metal: null, ...range });
  }
  return chunks;
}

function dateOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
