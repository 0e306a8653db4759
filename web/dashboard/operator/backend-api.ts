import { ask, errorOf } from "../../client/ask.ts";
import { addressOf } from "../../client/address.ts";
import { fields } from "../../client/read-prices.ts";
import { SpotError } from "../../client/spot-error.ts";

export type Fields = Readonly<Record<string, unknown>>;

/** What an operator asks with the secret key. */
export interface BackendApi {
  health(): Promise<Fields>;
  config(): Promise<Fields>;
  /** @throws SpotError with serverCode INPUT_VERSION_CONFLICT when somebody else was faster */
  change(patch: Fields, version: number): Promise<Fields>;
  /** Takes prices out and gives how many; a dry run only counts. */
  retract(prices: WrongPrices, how: { readonly dryRun: boolean }): Promise<number>;
}

/** Prices that are wrong: of a metal, from one time to another (RFC 3339, both count). */
export interface WrongPrices {
  readonly metal: string;
  readonly from_at: string;
  readonly to_at: string;
  readonly reason: string;
}

const TIMEOUT_MS = 8000;

export function createBackendApi(url: string, secretKey: string): BackendApi {
  const { health, feed } = addressOf(url);
  const config = feed.replace(/feed$/, "config");
  const headers = { apikey: secretKey };

  async function read(address: string): Promise<Fields> {
    const asked = await ask(address, {
      fetch: (at, init) => fetch(at, init),
      headers,
      timeoutMs: TIMEOUT_MS,
    });
    const body = fields(asked.json);
    // 503 of health is an answer too: the one an operator needs most.
    const isAnswer = asked.status === 200 || (asked.status === 503 && "status" in body);
    if (!isAnswer) throw errorOf(asked, address);
    return body;
  }

  return {
    health: () => read(health),
    config: () => read(config),
    async change(patch, version): Promise<Fields> {
      return fields(
        await send(config, {
          method: "PATCH",
          headers: { ...headers, "If-Match": `"${version}"` },
          body: patch,
        }),
      );
    },
    async retract(prices, { dryRun }): Promise<number> {
      const body = { ...prices, dry_run: dryRun };
      const { retracted } = fields(await send(`${config}/retractions`, { method: "POST", headers, body }));
      return Number(retracted);
    },
  };
}

interface Sending {
  readonly method: "PATCH" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

async function send(address: string, { method, headers, body }: Sending): Promise<unknown> {
  const response = await fetch(address, {
    method,
    headers: { ...headers, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  }).catch((cause: unknown) => {
    throw new SpotError("UNREACHABLE", "Cannot save: the backend does not answer", {
      hint: "Is it running?",
      cause,
    });
  });
  const json: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw errorOf({ status: response.status, headers: response.headers, json }, address);
  return json;
}
