import { z } from "zod";
import { StackError } from "../../stack/stack-error.ts";
import { refused } from "../common/refused.ts";

/** Talks to the deployed project with its secret key. */
export interface ProjectApi {
  /** Tells the schedule where to call; returns its cron expression. */
  setAddress(): Promise<string>;
  /** Makes a pull; returns what it says about itself. */
  pull(): Promise<{ readonly status: string; readonly state: string | null }>;
  health(): Promise<{ readonly status: string; readonly problems: readonly string[] }>;
}

const Address = z.object({ schedule: z.string() });
const Pull = z.looseObject({ status: z.string(), state: z.string().nullish() });
const Health = z.looseObject({
  status: z.string(),
  problems: z.array(z.looseObject({ message: z.string(), what_to_do: z.string() })).optional(),
});

export function projectApi(
  { url, secretKey, fetch }: {
    readonly url: string;
    readonly secretKey: string;
    readonly fetch: (request: Request) => Promise<Response>;
  },
): ProjectApi {
  async function ask<T>(path: string, { body, schema, ok = [200] }: {
    readonly body?: unknown;
    readonly schema: z.ZodType<T>;
    readonly ok?: readonly number[];
  }): Promise<T> {
    const request = new Request(`${url}${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: { apikey: secretKey, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(90_000),
    });
    const response = await fetch(request).catch((cause: unknown) => {
      throw new StackError(`Cannot reach ${url}${path}`, { cause, hint: "Is the project awake?" });
    });
    const text = await response.text();
    if (ok.includes(response.status)) return schema.parse(JSON.parse(text));
    throw refused(path, { status: response.status, text });
  }

  return {
    async setAddress(): Promise<string> {
      const body = { project_url: url, secret_key: secretKey };
      return (await ask("/rest/v1/rpc/set_project_address", { body, schema: Address })).schedule;
    },
    async pull(): Promise<{ readonly status: string; readonly state: string | null }> {
      const { status, state } = await ask("/functions/v1/prices-pull", { body: {}, schema: Pull });
      return { status, state: state ?? null };
    },
    async health(): Promise<{ readonly status: string; readonly problems: readonly string[] }> {
      const { status, problems = [] } = await ask("/functions/v1/health", { schema: Health, ok: [200, 503] });
      return {
        status,
        problems: problems.map(({ message, hint }) => hint ? `${message}. ${hint}` : message),
      };
    },
  };
}
