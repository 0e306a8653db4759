import { z } from "zod";
import {
  CONTRACT,
  type Endpoint,
  type EndpointReply,
  type SchemaName,
  SCHEMAS,
} from "../../../shared/responses/contract.ts";
import type { Example } from "./examples.ts";

type Json = Readonly<Record<string, unknown>>;

const SERVERS = [
  {
    url: "https://{ref}.supabase.co/functions/v1",
    description: "A hosted project",
    variables: { ref: { default: "abcdefghijklmnopqrst", description: "Reference of the project" } },
  },
  { url: "http://127.0.0.1:54321/functions/v1", description: "The local stack" },
];

const KEYS = {
  publishable: {
    type: "apiKey",
    in: "header",
    name: "apikey",
    description: "sb_publishable_…, or the legacy anon key",
  },
  secret: { type: "apiKey", in: "header", name: "apikey", description: "sb_secret_…, for servers only" },
  user: { type: "http", scheme: "bearer", bearerFormat: "JWT", description: "Token of a signed-in user" },
};

/** The OpenAPI 3.1 document of the functions, made from the schemas that the tests hold answers to. */
export function openApiDocument(examples: readonly Example[]): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const operation of CONTRACT) {
    paths[operation.path] = {
      ...paths[operation.path],
      [operation.method.toLowerCase()]: operationOf(operation, examples),
    };
  }
  return {
    openapi: "3.1.1",
    info: {
      title: "StackTrackr Prices",
      version: "1",
      summary: "Spot prices of gold, silver, platinum and palladium in any currency, unit and window",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: SERVERS,
    tags: [...new Set(CONTRACT.map(tagOf))].map((name) => ({ name, description: `The function ${name}` })),
    paths,
    components: { schemas: componentSchemas(), securitySchemes: KEYS },
  };
}

function componentSchemas(): Json {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(SCHEMAS)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, {
    target: "draft-2020-12",
    io: "output",
    uri: (id) => `#/components/schemas/${id}`,
  });
  return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, withoutMarks(schema)]));
}

/** In a document of OpenAPI a schema needs neither a dialect nor an identifier of its own. */
function withoutMarks(schema: object): Json {
  return Object.fromEntries(Object.entries(schema).filter(([name]) => name !== "$schema" && name !== "$id"));
}

function inputSchema(schema: z.ZodType): Json {
  return withoutMarks(
    z.toJSONSchema(schema, { target: "draft-2020-12", io: "input", unrepresentable: "any" }),
  );
}

function tagOf({ path }: Endpoint): string {
  return path.split("/")[1] ?? "";
}

function operationOf(operation: Endpoint, examples: readonly Example[]): Json {
  const own = examples.filter(({ id }) => id === operation.id);
  return {
    operationId: operation.id,
    tags: [tagOf(operation)],
    summary: operation.summary,
    security: operation.keys.map((key) => key === "none" ? {} : { [key]: [] }),
    parameters: parametersOf(operation),
    ...(operation.body === undefined ? {} : {
      requestBody: {
        required: operation.method === "PATCH",
        content: { "application/json": { schema: inputSchema(operation.body) } },
      },
    }),
    responses: {
      ...Object.fromEntries(operation.replies.map((reply) => [String(reply.status), replyOf(reply, own)])),
      "4XX": {
        description: "What was wrong with the request, and what to do; never cached",
        content: jsonContent(["Problem"], own.filter(({ status }) => status >= 400 && status < 500)),
      },
      "5XX": {
        description: "What is wrong with the service, and what to do; never cached",
        content: jsonContent(["Problem"], []),
      },
    },
  };
}

function parametersOf({ path, query, headers = {} }: Endpoint): readonly Json[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  const inQuery = Object.entries(query?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: "query",
    required: false,
    schema: inputSchema(z.strictObject({ value: schema }))["properties"],
  })).map((parameter) => ({ ...parameter, schema: valueOf(parameter.schema) }));
  const inHeader = Object.entries(headers).map(([name, description]) => ({
    name,
    in: "header",
    required: true,
    description,
    schema: { type: "string" },
  }));
  return [...inPath, ...inQuery, ...inHeader];
}

function valueOf(properties: unknown): unknown {
  return typeof properties === "object" && properties !== null && "value" in properties
    ? properties.value
    : {};
}

function replyOf({ status, what, json, otherType }: EndpointReply, examples: readonly Example[]): Json {
  const own = examples.filter((example) => example.status === status);
  const content = {
    ...(json === undefined ? {} : jsonContent(json, own)),
    ...(otherType === undefined ? {} : { [otherType]: { schema: { type: "string" } } }),
  };
  return { description: what, ...(Object.keys(content).length === 0 ? {} : { content }) };
}

function jsonContent(names: readonly SchemaName[], examples: readonly Example[]): Json {
  const references = names.map((name) => ({ $ref: `#/components/schemas/${name}` }));
  const shown = examples.map(({ name, request, body }) => [name, { summary: request, value: body }]);
  return {
    "application/json": {
      schema: references.length === 1 ? references[0] : { anyOf: references },
      ...(shown.length === 0 ? {} : { examples: Object.fromEntries(shown) }),
    },
  };
}
