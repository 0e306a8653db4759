import { z } from "zod";
import { judgeScale, type ScaleVerdict } from "../../shared/history/judge-scale.ts";
import { METALS } from "../../shared/schemas/metal.ts";
import { readResult } from "../../shared/store/read-result.ts";
import type { Store } from "../../shared/store/store.ts";
import { StackError } from "../../stack/stack-error.ts";
import type { MetalSummary, RowSample } from "./sample-rows.ts";

const Comparison = z.object({
  metals: z.partialRecord(
    z.enum(METALS),
    z.object({ overlaps: z.int(), ratio: z.number().nullable(), known: z.number().nullable() }),
  ),
  rates: z.record(z.string(), z.number().positive()),
  held_origin: z.string().nullable(),
  invented_prices: z.int(),
});

export interface Looked {
  readonly verdict: ScaleVerdict;
  /** Simulated or replayed prices that are in the way of real ones. */
  readonly inventedPrices: number;
}

/** Asks the database how the file stands to what is stored there. */
export async function lookAt(sample: RowSample, store: Pick<Store, "call">): Promise<Looked> {
  const { rows } = sample;
  const answer = await store.call("compare_import", {
    metals: rows.map(({ metal }) => metal),
    times: rows.map(({ ts }) => ts),
    prices: rows.map(({ price }) => price),
  });
  const { metals, rates, invented_prices: inventedPrices } = readResult(Comparison, answer);
  return { verdict: judgeScale({ metals, rates }), inventedPrices };
}

export interface ScaleChoice {
  readonly dryRun: boolean;
  /** The operator has said that the file is right. */
  readonly yes: boolean;
  readonly clearInvented: boolean;
  readonly write: (text: string) => void;
  /** Asks a person; null where there is no terminal. */
  readonly confirm: ((question: string) => boolean) | null;
}

/**
 * Says what is in the way of an import, before it writes.
 *
 * @throws StackError where the file is wrong, or where nobody says that it is right
 */
export function settleScale(
  { verdict, inventedPrices }: Looked,
  summaries: readonly MetalSummary[],
  { dryRun, yes, clearInvented, write, confirm }: ScaleChoice,
): void {
  if (inventedPrices > 0) {
    const what = `${inventedPrices.toLocaleString("en")} invented prices`;
    if (clearInvented) write(`${what} ${dryRun ? "would be" : "are"} removed first`);
    else if (dryRun) write(`${what} are in the way: --clear-invented removes them first`);
    else {
      throw new StackError(`Cannot import real prices: the database holds ${what}`, {
        hint: "--clear-invented removes them first; or import into another folder (--dir)",
      });
    }
  }
  if (verdict.kind === "fits") return;
  if (verdict.kind === "apart") {
    throw new StackError(`Cannot import these prices: ${verdict.cause}, it seems`, { hint: verdict.cure });
  }
  for (const line of summaries.map(summaryLine)) write(line);
  if (dryRun || yes || summaries.length === 0) return;
  if (confirm?.("Nothing stored tells whether this is US dollars per troy ounce. Is it right?") === true) {
    return;
  }
  throw new StackError("Cannot import: nothing stored tells whether this is US dollars per troy ounce", {
    hint: "--yes where it is; --currency CODE and --unit g|kg where it is not",
  });
}

function summaryLine({ metal, rows, first, last, level }: MetalSummary): string {
  return `  ${metal.padEnd(10)} ${rows.toLocaleString("en")} rows, ${
    first.ts.slice(0, 10)
  } ${first.price} to ${last.ts.slice(0, 10)} ${last.price}, about ${level}`;
}
