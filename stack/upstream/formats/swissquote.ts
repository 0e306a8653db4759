import type { SaidPrice } from "../scene.ts";
import { metalOfCode, type WireFormat, type WireRefusal, type WireResponse } from "./wire-format.ts";

// It has no words of its own for refusals: a status and an empty object.
const STATUSES: Readonly<Record<WireRefusal, number>> = {
  bad_key: 403,
  quota_spent: 429,
  rate_limited: 429,
  server_error: 500,
  not_found: 404,
};

const PROFILES = [["premium", 1.4], ["prime", 1.3], ["elite", 1]] as const;

function platform(server: string, { said, at }: { said: SaidPrice; at: number }): unknown {
  const half = (said.ask - said.bid) / 2;
  return {
    topo: { platform: "SwissquoteLtd", server },
    spreadProfilePrices: PROFILES.map(([spreadProfile, width]) => ({
      spreadProfile,
      bidSpread: 10 * width,
      askSpread: 10 * width,
      bid: said.price - half * width,
      ask: said.price + half * width,
    })),
    ts: at,
  };
}

export const swissquoteFormat: WireFormat = {
  refusal: (kind): WireResponse => ({ status: STATUSES[kind], json: {} }),
  answer({ path, scene }): WireResponse | null {
    const metal = metalOfCode(/^\/([A-Z]{3})\/USD$/.exec(path)?.[1] ?? "");
    if (metal === undefined) return null;
    const said = scene.metals.get(metal);
    if (said === undefined) return { status: 200, json: [] };
    // The older platform comes first, so that a reader who takes the first entry is caught.
    const older = { said: { ...said, price: said.price * 0.999 }, at: said.at - 45_000 };
    return { status: 200, json: [platform("Live4", older), platform("Live5", { said, at: said.at })] };
  },
};
