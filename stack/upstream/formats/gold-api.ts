import { metalOfCode, type WireFormat, type WireRefusal, type WireResponse } from "./wire-format.ts";

const ERRORS: Readonly<Record<WireRefusal, readonly [status: number, error: string]>> = {
  // Prices need no key and have no monthly quota: the nearest things that this provider can say.
  bad_key: [401, "Invalid API key."],
  quota_spent: [429, "Too many requests."],
  rate_limited: [429, "Too many requests."],
  server_error: [500, "Internal server error."],
  not_found: [404, "Not found."],
};

function refusal(kind: WireRefusal): WireResponse {
  const [status, error] = ERRORS[kind];
  return { status, json: { error } };
}

export const goldApiFormat: WireFormat = {
  refusal,
  answer({ path, scene }): WireResponse | null {
    const code = /^\/price\/([A-Z]{3})$/.exec(path)?.[1];
    if (code === undefined) return null;
    const metal = metalOfCode(code);
    const said = metal === undefined ? undefined : scene.metals.get(metal);
    if (metal === undefined || said === undefined) {
      return { status: 400, json: { error: "Symbol is not supported." } };
    }
    const name = metal.charAt(0).toUpperCase() + metal.slice(1);
    return {
      status: 200,
      json: {
        currency: "USD",
        currencySymbol: "$",
        exchangeRate: 1,
        name,
        price: Number(said.price.toFixed(6)),
        symbol: code,
        updatedAt: new Date(said.at).toISOString().replace(/\.\d+Z$/, "Z"),
        updatedAtReadable: "a few seconds ago",
      },
    };
  },
};
