import { z } from "zod";
import { PROVIDERS } from "../providers/registry.ts";
import { ReadParameters } from "../read/read-parameters.ts";
import { Retraction } from "../schemas/retraction.ts";
import { configPatch } from "../schemas/settings.ts";
import { FullConfigResponse, PublicConfigResponse, RetractionResponse } from "./config-response.ts";
import { FullHealthResponse, HealthVerdictResponse, PublicHealthResponse } from "./health-response.ts";
import { ProblemSchema } from "./parts.ts";
import { PriceListResponse, PriceResponse, PricesAtResponse } from "./price-response.ts";
import { BackfillResponse, PullClaimedResponse, PullNotClaimedResponse } from "./pull-response.ts";

/** What a function answers with one status: the schemas that a JSON body may have, or another type. */
export interface EndpointReply {
  readonly status: number;
  readonly what: string;
  /** Names in `SCHEMAS`; any of them may be the body. */
  readonly json?: readonly SchemaName[];
  readonly otherType?: string;
}

export interface Endpoint {
  readonly method: "GET" | "POST" | "PATCH";
  /** Below /functions/v1, with {names} of path parameters. */
  readonly path: string;
  readonly id: string;
  readonly summary: string;
  /** Which keys are accepted; `none` where none is needed. */
  readonly keys: readonly ("none" | "publishable" | "secret" | "user")[];
  /** Query parameters. */
  readonly query?: z.ZodObject;
  /** Request headers that must be sent, by name. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: z.ZodType;
  readonly replies: readonly EndpointReply[];
}

/** Bodies that a provider or the static layouts of StackTrackr define, not this service. */
const Foreign = z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())]);

export const SCHEMAS = {
  Price: PriceResponse,
  PriceList: PriceListResponse,
  PricesAt: PricesAtResponse,
  PullDone: PullClaimedResponse,
  PullNotClaimed: PullNotClaimedResponse,
  Backfill: BackfillResponse,
  PublicConfig: PublicConfigResponse,
  FullConfig: FullConfigResponse,
  Retraction: RetractionResponse,
  HealthVerdict: HealthVerdictResponse,
  PublicHealth: PublicHealthResponse,
  FullHealth: FullHealthResponse,
  Problem: ProblemSchema,
  Foreign,
} as const;

export type SchemaName = keyof typeof SCHEMAS;

const HEALTH: readonly SchemaName[] = ["FullHealth", "PublicHealth", "HealthVerdict"];
const NOT_CHANGED: EndpointReply = { status: 304, what: "The client has the newest answer" };
const PullBody = z.strictObject({
  trigger: z.enum(["cron", "manual"]).optional(),
  provider: z.enum(PROVIDERS.map(({ key }) => key)).optional()
    .describe("Asks this provider now, whatever the plan says"),
  slot: z.iso.datetime({ offset: true }).optional().describe("Begin of the slot, at most ten minutes ago"),
  backfill: z.strictObject({
    provider: z.enum(PROVIDERS.map(({ key }) => key)),
    from: z.iso.date(),
    to: z.iso.date(),
  }).optional().describe("Days of the past instead of the current slot"),
});

/** Every operation of every function. docs/api/openapi.json is made from it, and the HTTP tests hold answers to it. */
export const CONTRACT: readonly Endpoint[] = [
  {
    method: "GET",
    path: "/prices-read",
    id: "readPrices",
    summary: "The price of one metal or several, with its state and a series",
    keys: ["none", "publishable", "secret", "user"],
    query: ReadParameters,
    replies: [
      {
        status: 200,
        what: "The price; a list for several metals; a list without series for several dates",
        json: ["Price", "PriceList", "PricesAt"],
        otherType: "text/csv",
      },
      NOT_CHANGED,
    ],
  },
  {
    method: "POST",
    path: "/prices-pull",
    id: "pullPrices",
    summary: "Pulls the current slot once, however many callers ask",
    keys: ["secret"],
    body: PullBody,
    replies: [{ status: 200, what: "How the pull ended", json: ["PullDone", "PullNotClaimed", "Backfill"] }],
  },
  {
    method: "GET",
    path: "/provider-proxy/{provider}/{operation}",
    id: "askProvider",
    summary: "A provider's own answer; its key stays on the server, the call is charged to its budget",
    keys: ["secret", "user", "publishable"],
    replies: [{ status: 200, what: "The provider's own body", json: ["Foreign"] }],
  },
  {
    method: "GET",
    path: "/config",
    id: "readConfig",
    summary: "Choices and settings; all of them with the secret key",
    keys: ["none", "publishable", "secret", "user"],
    replies: [
      { status: 200, what: "The configuration", json: ["FullConfig", "PublicConfig"] },
      NOT_CHANGED,
    ],
  },
  {
    method: "PATCH",
    path: "/config",
    id: "changeConfig",
    summary: "Changes settings and switches of providers; only what is named changes",
    keys: ["secret", "user"],
    headers: { "If-Match": "The version that was read, as its ETag" },
    body: configPatch(PROVIDERS.map(({ key }) => key)),
    replies: [{ status: 200, what: "The configuration after the change", json: ["FullConfig"] }],
  },
  {
    method: "POST",
    path: "/config/retractions",
    id: "retractPrices",
    summary: "Takes wrong prices out, makes their bars again and keeps the rows with the reason",
    keys: ["secret", "user"],
    body: Retraction,
    replies: [{ status: 200, what: "How many prices", json: ["Retraction"] }],
  },
  {
    method: "GET",
    path: "/health",
    id: "readHealth",
    summary: "What is wrong and what to do; everything an operator needs with the secret key",
    keys: ["none", "publishable", "secret", "user"],
    query: z.strictObject({ format: z.enum(["json", "prometheus"]).default("json") }),
    replies: [
      { status: 200, what: "Readers get a price", json: HEALTH, otherType: "text/plain" },
      { status: 503, what: "Readers get no price, or an old one", json: HEALTH },
    ],
  },
  {
    method: "GET",
    path: "/feed/{file}",
    id: "readFeed",
    summary: "The static layouts that the StackTrackr app reads; file may contain slashes",
    keys: ["none", "publishable", "secret", "user"],
    replies: [{ status: 200, what: "The file", json: ["Foreign"] }, NOT_CHANGED],
  },
];
