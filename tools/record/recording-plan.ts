import type { Call } from "../../shared/providers/engine.ts";
import type { OperationName, Provider } from "../../shared/providers/provider.ts";

export interface PlannedRecording extends Call {
  /** Name of the cassette, without ".json". */
  readonly name: string;
  readonly cost: number;
}

const DAY = 86_400_000;
const NAMES: readonly OperationName[] = [
  "latest",
  "spot",
  "timeseries",
  "historical",
  "usage",
  "currencies",
];

/** One call for every operation of a provider (or for one of them), with parameters of about now (epoch ms). */
export function recordingPlan(
  provider: Provider,
  { now, only = null }: { now: number; only?: string | null },
): readonly PlannedRecording[] {
  const date = (daysAgo: number): string => new Date(now - daysAgo * DAY).toISOString().slice(0, 10);
  const samples = { metal: "gold", date: date(5), start_date: date(8), end_date: date(5) };
  return NAMES.flatMap((operation) => {
    const declared = provider.operations[operation];
    if (declared === undefined || (only !== null && only !== operation)) return [];
    const wanted = Object.entries(samples).filter(([name]) => Object.hasOwn(declared.parameters.shape, name));
    return [{
      operation,
      parameters: Object.fromEntries(wanted),
      name: `recorded-${operation}`,
      cost: declared.cost,
    }];
  });
}
