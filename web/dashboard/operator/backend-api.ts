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
      const response = await fetch(config, {
        method: "PATCH",
        headers: { ...headers, "Content-Type": "application/json", "If-Match": `"${version}"` },
        body: JSON.stringify(patch),
      }).catch((cause: unknown) => {
        throw new SpotError("UNREACHABLE", "Cannot save: the backend does not answer", {
          hint: "Is it running?",
          cause,
        });
      });
      const json: unknown = await response.json().catch(() => undefined);
      if (!response.ok) throw errorOf({ status: response.status, headers: response.headers, json }, config);
      return fields(json);
    },
  };
}
