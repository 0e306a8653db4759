import { z } from "zod";
import { StackError } from "../../stack/stack-error.ts";
import { refused } from "../common/refused.ts";

/** Days of the past that one provider is to fill in. */
export interface BackfillRange {
  /** Key of the provider. */
  readonly provider: string;
  /** First and last day, YYYY-MM-DD. */
  readonly from: string;
  readonly to: string;
}

const Outcome = z.looseObject({
  status: z.enum(["done", "paused"]),
  reason: z.string().nullable(),
  left: z.int(),
  chunks: z.array(z.looseObject({
    metal: z.string().nullable(),
    from: z.string(),
    to: z.string(),
    outcome: z.string(),
    new: z.int().optional(),
  })),
});
export type Outcome = z.infer<typeof Outcome>;

const PATH = "/functions/v1/prices-pull";

/**
 * Asks a project for one backfill.
 *
 * @throws StackError where the project refuses it or cannot be reached
 */
export async function askBackfill(
  backfill: BackfillRange,
  { url, secretKey, fetch }: {
    readonly url: string;
    readonly secretKey: string;
    readonly fetch: (request: Request) => Promise<Response>;
  },
): Promise<Outcome> {
  const request = new Request(`${url}${PATH}`, {
    method: "POST",
    headers: { apikey: secretKey, "content-type": "application/json" },
    body: JSON.stringify({ backfill }),
    signal: AbortSignal.timeout(180_000),
  });
  const response = await fetch(request).catch((cause: unknown) => {
    throw new StackError(`Cannot reach ${url}${PATH}`, { cause, hint: "Is the project awake?" });
  });
  const text = await response.text();
  if (response.status !== 200) throw refused(PATH, { status: response.status, text });
  return Outcome.parse(JSON.parse(text));
}

/** The outcome for a person, one line a call. */
export function outcomeText({ status, reason, left, chunks }: Outcome): string {
  const lines = chunks.map(({ metal, from, to, outcome, new: added }) => {
    const what = metal === null ? "" : ` ${metal}`;
    return `  ${from} to ${to}${what}: ${outcome}${added === undefined ? "" : `, ${added} new prices`}`;
  });
  const end = status === "done"
    ? "Done"
    : `Paused, ${left} calls are left${
      reason === null ? "" : `: ${reason}`
    }. The same command goes on from there`;
  return [...lines, end].join("\n");
}
