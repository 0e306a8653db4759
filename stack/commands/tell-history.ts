import type { DatabaseAccess } from "../database/prepare-database.ts";
import { inventHistory } from "../database/simulated-history.ts";

/** The past of a new simulated stack while it starts. */
export interface ToldHistory {
  /** Once the part that the first answers need is stored. */
  readonly begun: Promise<void>;
  /** Stores the rest; resolves with the line of the summary, or null where there is nothing to say. */
  finish(): Promise<string | null>;
}

/** Invents a past and says so. A chart without one is no reason to end a stack that runs: problems are told, not thrown. */
export function tellHistory(access: DatabaseAccess, report: (line: string) => void): ToldHistory {
  const tell = (error: unknown): null => {
    report(`no history: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  };
  const begun = inventHistory(access, { now: Date.now() }).catch(tell);
  return {
    begun: begun.then(() => {}),
    async finish(): Promise<string | null> {
      const history = await begun;
      if (history === null) return null;
      const began = performance.now();
      const rest = await history.rest().catch(tell);
      if (rest === null) return null;
      const count = history.recent + rest;
      report(`history: ten years invented, ${count} prices (${Math.round(performance.now() - began)} ms)`);
      return "INVENTED: ten years; real prices clear them away; --no-history starts empty";
    },
  };
}
