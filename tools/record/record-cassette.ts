import { CallFailed } from "../../shared/providers/calling/call-record.ts";
import { createRedactor } from "../../shared/providers/calling/redact.ts";
import { type Call, createEngine } from "../../shared/providers/engine.ts";
import type { Provider } from "../../shared/providers/provider.ts";
import type { Secret } from "../../shared/secret.ts";
import type { Sleep } from "../../shared/sleep.ts";

/** One recorded request and answer, in the form of tests/cassettes. */
export interface RecordedCassette {
  readonly origin: "recorded";
  readonly recordedAt: string;
  readonly operation: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly request: { readonly path: string; readonly query: Readonly<Record<string, string>> };
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly json: unknown;
  };
  readonly expect?: { readonly failure: string };
}

export interface RecordTools {
  readonly fetch: (request: Request) => Promise<Response>;
  readonly now: () => number;
  readonly sleep: Sleep;
  readonly key: Secret | null;
}

// Others may name the account, the session or the server.
const KEPT_HEADERS = [
  "content-type",
  "retry-after",
  "x-api-current",
  "x-api-quota",
  "x-ratelimit-limit",
  "x-ratelimit-remaining",
];

/**
 * Makes one live call, without a retry, and gives it as a cassette with the key blotted out. A refusal is recorded
 * too, with the word that the adapter had for it.
 *
 * @throws CallFailed where there is nothing to record: no answer, or one that is not JSON
 */
export async function recordCassette(
  provider: Provider,
  { call, tools }: { call: Call; tools: RecordTools },
): Promise<RecordedCassette> {
  let heard: { readonly status: number; readonly headers: Headers; readonly text: string } | null = null;
  const engine = createEngine({
    ...tools,
    keys: () => tools.key,
    fetch: async (request) => {
      const response = await tools.fetch(request);
      heard = { status: response.status, headers: response.headers, text: await response.clone().text() };
      return response;
    },
  });
  const failure = await engine.call(provider, { ...call, mayRetry: false }).then(() => null, refusalOf);
  return cassette(provider, { call, tools, failure, heard });
}

function refusalOf(error: unknown): CallFailed {
  if (error instanceof CallFailed) return error;
  throw error;
}

interface Heard {
  readonly call: Call;
  readonly tools: RecordTools;
  readonly failure: CallFailed | null;
  readonly heard: { readonly status: number; readonly headers: Headers; readonly text: string } | null;
}

function cassette(provider: Provider, { call, tools, failure, heard }: Heard): RecordedCassette {
  const operation = provider.operations[call.operation];
  const json = heard === null ? undefined : readJson(createRedactor(tools.key)(heard.text));
  if (operation === undefined || heard === null || json === undefined) {
    throw failure ?? new Error(`Cannot record ${provider.key}: nothing was heard`);
  }
  const { status, headers } = heard;
  return {
    origin: "recorded",
    recordedAt: new Date(tools.now()).toISOString(),
    operation: call.operation,
    parameters: call.parameters,
    request: operation.request(call.parameters),
    response: {
      status,
      headers: Object.fromEntries([...headers].filter(([name]) => KEPT_HEADERS.includes(name))),
      json,
    },
    ...(failure === null ? {} : { expect: { failure: failure.failure } }),
  };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
